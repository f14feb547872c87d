// "Select all" over a list of checkboxes of one name.

/** The box ticks, and shows, all boxes whose name its data-select-all gives. */
export function selectAll(all) {
  const boxes = [...document.querySelectorAll("input[type=checkbox]")].filter((box) => box.name === all.dataset.selectAll);
  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = boxes.length > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && !all.checked;
  };
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
  for (const box of boxes) box.addEventListener("change", show);
  show();
}
