//! A photo at the desk: the picture, the words about it, and its place.

use inventory_api::{AltTexts, Code, Hotel, Photo};
use kernel::Locale;
use uuid::Uuid;

use crate::{
    desk::fields::{Choice, Field, Fields},
    form::{Errors, Typed},
    shown::{Picture, room_choices},
    words::words,
};

words! {
    /// What the forms of photos say.
    PhotoWords {
        shows: "사진에 보이는 것" | "What it shows",
        hotel_itself: "호텔" | "The hotel itself",
        alt_ko: "설명 (한국어)" | "Description (Korean)",
        alt_en: "설명 (영어)" | "Description (English)",
        no_alt: "보이는 것을 한국어나 영어로 적어 주세요. 사진을 볼 수 없는 손님이 읽습니다." | "Say in Korean or English what is seen, for guests who cannot see it.",
        alt_rule: "200자까지, 줄바꿈 없이 입력해 주세요." | "At most 200 characters, without line breaks.",
        unknown_room: "그런 객실 타입이 없습니다." | "There is no such room type.",
        file: "파일" | "File",
        file_hint: "JPEG, PNG, WebP. 12 MB까지." | "JPEG, PNG or WebP, 12 MB at most.",
        no_file: "사진 파일을 골라 주세요." | "Choose a file.",
        too_large: "파일이 너무 큽니다. 12 MB까지 올리실 수 있습니다." | "The file is too large: 12 MB at most.",
        not_an_image: "JPEG, PNG, WebP 사진이 아니거나 손상된 파일입니다. 이 가운데 하나로 다시 저장해 주세요." | "This is no JPEG, PNG or WebP picture, or it is broken. Save it anew as one of these.",
        too_many_pixels: "사진이 너무 큽니다. 한 변 12,000픽셀, 전체 5천만 픽셀까지 줄여 주세요." | "The picture has too many pixels: 12,000 a side and 50 million in all at most.",
        too_many: "사진은 40장까지 등록하실 수 있습니다. 먼저 하나를 삭제해 주세요." | "There are 40 photos already, as many as a hotel may have. Remove one first.",
        unavailable: "지금은 사진을 처리할 수 없습니다. 잠시 후 다시 올려 주세요." | "Photos cannot be taken just now. Please try again in a moment.",
    }
}

const ALT_MAX: usize = inventory_api::ALT_MAX;

/// A photo with its forms.
#[derive(Debug)]
pub(super) struct Card {
    pub(super) picture: Picture,
    pub(super) fields: Vec<Field>,
    /// Where its form goes; moving and removing are beside it.
    pub(super) action: String,
    pub(super) mover: String,
    pub(super) remove: String,
    /// One for each of its forms.
    pub(super) key: String,
    pub(super) move_key: String,
    pub(super) is_first: bool,
    pub(super) is_last: bool,
}

/// What a form says of a photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) room_type: Option<Code>,
    pub(super) alt: AltTexts,
}

impl Card {
    /// A photo as it stands, or with what was typed about it and what is wrong with that.
    pub(super) fn of(
        photo: &Photo,
        hotel: &Hotel,
        locale: Locale,
        typed: Option<(&Typed, &Errors)>,
        page: &str,
    ) -> Self {
        let place = hotel.photos.iter().position(|known| known.id == photo.id).unwrap_or_default();
        let (stands, fine) = (typed_of(photo), Errors::default());
        let (typed, errors) = typed.unwrap_or((&stands, &fine));
        let action = format!("{page}/{}", photo.id);
        Self {
            picture: Picture::of(photo, locale),
            fields: fields(Fields { typed, errors }, hotel, locale, &format!("-{place}")),
            mover: format!("{action}/move"),
            remove: format!("{action}/remove"),
            action,
            key: Uuid::new_v4().to_string(),
            move_key: Uuid::new_v4().to_string(),
            is_first: place == 0,
            is_last: place + 1 == hotel.photos.len(),
        }
    }
}

fn typed_of(photo: &Photo) -> Typed {
    let alt = |language| photo.alt.get(language).cloned().unwrap_or_default();
    let room_type = photo.room_type.as_ref().map_or("", Code::as_str);
    Typed::default().with("room_type", room_type).with("alt_ko", alt("ko")).with("alt_en", alt("en"))
}

/// The fields about a photo. Many forms of a page have them, so each says with a suffix which one it is.
pub(super) fn fields(fields: Fields<'_>, hotel: &Hotel, locale: Locale, suffix: &str) -> Vec<Field> {
    let words = PhotoWords::of(locale);
    let rooms = room_choices(hotel, locale).map(|(code, name)| Choice::new(code, name));
    let rooms = [Choice::new("", words.hotel_itself)].into_iter().chain(rooms).collect();
    let all = [
        fields.select("room_type", words.shows, rooms),
        fields.input("alt_ko", words.alt_ko, "maxlength=\"200\" lang=\"ko\""),
        fields.input("alt_en", words.alt_en, "maxlength=\"200\" lang=\"en\""),
    ];
    all.into_iter().map(|field| field.in_form(suffix)).collect()
}

/// Reads the fields about a photo.
pub(super) fn read(typed: &Typed, hotel: &Hotel, locale: Locale) -> Result<Said, Errors> {
    let (words, mut errors) = (PhotoWords::of(locale), Errors::default());
    let room_type = match typed.get("room_type") {
        "" => None,
        text => {
            let known = text.parse().ok().filter(|code| hotel.room_type(code).is_some());
            if known.is_none() {
                errors.add("room_type", words.unknown_room);
            }
            known
        }
    };
    let mut alt = AltTexts::new();
    for language in [Locale::Ko, Locale::En] {
        let field = format!("alt_{}", language.tag());
        let said = typed.get(&field);
        if said.chars().count() > ALT_MAX || said.chars().any(char::is_control) {
            errors.add(field, words.alt_rule);
        } else if !said.is_empty() {
            alt.insert(language.tag().to_owned(), said.to_owned());
        }
    }
    if alt.is_empty() && errors.is_empty() {
        errors.add("alt_ko", words.no_alt);
    }
    if errors.is_empty() { Ok(Said { room_type, alt }) } else { Err(errors) }
}

/// The same errors, of one form among many.
pub(super) fn in_form(errors: &Errors, suffix: &str) -> Errors {
    let mut there = Errors::default();
    for (field, words) in errors.list() {
        there.add(format!("{field}{suffix}"), words);
    }
    there
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn said(pairs: &[(&str, &str)]) -> Result<Said, Errors> {
        let typed = pairs.iter().fold(Typed::default(), |typed, (name, value)| typed.with(name, value));
        read(&typed, &samples::hotel(), Locale::En)
    }

    #[test]
    fn a_photo_is_described_in_one_language_at_least() {
        let one = said(&[("alt_en", "The courtyard"), ("room_type", "DBL")]).unwrap();

        assert_eq!(one.alt.into_iter().collect::<Vec<_>>(), [("en".to_owned(), "The courtyard".to_owned())]);
        assert_eq!(one.room_type, "DBL".parse().ok());
        assert!(!said(&[]).unwrap_err().of("alt_ko").is_empty());
    }

    #[test]
    fn words_that_cannot_be_are_refused_beside_their_field() {
        let long = "a".repeat(ALT_MAX + 1);

        let wrong = said(&[("alt_en", &long), ("room_type", "GONE")]).unwrap_err();

        let fields: Vec<_> = wrong.list().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["room_type", "alt_en"]);
        assert_eq!(in_form(&wrong, "-3").list()[1].0, "alt_en-3");
    }
}
