//! Whether everybody can use the page: axe-core's findings against WCAG 2.2 A and AA.

use std::{fmt, fs, path::Path, sync::OnceLock};

use serde::Deserialize;
use serde_json::{Value, json};

use super::Browser;

const SCRIPT: &str = "../target/test-tools/node_modules/axe-core/axe.min.js";
const TAGS: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/// A rule that the page breaks.
#[derive(Debug, Clone, Deserialize)]
pub struct Violation {
    /// The rule, such as `color-contrast`.
    pub id: String,
    /// How bad it is: `minor`, `moderate`, `serious`, `critical`.
    pub impact: Option<String>,
    /// What the rule asks for.
    pub help: String,
    /// Where it is broken.
    pub nodes: Vec<Place>,
}

/// An element that breaks a rule.
#[derive(Debug, Clone, Deserialize)]
pub struct Place {
    /// Its selector; several when it is in frames.
    pub target: Value,
    /// Its HTML.
    pub html: String,
    /// What is to be done.
    #[serde(rename = "failureSummary", default)]
    pub summary: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.id, self.impact.as_deref().unwrap_or("?"), self.help)?;
        self.nodes.iter().try_for_each(|place| write!(f, "\n{place}"))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let summary = self.summary.replace('\n', "\n      ");
        write!(f, "  at {}\n      {}\n      {summary}", self.target, self.html)
    }
}

/// axe-core itself, read once for all tests of a process.
fn script() -> &'static str {
    static SCRIPT_TEXT: OnceLock<String> = OnceLock::new();
    SCRIPT_TEXT.get_or_init(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SCRIPT);
        fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}; tests/run installs it", path.display()))
    })
}

impl Browser {
    /// The rules of WCAG 2.2 A and AA that the page as it now is breaks, as far as a program can tell.
    pub async fn axe(&self) -> Vec<Violation> {
        // It waits for timers, which a page without scripts has none of. What was skipped before stays skipped.
        self.run_scripts_of_pages(true).await;
        let found = self.run_axe().await;
        self.run_scripts_of_pages(self.visitor.is_scripted).await;
        serde_json::from_value(found.clone()).unwrap_or_else(|error| panic!("axe answers {found}: {error}"))
    }

    async fn run_axe(&self) -> Value {
        let load = format!("if (!window.axe) {{ {} }}", script());
        self.ask(self.client.execute(&load, vec![])).await.expect("axe loads");
        let ask = "const [options, done] = arguments; \
                   axe.run(document, options).then((found) => done(found.violations), (why) => done(String(why)));";
        // The size of targets is the one rule of 2.2, which axe leaves out unless it is named.
        let options = json!({
            "resultTypes": ["violations"], "runOnly": TAGS, "rules": {"target-size": {"enabled": true}}
        });
        self.ask(self.client.execute_async(ask, vec![options])).await.expect("axe answers")
    }

    /// Fails when the page breaks a rule, and says where.
    pub async fn assert_accessible(&self) {
        let found: Vec<String> = self.axe().await.iter().map(Violation::to_string).collect();
        let (url, visitor) = (self.url().await, self.visitor);
        assert!(found.is_empty(), "{url} is not for everybody ({visitor:?}):\n{}", found.join("\n"));
    }
}
