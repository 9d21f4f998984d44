// Small helps in forms: save on tick, one send a press, letters left, show what was typed, where the problem is.
import { all, line, post } from "./page.js";

const SAY_AGAIN = 3000;
const SEND_AGAIN = 3000;

// The key of a form is for sending it once; each tick is a send of its own, so it goes without.
function saveOnTick(form) {
  const note = line("saved", "status");
  form.append(note);
  form.addEventListener("change", async () => {
    const fields = new URLSearchParams(new FormData(form));
    fields.delete("key");
    fields.set("quietly", "1"); // “Saved” stands beside the ticks: the next page need not say “Done” as well.
    note.textContent = "";
    try {
      const answer = await post(form.getAttribute("action"), fields);
      if (answer.ok || answer.type === "opaqueredirect") note.textContent = form.dataset.saved;
    } catch {
      // The Save button is still there.
    }
  });
}

// Over a dead line comes a page of the browser's, which knows nothing of what was pressed. Who presses again means it.
function holdDead(form, event) {
  const words = document.querySelector(".net")?.dataset.lost;
  if (navigator.onLine || !words || form.dataset.held || form.id === "composer") return false;
  event.preventDefault();
  form.dataset.held = "1";
  const told = line("govuk-error-message", "alert");
  form.append(told);
  told.textContent = words;
  const back = () => {
    told.remove();
    delete form.dataset.held;
  };
  addEventListener("online", back, { once: true });
  return true;
}

function sendOnce(form) {
  let sent = 0;
  form.addEventListener("submit", (event) => {
    const now = Date.now();
    if (event.defaultPrevented || holdDead(form, event)) return;
    if (now - sent < SEND_AGAIN) event.preventDefault();
    else sent = now;
  });
}

function countLetters(box) {
  const most = Number(box.dataset.limit);
  const shown = document.getElementById(`${box.id}-count`);
  const start = shown?.textContent ?? "";
  const heard = line("govuk-visually-hidden", "status");
  box.after(heard);
  let timer = 0;
  const count = () => {
    const left = most - Array.from(box.value).length;
    const words = (left < 0 ? box.dataset.over : box.dataset.left).replace("{number}", Math.abs(left));
    const near = left <= Math.max(20, most / 10);
    if (shown) {
      shown.textContent = near ? words : start;
      shown.classList.toggle("count--over", left < 0);
    }
    clearTimeout(timer);
    timer = setTimeout(() => (heard.textContent = near ? words : ""), SAY_AGAIN);
  };
  box.addEventListener("input", count);
  if (box.value) count();
}

function showPassword(group) {
  const box = group.querySelector("input");
  const button = group.querySelector("button");
  const word = (name) => group.getAttribute(`data-i18n.${name}`);
  const status = line("govuk-visually-hidden", "status");
  if (!box || !button) return;
  const set = (shown, quietly) => {
    box.type = shown ? "text" : "password";
    button.textContent = word(shown ? "hide-password" : "show-password");
    button.setAttribute("aria-label", word(`${shown ? "hide" : "show"}-password-aria-label`));
    if (!quietly) status.textContent = word(`password-${shown ? "shown" : "hidden"}-announcement`);
  };
  button.after(status);
  button.hidden = false;
  button.addEventListener("click", () => set(box.type === "password"));
  box.form?.addEventListener("submit", () => set(false, true));
  addEventListener("pagehide", () => set(false, true));
}

function goToProblem(event) {
  const link = event.target.closest("a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const heading = field.closest("fieldset")?.querySelector("legend") ?? field.labels?.[0] ?? field;
  heading.scrollIntoView();
  field.focus({ preventScroll: true });
}

export function startForms() {
  all("form[data-save-on-tick]").forEach(saveOnTick);
  all("form[method=post]").forEach(sendOnce);
  all("[data-limit]").forEach(countLetters);
  all("[data-module=govuk-password-input]").forEach(showPassword);
  all(".govuk-error-summary").forEach((summary) => summary.addEventListener("click", goToProblem));
  document.querySelector("[data-focus]")?.focus();
}
