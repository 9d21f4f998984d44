// A hint for staff while they write to a family: the age at which the words can be read. Advice, never a block.
import { all } from "./page.js";

const FEWEST_WORDS = 20;
const GROWN_UP = 18;

export function syllables(word) {
  const letters = word.toLowerCase().replace(/[^a-z]/g, "");
  if (letters.length <= 3) return 1;
  const spoken = letters.replace(/(?:[^laeiouy]es|[^td]ed|[^laeiouy]e)$/, "").replace(/^y/, "");
  return Math.max(1, (spoken.match(/[aeiouy]{1,2}/g) ?? []).length);
}

export function readingAge(text) {
  const words = text.match(/[\p{L}'’]+/gu) ?? [];
  if (words.length < FEWEST_WORDS) return 0;
  const sentences = Math.max(1, text.split(/[.!?:]+(?:\s|$)|\n+/).filter((part) => /\p{L}/u.test(part)).length);
  const sounds = words.reduce((sum, word) => sum + syllables(word), 0);
  return Math.round(0.39 * (words.length / sentences) + 11.8 * (sounds / words.length) - 15.59 + 5);
}

export function startReading() {
  for (const box of all("[data-reading-age]")) {
    const shown = document.getElementById(`${box.id}-age`);
    if (!shown) continue;
    const look = () => {
      const age = readingAge(box.value);
      shown.textContent = age > Number(box.dataset.readingAge) ? shown.dataset.words.replace("{age}", Math.min(age, GROWN_UP)) : "";
    };
    box.addEventListener("input", look);
    look();
  }
}
