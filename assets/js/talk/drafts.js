// What is typed and not sent is kept on the server, and nowhere else.
import { post } from "../page.js";
import { emit, link } from "./link.js";
import { unsent } from "./outbox.js";
import { address, box, form, made } from "./parts.js";
import { clock, nowByPortal } from "./words.js";

const PAUSE = 3000;
let saved = "";
let timer = 0;

const text = () => [...unsent(), box.value].filter((words) => words.trim()).join("\n\n");

function note() {
  let line = form.querySelector(".saved");
  if (!text()) return line?.remove();
  if (!line) form.append((line = made("p", "saved")));
  line.textContent = form.dataset.savedAt.replace("{time}", clock(nowByPortal()));
}

export function later(wait = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

async function save() {
  clearTimeout(timer);
  const words = text();
  if (words === saved) return;
  const answer = link.up && !link.plain ? await emit("draft", { body: words }, 5000) : await overHttp(words);
  if (!answer || answer.problem) return; // The next letter, or leaving, tries again.
  saved = words;
  note();
  document.dispatchEvent(new Event("stay-signed-in"));
}

async function overHttp(words, leaving = false) {
  try {
    const answer = await post(form.dataset.drafts, { message: words, quietly: "1" }, leaving);
    return answer.ok ? {} : null;
  } catch {
    return null;
  }
}

async function saveLeaving() {
  const words = text();
  if (words === saved) return;
  if (await overHttp(words, true)) saved = words;
}

// The same person sent something from another tab or phone. Sending ended the draft on the server: what this page holds
// besides is saved anew, and what it only shows of those words is not there to be sent again.
export function sentElsewhere(body, empty) {
  const words = box.value.trim();
  if (words && text() === saved && body.startsWith(words)) empty();
  saved = "";
  if (text()) later();
  else note();
}

export function startDrafts() {
  saved = box.value;
  box.addEventListener("input", () => later());
  document.getElementById("clear-draft")?.addEventListener("submit", () => (saved = text()));
  addEventListener("pagehide", saveLeaving);
  document.addEventListener("visibilitychange", () => document.hidden && save());
  document.addEventListener("save-now", (event) => event.detail.push(saveLeaving()));
}
