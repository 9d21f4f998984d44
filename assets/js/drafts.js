// What is typed is kept on the server as it is typed; nothing of it stays in the browser.
import { all, follow, holdOffline, line, post } from "./page.js";
import { active } from "./stay.js";

const PAUSE = 1500;
const HONEST_WITHIN = 8000;
const OURS = ["csrf", "key", "form", "writer"];
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
    this.dead = false; // Nothing answered the last time.
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

  // A form that is sent over a dead line is gone, and Back brings an empty one: with words that no server has yet the page
  // stays until the server has taken them, and says so where it cannot. Who presses again on a line that is only slow may go.
  async send(event) {
    if (this.holding) return event.preventDefault();
    const canWait = this.form.requestSubmit && event.submitter !== undefined && !event.submitter?.hasAttribute("formaction");
    if (this.sent || (!this.fresh && !this.saving) || this.slow || !canWait) return this.stop();
    event.preventDefault();
    this.holding = true;
    clearTimeout(this.timer);
    const late = new Promise((done) => setTimeout(done, HONEST_WITHIN, "late"));
    const went = await Promise.race([this.saving ?? this.go(event.submitter), late]);
    if (went === "gone") return;
    this.holding = false;
    this.slow = went === "late" && navigator.onLine;
    this.dead = went === "late" || went === "lost";
    if (this.dead) return this.tell(this.form.dataset.lost);
    this.stop();
    this.form.requestSubmit(event.submitter);
  }

  // One trip: the server does what the form asks, and says where that leads. Of anything else it does nothing, and the form
  // goes as browsers send it. A second time is answered as the first one was: the form has a key.
  async go(submitter) {
    let answer = null;
    try {
      const body = new URLSearchParams();
      for (const [name, value] of new FormData(this.form)) if (typeof value === "string") body.append(name, value);
      if (submitter?.name) body.append(submitter.name, submitter.value);
      const headers = { Accept: "application/json" };
      answer = await fetch(this.path(), { method: "POST", body, headers, redirect: "manual", credentials: "same-origin" });
      if (!answer.ok) return "refused";
      const { to } = await answer.json();
      this.stop();
      follow(to);
      return "gone";
    } catch {
      return answer ? "refused" : "lost";
    }
  }

  // Not `form.action`: a field may have that name.
  path() {
    return new URL(this.form.getAttribute("action") || location.href, location.href).pathname;
  }

  tell(words = "") {
    this.note.className = "govuk-error-message";
    this.note.setAttribute("role", "alert");
    if (this.note.textContent !== words) this.note.textContent = words;
  }

  save(leaving = false) {
    if (!this.fresh || this.sent || (this.holding && !leaving)) return this.saving;
    this.fresh = false;
    clearTimeout(this.timer);
    const saving = this.give(leaving).finally(() => {
      if (this.saving === saving) this.saving = null;
    });
    return (this.saving = saving);
  }

  async give(leaving) {
    let answer = null;
    const late = setTimeout(() => (this.dead = true), HONEST_WITHIN);
    try {
      const fields = typed(this.form);
      fields.set("form", this.path());
      fields.set("writer", this.form.elements.key?.value ?? "");
      answer = await post("/drafts", fields, leaving);
      if (!answer.ok) throw new Error(String(answer.status));
      const { saved_at: time, elsewhere } = await answer.json();
      if (elsewhere) {
        this.fresh = true;
        this.tell(elsewhere);
        return "refused";
      }
      this.note.className = "saved";
      this.note.removeAttribute("role");
      this.note.textContent = this.form.dataset.savedAt.replace("{time}", time);
      this.slow = false;
      active();
      return "kept";
    } catch {
      this.fresh = true; // The next letter, leaving, or the line that comes back tries again.
      return answer ? "refused" : "lost";
    } finally {
      clearTimeout(late);
      this.dead = !answer;
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
  // Who taps a link far above the form sees why nothing follows.
  const tell = () => {
    const { form, note } = unsaved();
    unsaved().tell(form.dataset.lost);
    note.scrollIntoView({ block: "center" });
  };
  holdOffline(unsaved, tell, () => drafts.some((draft) => draft.dead));
}
