// Older messages come into the page, above what stands there; focus stays on the link.
import { announce } from "./announcer.js";
import { fetchPage, list, made } from "./parts.js";
import { counted, say } from "./words.js";

async function bring(link) {
  let page;
  try {
    page = await fetchPage(link.href);
  } catch {
    location.assign(link.href);
    return;
  }
  const lines = Array.from(page.querySelectorAll("#thread > li"), (li) => document.importNode(li, true));
  const first = list.firstElementChild;
  const lastDay = lines.filter((li) => li.classList.contains("day")).pop();
  if (first?.classList.contains("day") && lastDay && first.textContent === lastDay.textContent) first.remove();
  lines.filter((li) => li.classList.contains("new")).forEach((li) => li.removeAttribute("id"));
  list.prepend(...lines);
  const next = page.getElementById("older");
  if (next) link.href = next.getAttribute("href");
  else {
    const start = made("p", "start", say("start"));
    start.tabIndex = -1;
    const focused = document.activeElement === link;
    link.parentElement.replaceWith(start);
    if (focused) start.focus();
  }
  announce(counted("older", lines.filter((li) => li.classList.contains("msg")).length));
}

export function startOlder() {
  const link = document.getElementById("older");
  let busy = false;
  link?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    bring(link).finally(() => (busy = false));
  });
}
