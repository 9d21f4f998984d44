// What is typed and not sent is kept on the server, and nowhere else.
import { all, holdOffline, post } from "../page.js";
import { emit, link } from "./link.js";
import { isStuck, unsent } from "./outbox.js";
import { box, button, form, holdingBox, made } from "./parts.js";
import { clock, nowByPortal, say } from "./words.js";

const PAUSE = 3000;
const SOON = 200;
const ANSWER_WITHIN = 5000;
const panel = made("details", "more elsewhere");
let saved = "";
let timer = 0;
let dead = false; // nothing answered the last time
let told = null;
let given = []; // what this page gave the server lately, heard of or not
let others = []; // what this person's other page or phone has kept meanwhile: kept with ours, and offered

export const text = () => [...unsent(), box.value, ...others].filter((words) => words.trim()).join("\n\n");
// Whether all that stands here unsent is on the server too, or there is nothing.
export const kept = () => !box || text() === saved;
const version = () => form.elements.draft.value;

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

// Without the words that were this page's own.
function without(words, own) {
  let rest = words;
  for (const part of own.filter(Boolean).sort((one, two) => two.length - one.length)) {
    if (rest === part) rest = "";
    else if (rest.startsWith(`${part}\n\n`)) rest = rest.slice(part.length + 2);
    else if (rest.endsWith(`\n\n${part}`)) rest = rest.slice(0, -part.length - 2);
    else rest = rest.replace(`\n\n${part}\n\n`, "\n\n");
  }
  return rest.trim();
}

function drawOthers() {
  panel.textContent = "";
  if (!others.length) return holdingBox(() => panel.remove());
  const words = made("p", "as-typed words", others.join("\n\n"));
  words.dir = "auto";
  words.tabIndex = 0; // it scrolls where it is long
  const doing = made("div", "actions");
  doing.append(button(say("b_take"), take, "govuk-button govuk-button--secondary"), button(say("b_delete"), drop));
  const body = made("div", "more__body");
  body.append(words, doing);
  panel.append(made("summary", "", say("elsewhere")), body);
  // Below the box, where it is seen and nothing above it moves.
  if (!panel.isConnected) holdingBox(() => form.querySelector(".composer__do").before(panel));
}

function settle(words) {
  others = [];
  panel.open = false;
  drawOthers();
  if (words) box.value = [box.value, words].filter((one) => one.trim()).join("\n\n");
  box.dispatchEvent(new Event("input"));
  box.focus();
  later(SOON);
}

const take = () => settle(others.join("\n\n"));
const drop = () => settle("");

// The server kept other words with the ones that it was given. They stay with them until somebody says what of them.
function heard(words, { version: now, other = "" }) {
  told?.remove();
  for (const field of all("input[name=draft]")) field.value = now;
  saved = !other ? words : words && !other.includes(words) ? `${words}\n\n${other}` : other;
  const fresh = without(other, [...given, box.value, ...others]);
  given = [words, ...given].slice(0, 8);
  if (fresh) {
    others = [...others.filter((one) => !fresh.startsWith(one) && !one.startsWith(fresh)), fresh];
    drawOthers();
  }
  if (other && text() !== saved) later(SOON);
}

async function save() {
  clearTimeout(timer);
  const words = text();
  if (words === saved) return;
  given = [words, ...given].slice(0, 8);
  const how = { body: words, was: version() };
  const late = setTimeout(() => (dead = true), ANSWER_WITHIN);
  const answer = link.up && !link.plain ? await emit("draft", how, ANSWER_WITHIN) : await overHttp(words);
  clearTimeout(late);
  dead = !answer;
  if (!answer || answer.problem) return; // The next letter, or leaving, tries again.
  heard(words, answer);
  // Where the server kept more than stands here it is put right first, and said then.
  if (kept()) note();
  document.dispatchEvent(new Event("stay-signed-in"));
}

async function overHttp(words, leaving = false) {
  try {
    const answer = await post(form.dataset.drafts, { message: words, draft: version(), quietly: "1" }, leaving);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

async function saveLeaving() {
  const words = text();
  if (words === saved) return;
  given = [words, ...given].slice(0, 8);
  const answer = await overHttp(words, true);
  if (answer) heard(words, answer);
}

// Nothing of it is kept anywhere else yet.
function stay() {
  told?.remove();
  told = made("p", "govuk-error-message", say(unsent().length ? "waiting_here" : "lost"));
  told.setAttribute("role", "alert");
  form.append(told);
  told.scrollIntoView({ block: "nearest" });
  addEventListener("online", () => told.remove(), { once: true });
}

// The same person sent something from another tab or phone. Sending ended the draft on the server: what this page holds
// besides is saved anew, and what it only shows of those words is not there to be sent again.
export function sentElsewhere(body, empty) {
  const words = box.value.trim();
  if (words && text() === saved && body.startsWith(words)) empty();
  const left = others.filter((one) => !body.includes(one));
  if (left.length < others.length) {
    others = left;
    drawOthers();
  }
  saved = "";
  if (text()) later();
  else note();
}

export function startDrafts() {
  saved = box.value;
  given = [saved];
  box.addEventListener("input", () => later());
  document.getElementById("clear-draft")?.addEventListener("submit", (event) => {
    event.target.elements.message.value = others.join("\n\n");
    saved = text();
  });
  addEventListener("pagehide", saveLeaving);
  holdOffline(() => !kept(), stay, () => dead || isStuck());
  addEventListener("online", () => later(SOON));
  document.addEventListener("visibilitychange", () => document.hidden && save());
  document.addEventListener("save-now", (event) => event.detail.push(saveLeaving()));
}
