// The page itself: blanking it, the token of its forms, posting from it, and words beside things.
export const root = document.documentElement;
export const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

export function blank() {
  document.body.hidden = true;
}

// Asks for the page anew, never by sending a form a second time. With its origin: a path that begins with two slashes
// would be an address elsewhere.
export function openAgain() {
  location.replace(location.origin + location.pathname + location.search);
}

// Goes where a form leads; a place further down on this very page is no new page to a browser.
export function follow(to) {
  const url = new URL(to, location.href);
  if (!url.hash || url.pathname + url.search !== location.pathname + location.search) return location.assign(url.href);
  location.hash = url.hash;
  location.reload();
}

export function post(path, fields, leaving = false) {
  const body = new URLSearchParams(fields);
  if (!body.has("csrf")) body.set("csrf", document.querySelector("input[name=csrf]")?.value ?? "");
  return fetch(path, { method: "POST", body, keepalive: leaving, redirect: "manual", credentials: "same-origin" });
}

// A link over a dead line leads to nothing, and the words of this page go with it. Who soon taps once more means it.
// Many a phone calls itself online where nothing is answered any more: that tells as well (`dead`).
const MEANT_WITHIN = 20000;
export function holdOffline(unsaved, tell, dead) {
  let told = -MEANT_WITHIN;
  addEventListener("online", () => (told = -MEANT_WITHIN));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const stays = !link || link.target || "exit" in link.dataset || /^(#|tel:|sms:|mailto:)/.test(link.getAttribute("href"));
    if (stays || performance.now() - told < MEANT_WITHIN || (navigator.onLine && !dead()) || !unsaved()) return;
    told = performance.now();
    event.preventDefault();
    tell();
  });
}

export function line(className, role) {
  const element = document.createElement("p");
  element.className = className;
  if (role) element.setAttribute("role", role);
  return element;
}

// The tabs of one browser share a session: what one does to it, the others hear, and in whose name it was done.
const channel = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;
const { whose } = root.dataset;
export const isOurs = (theirs) => theirs === whose;
export const tellTabs = (what) => channel?.postMessage({ what, whose });
export const hearTabs = (listen) => channel?.addEventListener("message", ({ data }) => listen(data.what, data.whose));
