// What the desk's pages gain where scripts run. Every page works without it.
import { fillFromGrid } from "./ari.js";
import { offerCopies } from "./copy.js";
import { showErrors } from "./errors.js";
import { sendOnce } from "./once.js";
import { selectAll } from "./select.js";

sendOnce();
showErrors();
offerCopies();
fillFromGrid();
document.querySelectorAll("input[data-select-all]").forEach(selectAll);
