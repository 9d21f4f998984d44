// Exit this page: blank first, then go. Also by pressing Shift three times within five seconds.
import { all, blank, hearTabs, isOurs, openAgain, root, tellTabs } from "./page.js";
import { saveAll } from "./drafts.js";

const WINDOW = 5000;
const LONGEST_SAVE = 300;

function leave() {
  blank();
  document.title = "…";
  tellTabs("ended");
  soon(saveAll(), go);
}

function soon(saved, act) {
  const later = new Promise((done) => setTimeout(done, LONGEST_SAVE));
  Promise.race([saved, later]).then(act, act);
}

function go() {
  location.replace("/exit");
}

function watchShift(button) {
  let presses = 0;
  let timer = 0;
  const show = (number) => {
    presses = number;
    if (button) button.dataset.presses = number;
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") return show(0);
    if (event.repeat) return;
    show(presses + 1);
    if (presses >= 3) return leave();
    clearTimeout(timer);
    timer = setTimeout(() => show(0), WINDOW);
  });
}

// What Back brings is blank, and asks the server again: by then the session may be over.
function keepOutOfBack() {
  addEventListener("pagehide", blank);
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    blank();
    openAgain();
  });
}

export function startExit() {
  for (const link of all("[data-exit]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });
  }
  watchShift(document.querySelector(".exit__button"));
  keepOutOfBack();
  const signOut = document.getElementById("sign-out");
  signOut?.addEventListener("submit", (event) => {
    event.preventDefault();
    // What is typed and not sent is kept while the session still is.
    soon(saveAll(), () => {
      tellTabs("ended");
      signOut.submit();
    });
  });
  // Whoever was handed this phone for one journey sees nothing of what stands in its other tabs; nor does somebody who
  // has signed in on it since.
  const handed = "handed" in root.dataset;
  if (handed) tellTabs("handed");
  hearTabs((what, whose) => {
    const other = root.dataset.idle && ((what === "handed" && !handed) || (what === "active" && !isOurs(whose)));
    if (what !== "ended" && !other) return;
    blank();
    setTimeout(openAgain, 1000);
  });
}
