// Reads a page aloud, with a voice that lives on the device and no other: nothing of it goes to anybody.
import { all } from "./page.js";

// Some devices stop in the middle of what is longer.
const LONGEST = 180;

export function ownVoice(voices, language) {
  const wanted = language.toLowerCase().split("-")[0];
  const own = voices.filter((voice) => voice.localService && voice.lang.toLowerCase().split(/[-_]/)[0] === wanted);
  return own.find((voice) => voice.default) ?? own[0];
}

export function pieces(text) {
  const found = [];
  for (const sentence of text.replace(/\s+/g, " ").trim().match(/[^.!?]+[.!?]*\s*/g) ?? []) {
    const last = found.length - 1;
    if (last >= 0 && found[last].length + sentence.length <= LONGEST) found[last] += sentence;
    else found.push(...(sentence.match(new RegExp(`.{1,${LONGEST}}(?:\\s|$)|.{1,${LONGEST}}`, "gs")) ?? []));
  }
  return found;
}

function reader(box, speech) {
  const button = box.querySelector("button");
  const parts = () => {
    const target = document.getElementById(box.dataset.listen);
    const said = target ? all("[data-say]", target) : [];
    return said.length || !target ? said : [target];
  };
  let now = null;
  const stop = () => {
    now = null;
    speech.cancel();
    button.textContent = box.dataset.start;
    for (const part of parts()) part.classList.remove("is-said");
  };
  const start = () => {
    const voice = ownVoice(speech.getVoices(), document.documentElement.lang);
    const queue = parts().flatMap((part) => pieces(part.innerText).map((text) => ({ part, text })));
    if (!voice || !queue.length) return;
    speech.cancel();
    const mine = (now = {});
    button.textContent = box.dataset.stop;
    for (const [place, { part, text }] of queue.entries()) {
      const words = new SpeechSynthesisUtterance(text);
      words.voice = voice;
      words.lang = voice.lang;
      words.onstart = () => {
        if (now !== mine) return;
        for (const other of parts()) other.classList.toggle("is-said", other === part);
      };
      words.onend = words.onerror = () => {
        if (now === mine && place === queue.length - 1) stop();
      };
      speech.speak(words);
    }
  };
  button.addEventListener("click", () => (now ? stop() : start()));
  addEventListener("pagehide", stop);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && now) stop();
  });
  return () => {
    box.hidden = !ownVoice(speech.getVoices(), document.documentElement.lang);
  };
}

export function startListen() {
  const speech = window.speechSynthesis;
  if (!speech || typeof SpeechSynthesisUtterance === "undefined") return;
  for (const box of all("[data-listen]")) {
    const look = reader(box, speech);
    look();
    // Voices often come after the page.
    speech.addEventListener?.("voiceschanged", look);
  }
}
