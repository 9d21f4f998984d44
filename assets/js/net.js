// Says when the network has been gone for five seconds, and when it is back.
const PATIENCE = 5000;

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
    if (told) strip.textContent = strip.dataset.online;
    told = false;
  });
  if (!navigator.onLine) gone();
}
