//! The form of a guest's particulars: as typed, with what is wrong beside each field.

use booking_api::{Guest, GuestError};
use kernel::Locale;

use crate::{
    form::{Errors, Typed},
    words::words,
};

words! {
    /// What the form of a guest says.
    GuestWords {
        guest: "예약자 정보" | "Guest",
        name: "이름" | "Name",
        email: "이메일" | "E-mail",
        email_hint: "확인 메일과 예약 관리 링크를 보내 드립니다." | "The confirmation goes there, with a link to change or cancel.",
        phone: "전화번호" | "Telephone",
        language: "메일 언어" | "Language of mails",
        note: "요청 사항" | "Requests",
        wrong_name: "이름을 1자에서 200자까지 입력해 주세요." | "Enter a name of 1 to 200 characters.",
        wrong_email: "이메일 주소를 확인해 주세요. 예: hong@example.com" | "Enter an e-mail address such as ann@example.com.",
        wrong_phone: "전화번호는 40자까지, 숫자와 공백, ( ) + - . / # 만 쓸 수 있습니다." | "A telephone number has at most 40 digits, spaces and ( ) + - . / #.",
        wrong_note: "요청 사항은 1,000자까지 입력하실 수 있습니다." | "Requests have at most 1,000 characters.",
    }
}

/// A wish that the desk can still read at a glance; a longer one belongs into a letter.
const NOTE_MAX_CHARS: usize = 1_000;

/// The form of a guest's particulars.
#[derive(Debug, Clone)]
pub(crate) struct GuestForm {
    pub(crate) words: &'static GuestWords,
    pub(crate) errors: Errors,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    /// The language of mails.
    pub(crate) language: Locale,
    pub(crate) note: String,
}

impl GuestForm {
    /// The form nobody has filled in yet.
    pub(crate) fn blank(locale: Locale) -> Self {
        Self::unchecked(&Typed::default(), locale)
    }

    /// The form as somebody filled it in.
    pub(crate) fn read(typed: &Typed, locale: Locale) -> Self {
        let mut form = Self::unchecked(typed, locale);
        for error in form.guest().check() {
            let words = match error {
                GuestError::Name => form.words.wrong_name,
                GuestError::Email => form.words.wrong_email,
                GuestError::Phone => form.words.wrong_phone,
            };
            form.errors.add(error.field(), words);
        }
        if form.note.chars().count() > NOTE_MAX_CHARS {
            form.errors.add("note", form.words.wrong_note);
        }
        form
    }

    /// The form with what was typed so far, nothing told about it.
    pub(crate) fn unchecked(typed: &Typed, locale: Locale) -> Self {
        Self {
            words: GuestWords::of(locale),
            errors: Errors::default(),
            name: typed.get("name").to_owned(),
            email: typed.get("email").to_owned(),
            phone: typed.get("phone").to_owned(),
            language: typed.get("language").parse().unwrap_or(locale),
            // Forms send line breaks as two characters; they are one.
            note: typed.get("note").replace("\r\n", "\n"),
        }
    }

    /// The guest, as far as the form says.
    pub(crate) fn guest(&self) -> Guest {
        Guest {
            name: self.name.clone(),
            email: self.email.clone(),
            phone: Some(self.phone.clone()).filter(|phone| !phone.is_empty()),
            locale: self.language,
        }
    }

    /// What the guest wants the hotel to know.
    pub(crate) fn wanted(&self) -> Option<String> {
        Some(self.note.clone()).filter(|note| !note.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_wrong_with_a_guest_is_told_at_once() {
        let typed = Typed::default()
            .with("email", "ann")
            .with("phone", "ring me")
            .with("note", "가".repeat(NOTE_MAX_CHARS + 1));

        let form = GuestForm::read(&typed, Locale::En);

        let fields: Vec<_> = form.errors.list().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["name", "email", "phone", "note"]);
        assert_eq!(form.email, "ann");
    }

    #[test]
    fn a_guest_may_leave_out_phone_and_note_and_choose_a_language() {
        let typed =
            Typed::default().with("name", "홍길동").with("email", "hong@example.com").with("language", "en");

        let form = GuestForm::read(&typed, Locale::Ko);

        assert!(form.errors.is_empty());
        assert_eq!((form.guest().phone, form.guest().locale, form.wanted()), (None, Locale::En, None));
    }
}
