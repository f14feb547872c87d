//! A password or a key on the only page that ever shows it.

use actix_web::HttpResponse;
use askama::Template;

use crate::{
    desk::{
        frame::{DeskFrame, Section},
        staff::Staff,
    },
    frame::Frame,
    refusal::Refusal,
    words::words,
};

words! {
    /// What the page of a secret says.
    SecretWords {
        only_now: "지금만 볼 수 있습니다." | "Shown only now.",
        keep: "안전하게 전달하거나 보관하세요. 이 페이지를 떠나면 다시 볼 수 없습니다." | "Hand it over or keep it safely: it cannot be seen again once you leave this page.",
        copy: "복사" | "Copy",
        copied: "복사했습니다" | "Copied",
    }
}

/// What a secret is, and where one goes from it.
#[derive(Debug, Clone)]
pub(crate) struct Secret {
    pub(crate) section: Section,
    pub(crate) title: &'static str,
    /// Whose or what for.
    pub(crate) about: String,
    pub(crate) label: &'static str,
    pub(crate) value: String,
    pub(crate) back: String,
    pub(crate) back_label: &'static str,
}

/// A page that shows a secret.
#[derive(Template)]
#[template(path = "desk/secret.html")]
struct SecretPage {
    desk: DeskFrame,
    frame: Frame,
    words: &'static SecretWords,
    secret: Secret,
}

/// Shows a secret, to be kept by no cache. It answers the form itself: a look later must not find it.
pub(crate) async fn shown_once(staff: &Staff, secret: Secret) -> Result<HttpResponse, Refusal> {
    let desk = staff.frame(secret.section, secret.title).await?;
    let words = SecretWords::of(staff.visit.locale);
    staff.visit.personal(&SecretPage { frame: desk.frame.clone(), desk, words, secret })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{LOCALES, MISCHIEF};

    #[test]
    fn a_secret_stands_on_its_page_with_a_warning_and_the_way_back() {
        for locale in LOCALES {
            let desk = DeskFrame::sample(locale);
            let secret = Secret {
                section: Section::Keys,
                title: "A key",
                about: MISCHIEF.to_owned(),
                label: "Key",
                value: "jmk_secret".to_owned(),
                back: desk.frame.links.desk_page("keys"),
                back_label: "Back",
            };
            let words = SecretWords::of(locale);

            let html = SecretPage { frame: desk.frame.clone(), desk, words, secret }.render().unwrap();

            assert!(html.contains(">jmk_secret</code>") && html.contains(words.only_now), "{html}");
            assert!(html.contains(&format!("href=\"/{}/desk/keys\"", locale.tag())));
            assert!(!html.contains("<script>alert") && !html.contains("{{"));
        }
    }
}
