// What the reader writes, from pressing Send until the server has it. It stays in the page's memory and its draft.
import { alert, announce } from "./announcer.js";
import { doubt, link, on, send } from "./link.js";
import { box, bringIn, button, holding, list, made } from "./parts.js";
import { build, find, heardOf, number } from "./thread.js";
import { say } from "./words.js";

// Half of the time that somebody waits for an honest word; then once more, in silence.
const ANSWER_WITHIN = 4000;
const CAN_TRY_AGAIN = ["busy", "too-fast", ""];
const entries = [];
let changed = () => {};

export const unsent = () => entries.filter((entry) => entry.state !== "sent").map((entry) => entry.body);
export const isStuck = () => entries.some((entry) => entry.state === "waiting" || entry.state === "failed");
export const isSending = () => entries.some((entry) => entry.state === "sending");

function remove(entry) {
  const place = entries.indexOf(entry);
  if (place >= 0) entries.splice(place, 1);
  changed();
}

function drop(entry) {
  entry.state = "gone";
  entry.li.remove();
  remove(entry);
  box.focus();
}

function again(entry) {
  box.focus();
  attempt(entry);
}

function show(entry, state, why = "") {
  entry.state = state;
  entry.why = why;
  const { li } = entry;
  li.querySelectorAll(".safe, .do").forEach((part) => part.remove());
  const when = li.querySelector(".when");
  if (!when) return;
  const words = { sending: "sending", waiting: "waiting", failed: "not_sent", "signed-out": "not_sent" }[state];
  when.textContent = "";
  when.append(made("span", `state state--${state}`, say(words)));
  const doing = made("div", "do");
  if (state === "failed") {
    li.append(made("p", "safe", why || say("safe")));
    if (entry.mayTry) doing.append(button(say("b_again"), () => again(entry)));
  }
  if (state === "waiting") li.append(made("p", "safe", say("waiting_here")));
  if (state === "signed-out") {
    li.append(made("p", "safe", say("signed_out")));
    const link = made("a", "", say("a_sign_in"));
    // In a tab of its own: the words stand only here.
    link.href = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
    link.target = "_blank";
    doing.append(link);
  }
  if (state === "failed" || state === "waiting") doing.append(button(say("b_delete"), () => drop(entry)));
  if (doing.childElementCount) li.append(doing);
}

// The server has it: by its answer, or because the message itself came.
export function settle(clientId, { id, seq, at }) {
  const entry = entries.find((one) => one.id === clientId);
  if (!entry) return false;
  entry.state = "sent";
  heardOf(seq);
  if (find(id)) entry.li.remove();
  else {
    entry.li.querySelectorAll(".safe, .do").forEach((part) => part.remove());
    entry.li.classList.remove("pending");
    holding(() => number(entry.li, { id, seq, at, mine: true, body: entry.body, language: entry.language }));
  }
  announce(say("message_sent"));
  remove(entry);
  return true;
}

function refuse(entry, { problem, say: why }) {
  if (problem === "signed-out") {
    link.signedOut = true;
    const said = entry.state === "signed-out";
    show(entry, "signed-out");
    if (!said) alert(say("signed_out"));
    return;
  }
  entry.mayTry = CAN_TRY_AGAIN.includes(problem);
  show(entry, "failed", why ?? "");
  alert(why || say("alert_not_sent"));
}

function fail(entry) {
  entry.mayTry = true;
  show(entry, "failed");
  alert(say("alert_not_sent"));
  doubt();
}

async function attempt(entry) {
  if (entry.busy || entry.state === "sent" || entry.state === "gone") return;
  if (link.signedOut) return refuse(entry, { problem: "signed-out" });
  if (link.ended) return refuse(entry, { problem: "not-found", say: say("gone") });
  if (!link.up) return show(entry, "waiting");
  entry.busy = true;
  show(entry, "sending");
  const from = Date.now();
  let answer = await send(entry, ANSWER_WITHIN);
  const isOver = () => entry.state === "sent" || entry.state === "gone";
  const retry = !answer || answer.problem === "busy";
  if (retry && !isOver() && link.up) answer = (await send(entry, Math.max(1000, 2 * ANSWER_WITHIN - (Date.now() - from) - 200))) ?? answer;
  entry.busy = false;
  if (isOver()) return;
  if (answer?.id) settle(entry.id, answer);
  else if (answer?.problem) refuse(entry, answer);
  else if (link.signedOut) refuse(entry, { problem: "signed-out" });
  else if (!link.up) show(entry, "waiting");
  else fail(entry);
}

export function add(id, body, language) {
  const li = build({ mine: true, from: "", role: "", body, language: language || null });
  li.classList.add("pending");
  const entry = { id, body, language, li, state: "new", mayTry: true, busy: false };
  entries.push(entry);
  list.append(li);
  document.getElementById("none-yet")?.remove();
  // With the word for where it stands, which is a line more.
  attempt(entry);
  bringIn(li);
}

// What waits goes out in the order in which it was written.
export function sendWaiting() {
  for (const entry of entries.filter((one) => one.state === "waiting" || one.state === "signed-out")) attempt(entry);
}

export function startOutbox(whenChanged) {
  changed = whenChanged;
  on("down", () => {
    for (const entry of entries) if (entry.state === "sending") show(entry, "waiting");
  });
  on("signed-out", () => {
    const waiting = entries.filter((entry) => entry.state === "waiting");
    waiting.forEach((entry) => show(entry, "signed-out"));
    if (waiting.length) alert(say("signed_out"));
  });
}
