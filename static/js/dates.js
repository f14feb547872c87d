// Check-out follows check-in, so that the browser's date pickers offer no stay that ends before it begins.
const DAY_MS = 86_400_000;
const ISO_DATE = /^\d{4}-\d\d-\d\d$/;

const dayAfter = (date, days) => new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);

const nightsBetween = (arrival, departure) => Math.round((Date.parse(departure) - Date.parse(arrival)) / DAY_MS);

/** Keeps a form's check_out later than its check_in; a stay that is moved keeps its length. */
export function keepDatesInOrder(form) {
  const { check_in: arrival, check_out: departure } = form.elements;
  if (!arrival || !departure) return;

  let nights = 1;
  const remember = () => {
    const count = nightsBetween(arrival.value, departure.value);
    if (count > 0) nights = count;
  };
  const follow = () => {
    if (!ISO_DATE.test(arrival.value)) return;
    departure.min = dayAfter(arrival.value, 1);
    // What was typed wrong stands beside its message until the reader changes it.
    if (departure.ariaInvalid !== "true" && departure.value && departure.value < departure.min) departure.value = dayAfter(arrival.value, nights);
    remember();
  };

  remember();
  follow();
  arrival.addEventListener("change", () => {
    departure.ariaInvalid = null;
    follow();
  });
  departure.addEventListener("change", remember);
}
