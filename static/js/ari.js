// The grid of rooms and prices fills the form beside it: a click picks a cell, shift-click or dragging a range of one
// row. By keyboard the form is filled by Enter on a cell, or by hand; without scripts a cell is a link that does so.

const cellOf = (target) => target.closest?.("[data-ari] td[data-date]");

function pick(anchor, end) {
  const row = anchor.parentElement;
  const [from, to] = [anchor.dataset.date, end.dataset.date].sort();
  for (const cell of row.closest("[data-ari]").querySelectorAll("td[data-date]")) {
    const { date } = cell.dataset;
    cell.classList.toggle("is-selected", cell.parentElement === row && from <= date && date <= to);
  }
  return { from, to, room_type: row.dataset.roomType, rate_plan: row.dataset.ratePlan ?? "" };
}

function fill(form, picked) {
  for (const field of form.querySelectorAll("[data-ari-field]")) {
    const value = picked[field.dataset.ariField];
    if (value === undefined || field.value === value) continue;
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

const firstValue = (form) => form.querySelector("input:not([data-ari-field], [type=hidden], [type=checkbox]), select:not([data-ari-field])");

/** Connects the page's grid, table[data-ari], with its form, form[data-ari-form]. */
export function fillFromGrid() {
  const grid = document.querySelector("[data-ari]");
  const form = document.querySelector("form[data-ari-form]");
  if (!grid || !form) return;
  let anchor, isDragging = false;

  const choose = (cell, isRange) => {
    if (!isRange || anchor?.parentElement !== cell.parentElement) anchor = cell;
    fill(form, pick(anchor, cell));
  };
  const stop = () => {
    isDragging = false;
    grid.classList.remove("is-dragging");
  };

  // A finger scrolls the grid; it picks by tapping, which arrives as a click.
  grid.addEventListener("pointerdown", (event) => {
    const cell = cellOf(event.target);
    if (!cell || event.button !== 0 || event.pointerType === "touch" || event.ctrlKey || event.metaKey) return;
    isDragging = true;
    grid.classList.add("is-dragging");
    choose(cell, event.shiftKey);
  });
  grid.addEventListener("pointerover", (event) => {
    const cell = cellOf(event.target);
    if (isDragging && cell?.parentElement === anchor.parentElement) choose(cell, true);
  });
  addEventListener("pointerup", stop);
  addEventListener("pointercancel", stop);
  grid.addEventListener("dragstart", (event) => event.preventDefault());
  grid.addEventListener("click", (event) => {
    const cell = cellOf(event.target);
    if (!cell || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const isByKeyboard = event.detail === 0;
    if (isByKeyboard || event.pointerType === "touch") choose(cell, event.shiftKey);
    if (isByKeyboard) firstValue(form)?.focus();
  });
}
