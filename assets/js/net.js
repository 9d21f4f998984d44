// Says when the network has been gone for five seconds, and for five more that it is back.
const PATIENCE = 5000;
const BACK = 5000;

export function startNet() {
  const strip = document.querySelector(".net");
  if (!strip) return;
  let timer = 0;
  let told = false;
  const gone = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      told = true;
      strip.textContent = strip.dataset.offline;
    }, PATIENCE);
  };
  addEventListener("offline", gone);
  addEventListener("online", () => {
    clearTimeout(timer);
    if (!told) return;
    told = false;
    strip.textContent = strip.dataset.online;
    // What goes from a status is not announced.
    timer = setTimeout(() => (strip.textContent = ""), BACK);
  });
  if (!navigator.onLine) gone();
}
