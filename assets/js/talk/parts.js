// The parts of the page that a conversation is made of, and small pieces to build with.
export const section = document.querySelector("section[data-conversation]");
export const list = document.getElementById("thread");
export const form = document.getElementById("composer");
export const box = document.getElementById("message");
export const conversation = section?.dataset.conversation;
export const family = section?.dataset.side === "family";
export const quiet = section?.dataset.quiet === "true";
export const address = location.pathname;

export function made(tag, className = "", words = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (words) element.textContent = words;
  return element;
}

export function button(words, act, className = "link-button") {
  const element = made("button", className, words);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

// Another page of ours as a document. Nothing in it runs; its parts can be taken over.
export function fetchPage(path) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("GET", path);
    request.responseType = "document";
    request.timeout = 15000;
    request.onload = () => (request.status === 200 && request.response ? done(request.response) : fail(new Error(String(request.status))));
    request.onerror = request.ontimeout = () => fail(new Error("no answer"));
    request.send();
  });
}

const still = matchMedia("(prefers-reduced-motion: reduce)");
const calm = () => still.matches || document.documentElement.classList.contains("still");

// The edge under which the box to write in hides what was said, where it sticks to the window.
const edge = () => (form && getComputedStyle(form).position === "sticky" ? form.getBoundingClientRect().top : innerHeight);

export function onScreen(element, before = edge()) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < before;
}

// The end of the thread is on the screen, or just under its edge.
export function atBottom() {
  const { bottom } = list.getBoundingClientRect();
  return bottom > 0 && bottom <= edge() + 48;
}

const scroll = (top, atOnce) => scrollBy({ top, behavior: atOnce || calm() || document.hidden ? "auto" : "smooth" });

// Keeps what stands under the thread where it is on the screen while the thread changes.
export function holding(change, below = section.nextElementSibling) {
  const before = below.getBoundingClientRect().top;
  change();
  const moved = below.getBoundingClientRect().top - before;
  if (Math.abs(moved) >= 1) scroll(moved, below === box);
}

// Whoever is at the box keeps it where it is; whoever reads further up is left there.
export const holdingBox = (change) => (onScreen(box, innerHeight) ? holding(change, box) : change());

// The button on which the keyboard stands, and not a finger.
function pressed() {
  const at = document.activeElement;
  try {
    return at !== box && form?.contains(at) && at.matches(":focus-visible") ? at : null;
  } catch {
    return null; // Browsers of before 2020 do not tell.
  }
}

export function bringIn(li) {
  const { top, bottom } = li.getBoundingClientRect();
  const seen = top >= 0 && bottom <= edge();
  const low = pressed()?.getBoundingClientRect().bottom ?? 0;
  const room = innerHeight - parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop || 0);
  // Where there is no room for both, the keyboard stays in sight, and above it as much as fits of what was said.
  if (low > innerHeight || (low && !seen && low - top > room)) scroll(low + 8 - innerHeight, true);
  else if (!seen) li.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
}

// All that there is to know about the box before one writes in it.
export function describe() {
  const about = ["changed", "mh", "message-error"].filter((id) => document.getElementById(id));
  box.setAttribute("aria-describedby", about.join(" "));
}

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
