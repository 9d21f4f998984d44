// What a page is made of, for the rules that need no window: headings, names of fields, and our own words, line by line.
() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const fields = all("input:not([type=hidden]), select, textarea").map((field) => ({
    name: field.name,
    label: [...(field.labels || [])].map((label) => label.textContent.trim()).join(" ") || field.getAttribute("aria-label") || "",
    autocomplete: field.getAttribute("autocomplete"),
    type: field.type,
  }));
  // What people typed is theirs; only inside a label is dir=auto put on words of ours.
  const typed = all("main [dir=auto], main bdi").filter((node) => !node.closest("label, legend, input, textarea"));
  const others = all("main svg, main .govuk-visually-hidden, main textarea");
  for (const node of [...typed, ...others]) node.style.display = "none";
  const main = document.querySelector("main");
  const lines = (main ? main.innerText : "").split(/\n+/).map((line) => line.trim()).filter(Boolean);
  for (const node of [...typed, ...others]) node.style.display = "";
  return {
    title: document.title,
    h1: all("h1").map((heading) => heading.innerText.trim()),
    ids: all("[id]").map((node) => node.id),
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
    fields,
    lines,
    exit: document.querySelectorAll("a[data-exit]").length,
    emergency: (document.querySelector("aside.help") || document.body).innerText,
  };
}
