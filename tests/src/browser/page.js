// What the harness asks a page. It stands in front of each question and leaves nothing in the page.

const words = (text) => (text ?? "").replace(/\s+/g, " ").trim();

const isSeen = (element) =>
  element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;

// The words of a label, without those of the options of a select that it may stand around.
const wordsOf = (label) => {
  const copy = label.cloneNode(true);
  copy.querySelectorAll("input, select, textarea, button").forEach((control) => control.remove());
  return words(copy.textContent);
};

const labelsOf = (control) => {
  const others = (control.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean);
  return [
    ...[...(control.labels ?? [])].map(wordsOf),
    ...others.map((id) => words(document.getElementById(id)?.textContent)),
    words(control.getAttribute("aria-label")),
  ];
};

// The first that says exactly this, else the first that says it among other things.
const best = (elements, namesOf, wanted) => {
  const named = elements.filter(isSeen).map((element) => [element, namesOf(element)]);
  const chosen =
    named.find(([, names]) => names.includes(words(wanted))) ??
    named.find(([, names]) => names.some((name) => name.includes(words(wanted))));
  return chosen?.[0] ?? null;
};

const byLabel = (wanted) =>
  best([...document.querySelectorAll("input:not([type=hidden]), select, textarea")], labelsOf, wanted);

const byText = (wanted) => {
  const roles = ["button", "link", "tab", "menuitem", "option", "switch"].map((role) => `[role=${role}]`);
  const pressable = ["a[href]", "button", "summary", "input[type=submit]", ...roles].join(", ");
  // The second has what only screen readers get to hear, as one phrase: "Check in: ann".
  const names = (element) => [
    words(element.innerText),
    words(element.textContent),
    words(element.value),
    words(element.ariaLabel),
  ];
  // A label may say the same as the button beside it, and is seldom what is meant.
  return best([...document.querySelectorAll(pressable), ...document.querySelectorAll("label")], names, wanted);
};

const bySelector = (selector) => [...document.querySelectorAll(selector)].find(isSeen) ?? null;

const changed = (control) => {
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
};

// Fills what is not filled by typing its value: what a browser lets one type into a date depends on its language.
// Answers whether it did; false means that the value is typed.
const fillByChoice = (control, value) => {
  if (control instanceof HTMLSelectElement) {
    const option =
      [...control.options].find((option) => words(option.textContent) === words(value)) ??
      [...control.options].find((option) => option.value === value);
    if (!option) {
      throw new Error(`there is no option ${value} among ${[...control.options].map((o) => words(o.textContent))}`);
    }
    option.selected = true;
  } else if (["date", "time", "month", "week", "datetime-local", "range", "color"].includes(control.type)) {
    control.value = value;
    if (control.value !== value) {
      throw new Error(`a field of type ${control.type} does not take ${value}`);
    }
  } else {
    return false;
  }
  changed(control);
  return true;
};

const describe = (element) => {
  const id = element.id ? `#${element.id}` : "";
  const classes = [...element.classList].map((name) => `.${name}`).join("");
  return `<${element.localName}${id}${classes}> ${words(element.textContent).slice(0, 60)}`;
};

// What makes the page wider than the screen, outermost first; empty when nothing does.
const tooWide = () => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) {
    return [];
  }
  const sticksOut = (element) => {
    const box = element.getBoundingClientRect();
    return box.right > root.clientWidth + 0.5 || box.left + element.scrollWidth > root.clientWidth + 0.5;
  };
  const found = [...document.body.querySelectorAll("*")].filter(sticksOut).slice(0, 10).map(describe);
  return [`${root.scrollWidth} px instead of ${root.clientWidth} px`, ...found];
};
