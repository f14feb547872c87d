// "Copy" beside a confirmation code or a key. The button is in the page, hidden, for those who can use it.
const SHOWN_MS = 2_500;

function offer(button) {
  const words = button.querySelector("span:last-child") ?? button;
  const asked = words.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
    } catch {
      // Not permitted: select it instead, so that the reader's own copy command does it.
      getSelection().selectAllChildren(source);
      return;
    }
    words.textContent = button.dataset.copied;
    setTimeout(() => (words.textContent = asked), SHOWN_MS);
  });
  words.setAttribute("role", "status");
}

/** Shows every [data-copy] button where the clipboard can be written: it copies the text of the element it names. */
export function offerCopies() {
  if (navigator.clipboard) document.querySelectorAll("button[data-copy]").forEach(offer);
}
