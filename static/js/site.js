// What the guest's pages gain where scripts run. Every page works without it.
import { moveThroughCalendars } from "./calendar.js";
import { offerCopies } from "./copy.js";
import { countDown } from "./countdown.js";
import { keepDatesInOrder } from "./dates.js";
import { showErrors } from "./errors.js";
import { followAvailability } from "./live.js";
import { sendOnce } from "./once.js";

// First: it notes what the server said before the others add to it.
document.querySelectorAll("[data-stream]").forEach(followAvailability);
sendOnce();
showErrors();
offerCopies();
moveThroughCalendars();
document.querySelectorAll("form[data-dates]").forEach(keepDatesInOrder);
document.querySelectorAll(".countdown[data-until]").forEach(countDown);
