// The box: its keys, its height, its errors, and handing over what was written.
import { typingOver } from "./announcer.js";
import * as drafts from "./drafts.js";
import { emit, link } from "./link.js";
import { add } from "./outbox.js";
import { box, describe, family, form, made, newId, section } from "./parts.js";
import { say } from "./words.js";

const LONGEST = 2000;
const MOST_ROWS = 6;
const FEWEST_ROWS = 2;
const TELL_TYPING = 3000;
const enterSends = section?.dataset.enterSends === "true";
let toldTyping = 0;

function showError(words) {
  const group = box.closest(".govuk-form-group");
  group.classList.toggle("govuk-form-group--error", Boolean(words));
  box.classList.toggle("govuk-textarea--error", Boolean(words));
  document.querySelector(".govuk-error-summary")?.remove();
  document.getElementById("message-error")?.remove();
  if (!words) return describe();
  const error = made("p", "govuk-error-message");
  error.id = "message-error";
  error.append(made("span", "govuk-visually-hidden", `${say("error")}:`), ` ${words}`);
  box.before(error);
  describe();
  box.focus();
}

export function emptyBox() {
  box.value = "";
  grow();
  document.querySelector("button[form=clear-draft]")?.remove();
}

// There is nobody to send to: the server gives the words back on a page, and says who has the conversation now.
function copyWords() {
  box.value = drafts.text();
  form.submit();
}

function submit() {
  if (link.ended && !family) return copyWords();
  const body = box.value.replace(/\r\n?/g, "\n");
  if (!body.trim()) return showError(say("e_empty"));
  if (Array.from(body).length > LONGEST) return showError(say("e_too_long"));
  document.getElementById("changed")?.remove();
  showError("");
  const number = form.elements.client_id;
  const id = number.value || newId();
  number.value = newId();
  emptyBox();
  typingOver();
  add(id, body, form.elements.language?.value ?? "");
  document.dispatchEvent(new Event("stay-signed-in"));
}

function grow() {
  if (!box.value && box.rows !== FEWEST_ROWS) box.rows = FEWEST_ROWS;
  while (box.rows < MOST_ROWS && box.scrollHeight > box.clientHeight + 2) box.rows += 1;
}

function tellTyping() {
  const now = Date.now();
  if (family || link.plain || !link.up || !box.value || now - toldTyping < TELL_TYPING) return;
  toldTyping = now;
  emit("typing", {}, 5000);
}

export function startComposer() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
    const wanted = event.ctrlKey || event.metaKey || (enterSends && !event.shiftKey && !event.altKey);
    if (!wanted) return;
    event.preventDefault();
    submit();
  });
  box.addEventListener("input", () => {
    grow();
    tellTyping();
  });
  grow();
  drafts.startDrafts();
}
