// What is typed is kept on the server as it is typed; nothing of it stays in the browser.
import { all, holdOffline, line, post } from "./page.js";
import { active } from "./stay.js";

const PAUSE = 1500;
const HONEST_WITHIN = 8000;
const OURS = ["csrf", "key", "form"];
const drafts = [];

function typed(form) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !OURS.includes(name) && !name.includes("password")) fields.append(name, value);
  }
  return fields;
}

class Draft {
  constructor(form) {
    this.form = form;
    this.timer = 0;
    this.fresh = false;
    this.sent = false;
    this.saving = null;
    this.holding = false;
    this.slow = false;
    this.note = line("saved");
    form.append(this.note);
    form.addEventListener("input", () => this.later());
    form.addEventListener("submit", (event) => this.send(event));
    addEventListener("online", () => this.save());
  }

  later() {
    this.fresh = true;
    this.sent = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  stop() {
    this.sent = true;
    clearTimeout(this.timer);
  }

  // A form that is sent over a dead line is gone, and Back brings an empty one: words that no server has yet are kept
  // first. Where they cannot be, the page stays, and says so. Who presses again on a line that is only slow may go.
  async send(event) {
    if (this.holding) return event.preventDefault();
    const canWait = this.form.requestSubmit && event.submitter !== undefined;
    if (this.sent || (!this.fresh && !this.saving) || this.slow || !canWait) return this.stop();
    event.preventDefault();
    this.holding = true;
    const late = new Promise((done) => setTimeout(done, HONEST_WITHIN, "late"));
    const kept = await Promise.race([this.saving ?? this.save(), late]);
    this.holding = false;
    this.slow = kept === "late" && navigator.onLine;
    if (kept === "late" || kept === "lost") return this.tell();
    this.stop();
    this.form.requestSubmit(event.submitter);
  }

  tell() {
    this.note.className = "govuk-error-message";
    this.note.setAttribute("role", "alert");
    this.note.textContent = this.form.dataset.lost ?? "";
  }

  save(leaving = false) {
    if (!this.fresh || this.sent) return this.saving;
    this.fresh = false;
    clearTimeout(this.timer);
    const saving = this.give(leaving).finally(() => {
      if (this.saving === saving) this.saving = null;
    });
    return (this.saving = saving);
  }

  async give(leaving) {
    let answer = null;
    try {
      const fields = typed(this.form);
      // Not `form.action`: a field may have that name.
      fields.set("form", new URL(this.form.getAttribute("action") || location.href, location.href).pathname);
      answer = await post("/drafts", fields, leaving);
      if (!answer.ok) throw new Error(String(answer.status));
      const { saved_at: time } = await answer.json();
      this.note.className = "saved";
      this.note.removeAttribute("role");
      this.note.textContent = this.form.dataset.savedAt.replace("{time}", time);
      this.slow = false;
      active();
      return "kept";
    } catch {
      this.fresh = true; // The next letter, leaving, or the line that comes back tries again.
      return answer ? "refused" : "lost";
    }
  }
}

export function saveAll() {
  // Scripts of one page hand in what they are still saving.
  const others = [];
  document.dispatchEvent(new CustomEvent("save-now", { detail: others }));
  return Promise.all([...drafts.map((draft) => draft.save(true)), ...others]);
}

export function startDrafts() {
  drafts.push(...all("form[data-draft]").map((form) => new Draft(form)));
  if (!drafts.length) return;
  addEventListener("pagehide", saveAll);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && saveAll());
  const unsaved = () => drafts.find((draft) => !draft.sent && (draft.fresh || draft.saving));
  holdOffline(unsaved, () => unsaved().tell());
}
