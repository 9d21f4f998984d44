// Why nobody can see where the keyboard stands; an empty text where all is well.
() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return "";
  const name = `${at.tagName.toLowerCase()} “${(at.innerText || at.name || at.id || "").trim().slice(0, 40)}”`;
  const boxes = [...at.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
  if (!boxes.length) return `${name} has the focus and no size`;
  const label = at.labels && at.labels[0];
  const shown = [getComputedStyle(at), ...(label ? [getComputedStyle(label, "::before")] : [])];
  const marked = shown.some(
    (style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none",
  );
  if (!marked) return `${name} has the focus and nothing shows it`;
  // A long text field may be higher than the window: one free point of it is enough, as 2.4.11 has it.
  const free = boxes.some((box) => {
    const points = [0.5, 0.1, 0.9].flatMap((x) => [0.5, 0.1, 0.9].map((y) => [x, y]));
    return points.some(([x, y]) => {
      const hit = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      return hit && (at.contains(hit) || hit.contains(at) && hit === label || (label && label.contains(hit)));
    });
  });
  return free ? "" : `${name} has the focus and something covers it`;
}
