// What comes from the other side: the page never moves focus for it, and counts what was not read yet.
import { arrived as tellArrived } from "./announcer.js";
import { emit, link } from "./link.js";
import { atBottom, button, family, form, holding, list, made, onScreen, quiet, section } from "./parts.js";
import { find, newest } from "./thread.js";
import { called, counted, live, say } from "./words.js";

const READ_AFTER = 2000;
const WRITES_FOR = 6000;
let title = document.title;
const writing = made("p", "writing");
const more = button("", showFirst, "govuk-button govuk-button--secondary arrived");
let unread = []; // elements of messages not read yet
let below = []; // of these, the ones that came while the reader was further up
let readTo = newest();
let readTimer = 0;
let writingTimer = 0;

function count() {
  const words = say("title_count", { count: unread.length });
  document.title = unread.length && !quiet ? `${words} ${title}` : title;
  more.hidden = !below.length;
  if (below.length) more.textContent = counted("arrived", below.length);
}

export function retitle(words) {
  title = words;
  count();
}

// Where the box sticks to the window, the button stands above it, not on it: the style sheet knows where that is.
function clearForm() {
  more.style.setProperty("--box", `${form.offsetHeight}px`);
}

function showFirst() {
  const heading = below[0]?.querySelector("h3");
  below = [];
  if (heading) {
    heading.tabIndex = -1;
    heading.focus();
  }
  count();
  look();
}

function divide(li) {
  document.getElementById("new")?.remove();
  const line = made("li", "new", say("new"));
  line.id = "new";
  list.insertBefore(line, li.previousElementSibling?.classList.contains("day") ? li.previousElementSibling : li);
}

export function arrive(message, put) {
  stopWriting();
  const near = atBottom();
  let li = null;
  const grow = () => {
    li = put();
    if (!unread.length && (document.hidden || !near)) divide(li);
  };
  const past = list.getBoundingClientRect().bottom <= 0;
  if (near || past) holding(grow);
  else grow();
  if (!near) below.push(li);
  unread.push(li);
  tellArrived(message);
  count();
  look();
}

// Seen: it stood on the screen of a page that somebody looks at for two seconds.
function look() {
  clearTimeout(readTimer);
  if (document.hidden || !unread.length) return;
  readTimer = setTimeout(() => {
    const last = unread[unread.length - 1];
    if (document.hidden || !onScreen(last)) return;
    const seq = newest();
    unread = [];
    below = [];
    count();
    if (seq <= readTo || !live.reads) return;
    readTo = seq;
    if (!link.plain) emit("read", { seq }, 5000);
  }, READ_AFTER);
}

function stopWriting() {
  clearTimeout(writingTimer);
  writing.textContent = "";
}

export function writes({ from }) {
  if (quiet || !family) return;
  const near = atBottom();
  const put = () => (writing.textContent = say("writing", { name: called(from) }));
  if (near) holding(put);
  else put();
  clearTimeout(writingTimer);
  writingTimer = setTimeout(stopWriting, WRITES_FOR);
}

export function retracted(id) {
  const li = find(id);
  unread = unread.filter((one) => one !== li);
  below = below.filter((one) => one !== li);
  count();
  look(); // there may be nothing left to have seen
}

export function startArrivals() {
  if (family) section.append(writing);
  more.hidden = true;
  (form ?? section.nextElementSibling).before(more);
  if (form && "ResizeObserver" in window) new ResizeObserver(clearForm).observe(form);
  let waits = false;
  addEventListener("scroll", () => {
    if (waits || !unread.length) return;
    waits = true;
    setTimeout(() => {
      waits = false;
      if (atBottom()) below = [];
      count();
      look();
    }, 200);
  }, { passive: true });
  document.addEventListener("visibilitychange", look);
}
