// A form that came back with errors: the reader begins at their summary.
export function showErrors() {
  document.querySelector(".error-summary")?.focus();
}
