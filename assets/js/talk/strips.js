// One strip above the thread, the worst first: connecting, offline, and for a moment that it is back.
import { announce } from "./announcer.js";
import { made, section } from "./parts.js";
import { link, on } from "./link.js";
import { say } from "./words.js";

const LOST = 5000;
const LONG_LOST = 20000;
const SAY_OFFLINE = 10000;
const BACK = 5000;

const strip = made("p", "status status--link");
let standing = document.getElementById("status");
let shown = "";
let told = false;
let timers = [];

function show(kind, words = "") {
  shown = kind;
  strip.textContent = words;
  strip.hidden = !kind;
  strip.dataset.kind = kind;
  if (standing) standing.hidden = Boolean(kind);
}

// Other words stand above the conversation from now on, or none. Who is at a link of the old ones keeps them till then.
export function stand(words) {
  const before = standing;
  standing = words;
  if (words) {
    words.hidden = Boolean(shown);
    strip.before(words);
  }
  if (!before?.contains(document.activeElement)) before?.remove();
  else before.addEventListener("focusout", () => before.remove(), { once: true });
}

const after = (wait, act) => timers.push(setTimeout(act, wait));

function offline() {
  show("offline", say("offline"));
}

function tellOffline() {
  if (told || document.hidden || shown !== "offline") return;
  told = true;
  announce(say("offline_said"));
}

function down() {
  if (link.asleep || link.signedOut || link.ended) return;
  timers.forEach(clearTimeout);
  timers = [];
  if (!navigator.onLine) offline();
  else {
    if (shown === "back") show("");
    after(LOST, () => shown || show("connecting", say("connecting")));
  }
  after(LONG_LOST, offline);
  after(navigator.onLine ? LONG_LOST : SAY_OFFLINE, tellOffline);
}

function up() {
  timers.forEach(clearTimeout);
  timers = [];
  if (told) announce(say("back_said"));
  told = false;
  if (!shown || shown === "back") return;
  show("back", say("back"));
  after(BACK, () => show(""));
}

function quietly() {
  timers.forEach(clearTimeout);
  timers = [];
  told = false;
  if (shown !== "ended") show("");
}

export function startStrips() {
  // The shell's own line about the network would say the same in other words.
  document.querySelector(".net")?.remove();
  show("");
  const first = standing ?? document.getElementById("older")?.closest("p") ?? section;
  first.before(strip);
  on("down", down);
  on("up", up);
  on("signed-out", quietly);
  on("ended", (why, what) => {
    quietly();
    show("ended", what ?? why ?? say("gone"));
  });
  addEventListener("offline", () => !link.up && down());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    if (link.asleep) quietly();
    else if (shown === "offline" && !told) after(BACK, tellOffline);
  });
}
