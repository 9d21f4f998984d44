// Fills the phones while somebody looks: asks for the boxes every 2 seconds, and shows what is new in each.
(() => {
  const EVERY = 2000;
  const place = document.querySelector("[data-boxes]");
  const said = document.querySelector("[data-said]");
  if (!place || !said) return;
  let timer = 0;

  function show(fresh) {
    const changed = [];
    for (const box of fresh.querySelectorAll("[data-box]")) {
      const mine = document.getElementById(box.id);
      const theirs = box.querySelector("[data-came]");
      if (!mine) {
        const group = document.getElementById(box.parentElement.id);
        if (group) group.append(document.adoptNode(box));
        changed.push(box.dataset.box);
      } else if (mine.querySelector("[data-came]").innerHTML !== theirs.innerHTML) {
        // The form beside it stays as it is: somebody may be typing in it.
        mine.querySelector("[data-came]").replaceWith(document.adoptNode(theirs));
        changed.push(mine.dataset.box);
      }
    }
    // Who signed in or out in another tab meanwhile can still answer here.
    const token = fresh.querySelector("[data-token]");
    if (token) for (const field of place.querySelectorAll("[name=csrf]")) field.value = token.value;
    if (changed.length) said.textContent = said.dataset.said.replace("{where}", changed.join(", "));
  }

  function look() {
    // An answer that is read as a document needs no trusted types: nothing in it is ever run.
    const asking = new XMLHttpRequest();
    asking.open("GET", place.dataset.boxes);
    asking.responseType = "document";
    asking.timeout = 10000;
    asking.onload = () => asking.status === 200 && asking.response && show(asking.response);
    asking.onloadend = wait;
    asking.send();
  }

  function wait() {
    clearTimeout(timer);
    timer = document.hidden ? 0 : setTimeout(look, EVERY);
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : look()));
  wait();
})();
