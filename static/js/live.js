// An open hotel page follows the stock: when it changes anywhere, the parts that show it are fetched anew.

// Everybody who looks at the hotel hears of a change at once; they ask for the page spread over this time.
const SPREAD_MS = [500, 2_000];

const FOCUSABLE = "a[href], button, input, select, summary, [tabindex]";

// What the server said last of each part, by id. The page's own words may be more: scripts add to them.
const said = new Map();

const partsOf = (page) => page.querySelectorAll("[data-live][id]");

const words = (element) => element.textContent.replace(/\s+/g, " ").trim();

/** What does in a part's successor what this control did: it has the same id, the same day, or says the same. */
function counterpart(control, successor) {
  const { id, dataset } = control;
  const selector = id ? `#${CSS.escape(id)}` : dataset.date && `[data-date="${CSS.escape(dataset.date)}"]`;
  if (selector) return successor.querySelector(selector);
  return [...successor.querySelectorAll(FOCUSABLE)].find((other) => words(other) === words(control));
}

/**
 * Remembers where the focus is inside a part, and gives a function that puts it back into the part's successor. What
 * is gone gives it to the whole part: the reader's next key must not press something else.
 */
function keepFocus(part) {
  const at = document.activeElement;
  if (!part.contains(at)) return () => {};
  return (successor) => {
    const target = counterpart(at, successor);
    if (!target) successor.tabIndex = -1;
    (target ?? successor).focus({ preventScroll: true });
  };
}

/** What the reader has opened stays open. */
function keepOpen(part, successor) {
  const before = part.querySelectorAll("details");
  const after = successor.querySelectorAll("details");
  if (before.length === after.length) after.forEach((details, i) => (details.open = before[i].open));
}

/** Swaps every [data-live] part that reads differently in the fetched page; tells whether any did. */
function swap(fetched) {
  let isChanged = false;
  for (const successor of partsOf(fetched)) {
    const part = document.querySelector(`#${CSS.escape(successor.id)}[data-live]`);
    const now = words(successor);
    if (!part || said.get(part.id) === now) continue;
    said.set(part.id, now);
    const focus = keepFocus(part);
    keepOpen(part, successor);
    part.replaceWith(successor);
    focus(successor);
    isChanged = true;
  }
  return isChanged;
}

/** Whether a cache had the page: then stock may have changed between its making and our listening. */
const isKeptPage = () => performance.getEntriesByType("navigation")[0]?.transferSize === 0;

/** Follows the stream that data-stream names; after a change says data-changed, politely, in the same element. */
export function followAvailability(status) {
  let source, timer, wasOpen = false, isStale = false;

  const refresh = async () => {
    timer = undefined;
    isStale = false;
    const answer = await fetch(location.href, { cache: "no-cache", headers: { accept: "text/html" } }).catch(() => undefined);
    if (!answer?.ok) return;
    const fetched = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!swap(fetched)) return;
    status.textContent = status.dataset.changed;
    document.dispatchEvent(new Event("live:swapped"));
  };
  // A page nobody looks at waits until somebody does.
  const soon = () => {
    isStale = true;
    if (timer || document.hidden) return;
    const [least, most] = SPREAD_MS;
    timer = setTimeout(refresh, least + Math.random() * (most - least));
  };
  const open = () => {
    source = new EventSource(status.dataset.stream);
    source.addEventListener("availability", soon);
    // The server says so to whoever fell behind.
    source.addEventListener("reload", soon);
    // After a gap there is no telling what was missed.
    source.addEventListener("open", () => {
      if (wasOpen || isKeptPage()) soon();
      wasOpen = true;
    });
  };

  for (const part of partsOf(document)) said.set(part.id, words(part));
  open();
  document.addEventListener("visibilitychange", () => isStale && soon());
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && open());
}
