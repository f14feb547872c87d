// The two-month calendar by keyboard, as the ARIA practices describe a grid: one day is in the tab order, arrows move
// by days and weeks, Home and End to the ends of the week, Page Up and Page Down by months; Enter follows the day's link.
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const DAY_MS = 86_400_000;

const calendarOf = (element) => element.closest?.("[data-calendar]");
const days = (calendar) => [...calendar.querySelectorAll("a.day-box[data-date]")];

function setStop(calendar, stop) {
  for (const day of days(calendar)) day.tabIndex = day === stop ? 0 : -1;
}

/** The nearest day that can be chosen, going by `step` days; an arrow passes over those that cannot. */
function dayAlong(calendar, from, step) {
  const byDate = new Map(days(calendar).map((day) => [day.dataset.date, day]));
  const dates = [...byDate.keys()].sort();
  let at = Date.parse(from.dataset.date);
  for (;;) {
    at += step * DAY_MS;
    const date = new Date(at).toISOString().slice(0, 10);
    if (date < dates[0] || date > dates.at(-1)) return undefined;
    if (byDate.has(date)) return byDate.get(date);
  }
}

/** The same day of the month before or after, or the page of months that has it. */
function monthAlong(calendar, from, direction) {
  const months = [...calendar.querySelectorAll(".month")];
  const month = months[months.indexOf(from.closest(".month")) + direction];
  if (!month) {
    calendar.querySelector(`.calendar-nav a[rel=${direction < 0 ? "prev" : "next"}]`)?.click();
    return undefined;
  }
  const dayOfMonth = from.dataset.date.slice(8);
  const there = [...month.querySelectorAll("a.day-box[data-date]")];
  return there.find((day) => day.dataset.date.slice(8) >= dayOfMonth) ?? there.at(-1);
}

function target(calendar, from, key) {
  const week = [...from.closest("tr").querySelectorAll("a.day-box[data-date]")];
  switch (key) {
    case "Home": return week[0];
    case "End": return week.at(-1);
    case "PageUp": return monthAlong(calendar, from, -1);
    case "PageDown": return monthAlong(calendar, from, 1);
    default: return dayAlong(calendar, from, STEPS[key]);
  }
}

function onKey(event) {
  const from = event.target.closest?.("a.day-box[data-date]");
  const calendar = from && calendarOf(from);
  const isOurs = event.key in STEPS || ["Home", "End", "PageUp", "PageDown"].includes(event.key);
  if (!calendar || !isOurs || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const to = target(calendar, from, event.key);
  if (!to) return;
  setStop(calendar, to);
  to.focus();
}

/** While a departure is chosen, the stay up to the day in view is shown. */
function preview(event) {
  const calendar = calendarOf(event.target);
  if (calendar?.dataset.choosing !== "check_out") return;
  const cells = [...calendar.querySelectorAll("td.day")];
  // An arrival in a month that is not shown stays before the first cell.
  const arrival = cells.findIndex((cell) => cell.classList.contains("is-check-in"));
  const end = cells.indexOf(event.target.closest("a.day-box")?.parentElement);
  cells.forEach((cell, i) => cell.classList.toggle("is-preview", arrival < i && i <= end));
}

function prepare(calendar) {
  if (!calendar.querySelector(".calendar-keys")) {
    const keys = document.createElement("p");
    keys.className = "calendar-keys";
    keys.id = `${calendar.id}-keys`;
    keys.textContent = calendar.dataset.hint ?? "";
    calendar.querySelector(".calendar-months").before(keys);
  }
  for (const month of calendar.querySelectorAll(".month")) {
    month.setAttribute("role", "grid");
    month.setAttribute("aria-describedby", `${calendar.id}-keys`);
  }
  const focused = document.activeElement.matches("a.day-box") && calendar.contains(document.activeElement);
  const chosen = calendar.querySelector(".is-check-in a") ?? calendar.querySelector(".is-today a");
  setStop(calendar, focused ? document.activeElement : (chosen ?? days(calendar)[0]));
}

/** Makes every calendar of the page one stop of the tab order, now and after live.js has swapped it. */
export function moveThroughCalendars() {
  const prepareAll = () => document.querySelectorAll("[data-calendar]").forEach(prepare);
  prepareAll();
  document.addEventListener("live:swapped", prepareAll);
  document.addEventListener("keydown", onKey);
  document.addEventListener("pointerover", preview);
  document.addEventListener("focusin", preview);
}
