//! How much processor time processes have used.

use std::fs;

/// The kernel counts in hundredths of a second, on every Linux that we know.
const TICKS_PER_SECOND: f64 = 100.0;

/// Seconds of processor time of a process, those of its ended children included.
pub(crate) fn of_process(pid: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name may hold anything; what follows its closing parenthesis are numbers.
    let fields = stat.rsplit_once(") ").map(|(_, fields)| fields).unwrap_or_default();
    let ticks = fields.split(' ').skip(11).take(4).filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>();
    ticks as f64 / TICKS_PER_SECOND
}

/// The same of a process and all its children.
pub(crate) fn of_family(pid: u32) -> f64 {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    let children = children.split_whitespace().filter_map(|pid| pid.parse().ok());
    of_process(pid) + children.map(of_process).sum::<f64>()
}
