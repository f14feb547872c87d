//! One template for each message, language and form. What they share is in `templates/layout.*` and the partials.

use askama::Template as Render;
use kernel::Locale;
use notification_api::Template;

use super::page::Page;

macro_rules! templates {
    ($($name:ident: $path:literal),+ $(,)?) => {$(
        #[derive(Render)]
        #[template(path = $path)]
        struct $name<'a> {
            page: &'a Page,
        }
    )+};
}

templates! {
    ConfirmationKoHtml: "confirmation.ko.html",
    ConfirmationKoText: "confirmation.ko.txt",
    ConfirmationEnHtml: "confirmation.en.html",
    ConfirmationEnText: "confirmation.en.txt",
    ChangeKoHtml: "change.ko.html",
    ChangeKoText: "change.ko.txt",
    ChangeEnHtml: "change.en.html",
    ChangeEnText: "change.en.txt",
    CancellationKoHtml: "cancellation.ko.html",
    CancellationKoText: "cancellation.ko.txt",
    CancellationEnHtml: "cancellation.en.html",
    CancellationEnText: "cancellation.en.txt",
}

/// The mail as HTML.
pub(super) fn html(template: Template, page: &Page) -> Result<String, askama::Error> {
    match (template, page.locale) {
        (Template::Confirmation, Locale::Ko) => ConfirmationKoHtml { page }.render(),
        (Template::Confirmation, Locale::En) => ConfirmationEnHtml { page }.render(),
        (Template::Change, Locale::Ko) => ChangeKoHtml { page }.render(),
        (Template::Change, Locale::En) => ChangeEnHtml { page }.render(),
        (Template::Cancellation, Locale::Ko) => CancellationKoHtml { page }.render(),
        (Template::Cancellation, Locale::En) => CancellationEnHtml { page }.render(),
    }
}

/// The mail as plain text.
pub(super) fn text(template: Template, page: &Page) -> Result<String, askama::Error> {
    match (template, page.locale) {
        (Template::Confirmation, Locale::Ko) => ConfirmationKoText { page }.render(),
        (Template::Confirmation, Locale::En) => ConfirmationEnText { page }.render(),
        (Template::Change, Locale::Ko) => ChangeKoText { page }.render(),
        (Template::Change, Locale::En) => ChangeEnText { page }.render(),
        (Template::Cancellation, Locale::Ko) => CancellationKoText { page }.render(),
        (Template::Cancellation, Locale::En) => CancellationEnText { page }.render(),
    }
}
