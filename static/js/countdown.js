// How long a hold lasts, second by second, by the server's clock. Without scripts the page says until when.

// Announced to those who listen, when so many seconds are left: attribute and moment.
const ANNOUNCEMENTS = [["say-5", 300], ["say-1", 60], ["say-0", 0]];

/** The server's clock minus the reader's: the page was written when its answer began to arrive. */
function clockSkewMs(writtenAt) {
  const [page] = performance.getEntriesByType("navigation");
  const arrivedMs = performance.timeOrigin + (page?.responseStart ?? 0);
  return Number.isNaN(writtenAt) ? 0 : writtenAt - arrivedMs;
}

function expire(countdown) {
  const block = document.querySelector("[data-expired]");
  const buttons = [...document.querySelectorAll("[data-needs-hold]")];
  const hadFocus = buttons.includes(document.activeElement);
  countdown.hidden = true;
  for (const button of buttons) button.disabled = true;
  if (!block) return;
  block.hidden = false;
  if (hadFocus) block.querySelector("a, button")?.focus();
}

const fill = (words, seconds) =>
  words.replace("{m}", Math.floor(seconds / 60)).replace("{s}", String(seconds % 60).padStart(2, "0"));

/** Shows the time left until data-until, says when it runs out, and closes what needs the hold. */
export function countDown(countdown) {
  const until = Date.parse(countdown.dataset.until);
  if (Number.isNaN(until)) return;
  const skewMs = clockSkewMs(Date.parse(countdown.dataset.now));

  const left = document.createElement("span");
  left.className = "countdown-left";
  left.setAttribute("role", "timer");
  countdown.append(left);
  const voice = document.createElement("p");
  voice.className = "vh";
  voice.setAttribute("role", "status");
  countdown.after(voice);

  const secondsLeft = () => Math.max(0, Math.ceil((until - Date.now() - skewMs) / 1000));
  let before = Infinity;
  const tick = () => {
    const seconds = secondsLeft();
    left.textContent = fill(countdown.dataset.left ?? "{m}:{s}", seconds);
    for (const [name, moment] of ANNOUNCEMENTS) {
      const words = countdown.getAttribute(`data-${name}`);
      if (words && before > moment && seconds <= moment && (before !== Infinity || seconds === 0)) voice.textContent = words;
    }
    before = seconds;
    if (seconds > 0) return;
    clearInterval(timer);
    expire(countdown);
  };
  const timer = setInterval(tick, 1000);
  // A page in the background ticks rarely; when it is looked at again it must be right at once.
  document.addEventListener("visibilitychange", () => before > 0 && tick());
  tick();
}
