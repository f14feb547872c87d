//! What every page says to the browser about its own safety.

use crate::Answer;

/// Fails unless a page carries the headers of every page.
pub fn assert_page_headers(answer: &Answer) {
    assert_none(answer, &page_faults(answer));
}

/// Fails unless a page that is about somebody carries the headers of every page and is kept by no cache.
pub fn assert_personal_page(answer: &Answer) {
    let mut faults = page_faults(answer);
    let cache_control = answer.header("cache-control");
    for directive in ["private", "no-store"] {
        if !has_directive(cache_control, ',', directive) {
            faults.push(format!("cache-control lacks {directive}: {cache_control}"));
        }
    }
    assert_none(answer, &faults);
}

fn assert_none(answer: &Answer, faults: &[String]) {
    let Answer { asked, status, .. } = answer;
    assert!(faults.is_empty(), "{asked} → {status}\n{}", faults.join("\n"));
}

/// Headers, and one of the values each may have.
const EXACT: [(&str, &[&str]); 4] = [
    ("x-content-type-options", &["nosniff"]),
    ("content-type", &["text/html; charset=utf-8"]),
    ("cross-origin-opener-policy", &["same-origin"]),
    ("referrer-policy", &["same-origin", "no-referrer", "strict-origin-when-cross-origin"]),
];

/// What the policy of every page must say, whatever else it says.
const POLICY: [&str; 4] =
    ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "default-src 'none'"];

/// Sources that let in what a policy is there to keep out.
const HOLES: [&str; 7] =
    ["'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "http:", "https:", "blob:", "*"];

fn page_faults(answer: &Answer) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, values) in EXACT {
        let value = answer.header(name);
        if !values.contains(&value) || answer.headers.get_all(name).iter().count() != 1 {
            faults.push(format!("{name} is not one of {values:?}: {value}"));
        }
    }
    let policy = answer.header("content-security-policy");
    for directive in POLICY {
        if !has_directive(policy, ';', directive) {
            faults.push(format!("the policy lacks {directive}: {policy}"));
        }
    }
    let holes = policy.split([' ', ';']).filter(|source| HOLES.contains(source));
    faults.extend(holes.map(|hole| format!("the policy has a hole, {hole}: {policy}")));
    faults
}

fn has_directive(header: &str, separator: char, wanted: &str) -> bool {
    header.split(separator).any(|directive| directive.trim().eq_ignore_ascii_case(wanted))
}
