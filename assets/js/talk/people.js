// Who reads what is written here, while the page stands open. The server tells that it changed, and makes the words.
import { alert } from "./announcer.js";
import { retitle } from "./arrivals.js";
import { link, look, on } from "./link.js";
import { address, box, describe, family, fetchPage, form, holdingBox, made } from "./parts.js";
import { stand } from "./strips.js";
import { live, nowByPortal, say } from "./words.js";

// Pages of a whole council do not all ask in the same second.
const SPREAD = 5000;
const TRY_AGAIN = 10000;
const PLACES = [
  ["main h1", "h1"],
  ["label[for=message]", "#for"],
  ["#mh", "#mh"],
  ["#before-writing", "#before-writing"],
];
let old = false;
let timer = 0;

const flat = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";

// What says the same stays, and with it whatever has the focus there.
function fill(place, words) {
  if (flat(place) === flat(words)) return false;
  const news = Array.from(words.children, (child) => document.importNode(child, true));
  if (!news.length) place.textContent = flat(words);
  else {
    const kept = Array.from(place.children);
    news.forEach((child, number) => {
      if (flat(kept[number]) === flat(child)) return;
      if (kept[number]) kept[number].replaceWith(child);
      else place.append(child);
    });
    kept.slice(news.length).forEach((child) => child.remove());
  }
  return true;
}

function tellBeside(...words) {
  document.getElementById("changed")?.remove();
  const line = made("p", "status");
  line.id = "changed";
  line.append(...words);
  form.prepend(line);
  describe();
}

function draw(page) {
  const strip = page.getElementById("status");
  let changed = flat(document.getElementById("status")) !== flat(strip);
  if (changed) stand(strip && document.importNode(strip, true));
  for (const [place, words] of PLACES) {
    const here = document.querySelector(place);
    if (here && fill(here, page.querySelector(words)) && place !== "#before-writing") changed = true;
  }
  retitle(flat(page.getElementById("title")));
  if (!changed || !form) return;
  tellBeside(...Array.from(page.getElementById("changed").childNodes, (node) => document.importNode(node, true)));
}

async function told({ called, ...people }) {
  const page = called ? await fetchPage(`${address}/people`).catch(() => null) : null;
  if (called && !page) return later(TRY_AGAIN);
  old = false;
  live.people = people;
  link.query.side = people.side;
  wait();
  if (!page) return;
  Object.assign(live.called, called);
  if (!box) {
    // A closed conversation that somebody reads again has a box: nothing typed is lost by asking for the page.
    if (document.activeElement === document.body && flat(page.getElementById("mh"))) location.reload();
  } else holdingBox(() => draw(page));
}

// Nobody who does not look needs to know, and nothing goes over the line for them. A slow line is asked once more.
async function askAgain() {
  old = true;
  if (document.hidden || link.ended || link.signedOut) return;
  if (!(await look(!link.plain))) later(TRY_AGAIN);
}

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(askAgain, pause);
}

const wait = () => later(Math.max(1000, new Date(live.people.changes_at) - nowByPortal()) + Math.random() * SPREAD);

export function startPeople() {
  // What ended is said where one writes, not only above.
  on("ended", (why) => {
    if (!form) return;
    holdingBox(() => {
      tellBeside(why ?? say("gone"));
      if (family) return;
      form.querySelector("label").textContent = say("kept_words");
      document.getElementById("mh").textContent = "";
    });
    alert(why ?? say("gone"));
  });
  if (!live.people) return;
  on("people", askAgain);
  on("words", told);
  on("up", () => old && askAgain());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !link.plain && (old || nowByPortal() >= new Date(live.people.changes_at))) askAgain();
  });
  wait();
}
