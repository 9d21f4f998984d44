// What a ruler finds on the page as it stands: what runs out of the window, what is cut off, what is too small to hit.
({ least, targets }) => {
  const problems = [];
  const root = document.documentElement;
  const name = (node) => {
    const words = (node.innerText || node.getAttribute("aria-label") || node.name || "").trim().replace(/\s+/g, " ");
    return `${node.tagName.toLowerCase()}${node.className && node.className.split ? "." + node.className.split(" ")[0] : ""} “${words.slice(0, 40)}”`;
  };
  const shown = (node) => {
    const style = getComputedStyle(node);
    const box = node.getBoundingClientRect();
    return style.visibility !== "hidden" && style.display !== "none" && box.width > 1 && box.height > 1;
  };
  if (root.scrollWidth > root.clientWidth + 1) {
    const widest = [...document.body.querySelectorAll("*")].filter(
      (node) => shown(node) && (node.getBoundingClientRect().right > root.clientWidth + 1 || node.getBoundingClientRect().left < -1
        || (node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).overflowX === "visible" && getComputedStyle(node).display !== "inline")),
    );
    problems.push(`scrolls sideways (${root.scrollWidth} px in ${root.clientWidth}): ${widest.slice(-3).map(name).join("; ")}`);
  }
  for (const node of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(node);
    // Last of all its words: reading them of every node of a page takes longer than all the rest.
    if (!/hidden|clip/.test(style.overflowX + style.overflowY) || !shown(node) || !node.innerText) continue;
    if (style.clipPath !== "none" || style.position === "absolute" && node.clientWidth <= 1) continue;
    if (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1) problems.push(`cuts off ${name(node)}`);
  }
  if (!targets) return problems;
  for (const node of document.body.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
    if (!shown(node) || node.closest("dialog:not([open])") || node.disabled || /skip/.test(node.className)) continue;
    const style = getComputedStyle(node);
    // A link inside a sentence is as high as its line: 2.5.5 and 2.5.8 leave those out.
    const text = [...node.parentElement.childNodes].some((one) => one.nodeType === 3 && one.textContent.trim().length > 1);
    if (node.tagName === "A" && style.display === "inline" && text) continue;
    const label = node.labels && node.labels[0] && node.matches("[type=radio],[type=checkbox]") ? node.labels[0] : node;
    const boxes = [node.getBoundingClientRect(), label.getBoundingClientRect()];
    // A link that spreads over its row: what catches the finger is the row.
    if (getComputedStyle(node, "::after").position === "absolute") boxes.push(node.closest("li, .card").getBoundingClientRect());
    const height = Math.max(...boxes.map((box) => box.height));
    const width = Math.max(...boxes.map((box) => box.width));
    if (height < least - 0.5 || width < least - 0.5) problems.push(`${name(node)} is ${Math.round(width)}×${Math.round(height)} px, less than ${least}`);
  }
  return problems;
}
