// What is typed is kept on the server as it is typed; nothing of it stays in the browser.
import { all, line, post } from "./page.js";
import { active } from "./stay.js";

const PAUSE = 1500;
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
    this.note = line("saved");
    form.append(this.note);
    form.addEventListener("input", () => this.later());
    form.addEventListener("submit", () => this.stop());
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

  async save(leaving = false) {
    if (!this.fresh || this.sent) return;
    this.fresh = false;
    clearTimeout(this.timer);
    const fields = typed(this.form);
    fields.set("form", new URL(this.form.action).pathname);
    try {
      const answer = await post("/drafts", fields, leaving);
      if (!answer.ok) throw new Error(String(answer.status));
      const { saved_at: time } = await answer.json();
      this.note.textContent = this.form.dataset.savedAt.replace("{time}", time);
      active();
    } catch {
      this.fresh = true; // The next letter, or leaving, tries again.
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
}
