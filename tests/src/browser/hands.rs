//! What a visitor does: press, type, choose.

use std::{fmt, path::Path};

use fantoccini::{
    actions::{InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
    elements::{Element, ElementRef},
    error::{CmdError, ErrorStatus, WebDriver},
    key::Key,
};
use kernel::Date;
use serde_json::{Value, json};

use super::Browser;
use crate::patience::eventually_ok;

/// How the standard marks an element in JSON (W3C, `web element identifier`).
const ELEMENT_MARK: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Why a visitor could not do something now.
#[derive(Debug)]
enum Miss {
    /// Nothing of that kind is to be seen.
    Absent,
    /// The browser did not do it.
    Refused(CmdError),
}

impl From<CmdError> for Miss {
    fn from(error: CmdError) -> Self {
        Self::Refused(error)
    }
}

impl fmt::Display for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("it is not to be seen"),
            Self::Refused(error) => error.fmt(f),
        }
    }
}

impl Miss {
    /// Whether the page was merely not there yet, and nothing was done: then it may be tried again.
    fn is_too_early(&self) -> bool {
        let Self::Refused(error) = self else { return true };
        let is_not_ready = matches!(
            error,
            CmdError::Standard(WebDriver {
                error: ErrorStatus::StaleElementReference
                    | ErrorStatus::ElementNotInteractable
                    | ErrorStatus::ElementClickIntercepted,
                ..
            })
        );
        // The last is said while the browser still looks for what is to be pressed.
        is_not_ready || error.to_string().contains("while resolving nodes")
    }
}

/// A field, and how it is found.
#[derive(Debug, Clone, Copy)]
enum Field<'a> {
    Selected(&'a str),
    Labelled(&'a str),
}

impl Field<'_> {
    /// The script that finds it, and what that is told.
    fn question(&self) -> (&'static str, &str) {
        match self {
            Self::Selected(css) => ("return bySelector(...arguments)", css),
            Self::Labelled(label) => ("return byLabel(...arguments)", label),
        }
    }
}

impl Browser {
    /// Presses the first visible element of this selector.
    pub async fn click(&self, css: &str) {
        self.press_on("return bySelector(...arguments)", css).await;
    }

    /// Presses the link, button or label that says this, or else the first that contains it.
    pub async fn click_text(&self, text: &str) {
        self.press_on("return byText(...arguments)", text).await;
    }

    /// Sends a form with its own button; the selector is the form's.
    pub async fn submit(&self, form: &str) {
        let button = format!("{form} :is(button:not([type]), [type=submit])");
        self.click(&button).await;
    }

    /// Presses twice, as fast as an impatient hand.
    pub async fn double_click(&self, css: &str) {
        self.patiently(css, async || {
            let question = "const found = bySelector(...arguments); \
                            found?.scrollIntoView({ block: 'center' }); return found";
            let element = self.find(question, css).await?;
            let (down, up) = (
                PointerAction::Down { button: MOUSE_BUTTON_LEFT },
                PointerAction::Up { button: MOUSE_BUTTON_LEFT },
            );
            let at = PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 };
            let hand = MouseActions::new("mouse".to_owned()).then(at);
            let hand = hand.then(down.clone()).then(up.clone()).then(down).then(up);
            Ok(self.act(hand).await?)
        })
        .await;
    }

    /// Presses a key where the focus is.
    pub async fn press(&self, key: Key) {
        self.press_keys(&[key]).await;
    }

    /// Presses keys together, such as Shift and Tab.
    pub async fn press_keys(&self, keys: &[Key]) {
        let down = keys.iter().map(|key| KeyAction::Down { value: (*key).into() });
        let up = keys.iter().rev().map(|key| KeyAction::Up { value: (*key).into() });
        let hand = down.chain(up).fold(KeyActions::new("keys".to_owned()), KeyActions::then);
        self.listen().await;
        self.act(hand).await.unwrap_or_else(|error| panic!("{keys:?} can be pressed: {error}"));
    }

    /// Types where the focus is.
    pub async fn type_text(&self, text: &str) {
        let strokes = text.chars().flat_map(|value| [KeyAction::Down { value }, KeyAction::Up { value }]);
        let hand = strokes.fold(KeyActions::new("keys".to_owned()), KeyActions::then);
        self.listen().await;
        self.act(hand).await.unwrap_or_else(|error| panic!("{text} can be typed: {error}"));
    }

    /// Replaces what a field holds; in a select, takes the option that says this or has this value.
    pub async fn fill(&self, css: &str, text: &str) {
        self.fill_in(Field::Selected(css), text).await;
    }

    /// Replaces what the field of this label holds. A label is also what `aria-label` and `aria-labelledby` say.
    pub async fn fill_label(&self, label: &str, text: &str) {
        self.fill_in(Field::Labelled(label), text).await;
    }

    /// Puts a date into the field of this label.
    pub async fn fill_date(&self, label: &str, date: Date) {
        self.fill_label(label, &date.to_string()).await;
    }

    /// Ticks, or unticks, the box or the choice of this label.
    pub async fn tick(&self, label: &str) {
        self.press_on("return byLabel(...arguments)", label).await;
    }

    /// Puts a file into the field of this selector, which pages like to hide.
    pub async fn attach(&self, css: &str, file: &Path) {
        let path = file.canonicalize().unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        self.patiently(css, async || {
            let field = self.find("return document.querySelector(arguments[0])", css).await?;
            Ok(self.ask(field.send_keys(&path.to_string_lossy())).await?)
        })
        .await;
    }

    async fn press_on(&self, question: &str, wanted: &str) {
        self.patiently(wanted, async || {
            let element = self.find(question, wanted).await?;
            Ok(self.ask(element.click()).await?)
        })
        .await;
    }

    async fn fill_in(&self, field: Field<'_>, text: &str) {
        let (question, wanted) = field.question();
        self.patiently(wanted, async || {
            let element = self.find(question, wanted).await?;
            let control = json!({ELEMENT_MARK: element.element_id().as_ref()});
            let is_filled =
                self.try_run("return fillByChoice(...arguments)", &[control, json!(text)]).await?;
            if is_filled == json!(true) {
                return Ok(());
            }
            self.ask(element.clear()).await?;
            Ok(self.ask(element.send_keys(text)).await?)
        })
        .await;
    }

    async fn act(&self, hand: impl InputSource) -> Result<(), CmdError> {
        self.ask(self.client.perform_actions(hand)).await
    }

    /// What a question finds now.
    async fn find(&self, question: &str, wanted: &str) -> Result<Element, Miss> {
        let found = self.look(question, &[json!(wanted)]).await;
        let id = found.get(ELEMENT_MARK).and_then(Value::as_str).ok_or(Miss::Absent)?;
        Ok(Element::from_element_id(self.client.clone(), ElementRef::from(id.to_owned())))
    }

    /// Does something once, as soon as the page is ready for it.
    async fn patiently(&self, what: &str, mut attempt: impl AsyncFnMut() -> Result<(), Miss>) {
        self.listen().await;
        eventually_ok(what, async || match attempt().await {
            Err(miss) if !miss.is_too_early() => panic!("{what}: {miss}"),
            done => done,
        })
        .await;
    }
}
