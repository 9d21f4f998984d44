// “Do you need more time?” two minutes before the session ends; afterwards the page goes.
import { blank, hearTabs, isOurs, openAgain, post, root, tellTabs } from "./page.js";

const WARNING = 2 * 60 * 1000;
const GRACE = 5000;
const idle = Number(root.dataset.idle) * 60 * 1000;
const dialog = document.getElementById("stay");
let seen = Date.now();
let before = null;

export function active(byUs = true) {
  seen = Date.now();
  if (dialog?.open) close();
  if (byUs) tellTabs("active");
}

function open() {
  before = document.activeElement;
  if (dialog.showModal) dialog.showModal();
  else dialog.setAttribute("open", "");
  dialog.querySelector("[data-stay]").focus();
}

function close() {
  if (dialog.close) dialog.close();
  else dialog.removeAttribute("open");
  before?.focus?.();
}

async function stay() {
  try {
    const answer = await post("/session/stay", {});
    if (answer.ok) return active();
  } catch {
    return; // No network: the dialog stays, and so does the clock.
  }
  openAgain();
}

function look() {
  const away = Date.now() - seen;
  if (away > idle + GRACE) {
    blank();
    openAgain();
    seen = Date.now();
  } else if (away > idle - WARNING && !dialog.open) open();
}

export function startStay() {
  if (!idle || !dialog) return;
  dialog.querySelector("[data-stay]").addEventListener("click", stay);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    stay();
  });
  hearTabs((what, whose) => what === "active" && isOurs(whose) && active(false));
  // What other scripts keep on the server keeps somebody signed in, too.
  document.addEventListener("stay-signed-in", () => active());
  tellTabs("active");
  setInterval(look, 2000);
  document.addEventListener("visibilitychange", look);
}
