// Whether somebody needs anything now: asked after sending, above the box, never instead of it.
import { announce } from "./announcer.js";
import { address, box, bringIn, fetchPage, form, holding, made } from "./parts.js";

const panel = made("div", "prompt");
let busy = false;

export async function ask() {
  if (busy) return;
  busy = true;
  try {
    const page = await fetchPage(`${address}/now?live=1`);
    const question = page.getElementById("safety");
    if (!question) return;
    const sent = question.previousElementSibling;
    panel.textContent = "";
    holding(() => {
      if (sent?.tagName === "P") panel.append(document.importNode(sent, true));
      panel.append(document.importNode(question, true));
      form.before(panel);
    });
    // Somebody who writes on is not moved.
    if (!box.value) bringIn(panel);
    announce(panel.querySelector("h2").textContent);
  } catch {
    // The message was kept and somebody looks; the page with the question can still be opened.
  } finally {
    busy = false;
  }
}
