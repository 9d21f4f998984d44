// Everything here helps; nothing here is needed. Each part stands alone, so that one that breaks takes no other along.
import { startDrafts } from "./drafts.js";
import { startExit } from "./exit.js";
import { startForms } from "./forms.js";
import { startListen } from "./listen.js";
import { startNet } from "./net.js";
import { all, root } from "./page.js";
import { startReading } from "./reading.js";
import { startStay } from "./stay.js";

function startPrint() {
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

// Back from what follows a preview opens the form that it came from, and not the browser's own page that asks to send again.
function startLooked() {
  if (root.dataset.looked !== undefined) history.replaceState(history.state, "", location.href);
}

root.classList.add("js");
for (const start of [startExit, startDrafts, startForms, startStay, startNet, startReading, startPrint, startListen, startLooked]) {
  try {
    start();
  } catch (fault) {
    setTimeout(() => {
      throw fault;
    });
  }
}
