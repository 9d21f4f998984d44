// The one voice of the page. Nothing else in it speaks: not times, not receipts, not typing, not badges.
import { box } from "./parts.js";
import { called, counted, names, say } from "./words.js";

const BETWEEN = 3000;
const TYPING = 2000;
const LONGEST_HOLD = 5000;
const STANDS = 1200;
// What comes within this time of the first is one announcement.
const GATHER = 2200;
const LETTERS = 150;

const polite = document.getElementById("announcer");
const alerter = document.getElementById("alerter");
let messages = []; // arrived and not yet announced
let lines = []; // said as they are, one after the other
let alarm = ""; // an alert that came while nobody was there
let gatherFrom = 0;
let heldSince = 0;
let spokeAt = 0;
let typedAt = 0;
let waitsFor = null; // catching up after being away: one summary, not several
let timer = 0;

function put(region, parts) {
  const paragraph = document.createElement("p");
  paragraph.append(...parts);
  region.append(paragraph);
  setTimeout(() => paragraph.remove(), STANDS);
}

function summary() {
  const who = names([...new Set(messages.map((one) => called(one.from)))]);
  if (messages.length > 1) return [counted("many_from", messages.length, { name: who })];
  const words = document.createElement("span");
  words.dir = "auto";
  if (messages[0].language) words.lang = messages[0].language;
  words.textContent = Array.from(messages[0].body).slice(0, LETTERS).join("");
  const [before, after] = say("new_from", { name: who }).split("{words}");
  return [before, words, after];
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(pump, Math.max(wait, 20));
}

function pump() {
  clearTimeout(timer);
  if (document.hidden || waitsFor || (!lines.length && !messages.length)) return;
  const now = Date.now();
  const gathering = messages.length ? gatherFrom + GATHER - now : 0;
  const next = Math.max(spokeAt + BETWEEN - now, lines.length ? 0 : gathering);
  if (next > 0) return later(next);
  heldSince = heldSince || (lines.length ? now : Math.min(now, gatherFrom));
  const held = Math.min(typedAt + TYPING, heldSince + LONGEST_HOLD) - now;
  if (held > 0) return later(held);
  heldSince = 0;
  spokeAt = now;
  if (lines.length) put(polite, [lines.shift()]);
  else {
    put(polite, summary());
    messages = [];
  }
  if (lines.length || messages.length) later(BETWEEN);
}

export function arrived(message) {
  if (!messages.length) gatherFrom = Date.now();
  messages.push(message);
  pump();
}

export function takenBack(id) {
  messages = messages.filter((one) => one.id !== id);
}

// A line is said once, however often it is true, and to nobody while the tab is hidden.
export function announce(words) {
  if (document.hidden || lines.includes(words)) return;
  lines.push(words);
  pump();
}

export function alert(words) {
  if (document.hidden) alarm = words;
  else put(alerter, [words]);
}

export function typing() {
  typedAt = Date.now();
}

// Sending ends the typing: what comes of it is not held back by the keys that wrote it.
export function typingOver() {
  typedAt = 0;
  pump();
}

export function catchingUp(done, atMost) {
  const mine = {};
  waitsFor = mine;
  const over = () => {
    if (waitsFor !== mine) return;
    waitsFor = null;
    pump();
  };
  done.then(over, over);
  setTimeout(over, atMost);
}

export function startAnnouncer() {
  box?.addEventListener("input", typing);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      lines = [];
      return;
    }
    if (alarm) put(alerter, [alarm]);
    alarm = "";
    if (messages.length) gatherFrom = Date.now();
    pump();
  });
}
