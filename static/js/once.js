// A form is sent once, however often its button is pressed. The server is sure of it anyway, by the form's key: this
// only spares the reader a second answer.

// A button stays pressed no longer than this when no page follows: the network may have gone.
const PATIENCE_MS = 15_000;

// Two watchers would each take the other's first sending for a second one.
let isWatching = false;

const release = (form) => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
};

/** Lets every form with data-once be sent once at a time. */
export function sendOnce() {
  if (isWatching) return;
  isWatching = true;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!("once" in form.dataset) || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // The button is not disabled: a disabled button would leave its own value out of what is sent, and lose the focus.
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(release, PATIENCE_MS, form);
  });
  // Back from the next page, the form may be sent again.
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
}
