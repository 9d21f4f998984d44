// The messages on the page: each once, in the order of their numbers, whatever comes twice, early or late.
import { family, list, made, section } from "./parts.js";
import { called, clock, dayName, heading, live, london, names, say, timeBeside } from "./words.js";

const own = []; // {seq, at, li} of the reader's messages, in order
const marks = new Map(); // how far each of the other side has come, by the name that is shown
const known = new Set(); // numbers past the last without a gap
let highest = Number(section?.dataset.lastSeq ?? 0);

export const newest = () => highest;

const seqOf = (li) => Number(li.dataset.seq);
const isSaid = (element) => element?.classList.contains("msg") && element.dataset.seq;
const dayOf = (li) => li.querySelector("time").dateTime.slice(0, 10);

// Whether numbers before this one are missing.
export function heardOf(seq) {
  if (seq > highest) known.add(seq);
  while (known.delete(highest + 1)) highest += 1;
  return seq > highest;
}

export function find(id) {
  return document.getElementById(`m-${id}`);
}

function timeOf(at) {
  const time = made("time", "", clock(at));
  time.dateTime = london(at).iso;
  return time;
}

// Words around an element that stands in them: “Sent, ” and the time.
function around(pattern, hole, element) {
  const [before, after] = pattern.split(hole);
  return [before, element, after].filter((part) => part !== "");
}

export function build(message) {
  const li = made("li", `msg ${message.mine ? "me" : family || message.role === "family" ? "them" : "us"}`);
  const words = made("p", "words", message.body ?? "");
  words.dir = "auto";
  li.append(made("h3", "", heading(message)), ...(message.body === null ? [] : [words]));
  if (message.language && message.body !== null) {
    words.lang = message.language;
    const choice = document.querySelector(`#language option[value="${CSS.escape(message.language)}"]`);
    li.append(made("p", "meta", say("written_in", { language: choice ? choice.textContent.trim() : message.language })));
  }
  li.append(made("p", "meta when"));
  return li;
}

// What it has once the server knows it: its number, its time, and for staff what can be done with it.
export function number(li, message) {
  li.id = `m-${message.id}`;
  li.dataset.seq = message.seq;
  const when = li.querySelector(".when");
  when.textContent = "";
  when.append(timeOf(message.at));
  when.classList.remove("when");
  if (message.mine) {
    own.push({ seq: message.seq, at: message.at, li, when });
    own.sort((one, other) => one.seq - other.seq);
    showState(own.find((one) => one.li === li), exactly(message.seq));
  }
  addBeside(li, message);
  insert(li, message.seq);
}

function addBeside(li, message) {
  const template = document.getElementById(message.mine ? "beside-own" : "beside-said");
  if (!template || message.body === null) return;
  const copy = template.content.cloneNode(true);
  const fill = (text) => text.replace("{id}", message.id).replace("{words}", Array.from(message.body).slice(0, 40).join(""));
  for (const link of copy.querySelectorAll("a")) link.setAttribute("href", fill(link.getAttribute("href")));
  for (const words of copy.querySelectorAll(".govuk-visually-hidden")) words.textContent = fill(words.textContent);
  // Nobody translates what stands there in the language of the page.
  if (!message.language || message.language === document.documentElement.lang) copy.querySelector("[data-foreign]").remove();
  li.append(copy);
}

function insert(li, seq) {
  let after = list.lastElementChild;
  while (after && !(isSaid(after) && seqOf(after) < seq)) after = after.previousElementSibling;
  const day = dayOf(li);
  const next = after ? after.nextElementSibling : list.firstElementChild;
  let place = next;
  if (!after || dayOf(after) !== day) {
    const following = next?.classList.contains("day") ? nextSaid(next) : null;
    if (following && following !== li && dayOf(following) === day) place = next.nextElementSibling;
    else list.insertBefore(made("li", "day", dayName(day)), next);
  }
  if (place !== li) list.insertBefore(li, place);
  document.getElementById("none-yet")?.remove();
}

function nextSaid(element) {
  let next = element;
  while (next && !isSaid(next)) next = next.nextElementSibling;
  return next;
}

export function takeBack(id, message) {
  const li = find(id);
  if (!li || li.querySelector(".taken-back")) return;
  const at = message.at;
  const said = say("taken_back", { worker: called(message.from), time: timeBeside(at, li.querySelector("time").dateTime) });
  const words = li.querySelector(".words");
  li.querySelector("h3").after(made("p", "taken-back", said));
  li.querySelector(".do")?.remove();
  if (family) {
    words?.remove();
    li.querySelectorAll(".meta").forEach((meta) => meta.querySelector("time") || meta.remove());
  }
  const mine = own.findIndex((one) => one.li === li);
  if (mine >= 0) own.splice(mine, 1);
  const time = li.querySelector("time");
  const meta = time.closest(".meta");
  meta.textContent = "";
  meta.append(time);
}

// Of the messages under a mark, the newest was seen at its time; of the others only that they were.
const exactly = (seq) => {
  const times = [...marks.values()].filter((mark) => mark.seen_seq === seq).map((mark) => mark.seen_at);
  return times.length ? times.sort()[times.length - 1] : null;
};

function showState(item, seenAt) {
  const seen = [...marks.values()].filter((mark) => mark.seen_seq >= item.seq);
  const took = [...marks.values()].filter((mark) => mark.delivered_seq >= item.seq && mark.delivered_at);
  const state = made("span", "state");
  const quick = item.when.querySelector(".quick");
  item.when.textContent = "";
  if (quick) item.when.append(quick, " ");
  if (!seen.length && !took.length) {
    state.append(...around(say("sent"), "{time}", timeOf(item.at)));
    item.when.append(state);
    return;
  }
  const who = names(seen.map((mark) => mark.called));
  if (seen.length && seenAt) state.textContent = say("seen_at", { names: who, time: timeBeside(seenAt, item.at) });
  else if (seen.length) state.textContent = say("seen", { names: who });
  else state.textContent = say("delivered", { time: timeBeside(took.map((mark) => mark.delivered_at).sort().pop(), item.at) });
  item.when.append(timeOf(item.at), " ", state);
}

// Somebody of the other side has come as far as this number; what was said about earlier messages stays.
export function moveMark(name, kind, seq, at) {
  const mark = marks.get(name) ?? { called: name, seen_seq: 0, seen_at: null, delivered_seq: 0, delivered_at: null };
  const before = mark[`${kind}_seq`];
  if (seq <= before) return;
  mark[`${kind}_seq`] = seq;
  mark[`${kind}_at`] = at;
  if (kind === "seen") mark.delivered_seq = Math.max(mark.delivered_seq, seq);
  mark.delivered_at = mark.delivered_at ?? at;
  marks.set(name, mark);
  const moved = own.filter((one) => one.seq > before && one.seq <= seq);
  moved.forEach((item, place) => showState(item, kind === "seen" ? (place === moved.length - 1 ? at : null) : exactly(item.seq)));
}

export const waitsToBeSeen = () => own.length > 0 && ![...marks.values()].some((mark) => mark.seen_seq >= own[own.length - 1].seq);

export function startThread() {
  for (const mark of live.marks) marks.set(mark.called, { ...mark });
  for (const li of list.querySelectorAll(".me[data-seq]")) {
    const time = li.querySelector("time");
    if (time && !li.querySelector(".taken-back")) own.push({ seq: seqOf(li), at: time.dateTime, li, when: time.closest(".meta") });
  }
}
