// A conversation while it is open: what comes, comes at once. Without this the page still does everything.
import { blank, openAgain } from "../page.js";
import * as announcer from "./announcer.js";
import * as arrivals from "./arrivals.js";
import { emptyBox, startComposer } from "./composer.js";
import * as drafts from "./drafts.js";
import { link, look, on, startLink, sync } from "./link.js";
import { startOlder } from "./older.js";
import * as outbox from "./outbox.js";
import { startPeople } from "./people.js";
import { box, form, made, section } from "./parts.js";
import { ask } from "./prompt.js";
import { startStrips } from "./strips.js";
import * as thread from "./thread.js";
import { called, clock, live, nowByPortal, say } from "./words.js";

function hear(message) {
  const gap = thread.heardOf(message.seq);
  if (message.kind === "taken-back") {
    announcer.takenBack(message.of);
    arrivals.retracted(message.of);
    thread.takeBack(message.of, message);
    return gap;
  }
  if (message.mine && outbox.settle(message.client_id, message)) return gap;
  if (thread.find(message.id)) return gap;
  const put = () => {
    const li = thread.build(message);
    thread.number(li, message);
    return li;
  };
  if (message.mine && message.body !== null && box) drafts.sentElsewhere(message.body, emptyBox);
  if (message.mine || message.body === null) put();
  else arrivals.arrive(message, put);
  return gap;
}

async function catchUp() {
  if (!link.plain) await sync();
  outbox.sendWaiting();
}

on("message", (message) => hear(message) && sync());
on("messages", ({ messages, marks }) => {
  messages.forEach(hear);
  for (const mark of marks ?? []) {
    thread.moveMark(mark.called, "delivered", mark.delivered_seq, mark.delivered_at);
    thread.moveMark(mark.called, "seen", mark.seen_seq, mark.seen_at);
  }
});
on("delivered", ({ by, seq, at }) => thread.moveMark(called(by), "delivered", seq, at));
on("seen", ({ by, seq, at }) => thread.moveMark(called(by), "seen", seq, at));
on("typing", arrivals.writes);
// Whoever ended the session may have done so because of who holds this phone. Words that are only here keep the page.
on("signed-out", () => {
  if (!drafts.kept()) return;
  blank();
  openAgain();
});
on("help", ask);
on("up", (first) => {
  const done = catchUp();
  if (first) return;
  announcer.catchingUp(done, 8000);
  // What became of one's own words meanwhile is told to sockets only when it happens.
  if (!link.plain && thread.waitsToBeSeen()) look();
});

// Without a socket somebody can ask by hand; with one there is nothing to ask for.
function startCheck(anchor) {
  const ready = () => (anchor.hidden = link.up && !link.plain);
  on("up", ready);
  on("down", ready);
  on("ended", () => (anchor.hidden = true));
  anchor.addEventListener("click", async (event) => {
    if (!link.plain) return;
    event.preventDefault();
    if (!(await look())) return;
    let line = document.querySelector(".status--checked");
    if (!line) section.after((line = made("p", "status status--checked")));
    line.textContent = say("checked", { time: clock(nowByPortal()) });
  });
}

function start() {
  announcer.startAnnouncer();
  thread.startThread();
  startOlder();
  arrivals.startArrivals();
  startStrips();
  startPeople();
  if (form && box) {
    outbox.startOutbox(() => drafts.later(200));
    startComposer();
    startCheck(form.querySelector("a[href*='checked=1']"));
  }
  startLink(outbox.isSending);
}

if (live && section) start();
