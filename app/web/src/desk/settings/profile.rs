//! A hotel's profile as a form: its fields, and how they are read.

use inventory_api::{HotelProfile, Slug, TextsByLocale};
use kernel::{Country, Currency, Locale, Zone};

use crate::{
    desk::{
        fields::{Choice, Field, Fields, Group},
        reading::Reading,
        texts::{self, Said, TextWords},
    },
    form::{Errors, Typed},
    words::words,
};

use super::taxes;

words! {
    /// What the form of a hotel says.
    HotelFormWords {
        words: "이름과 소개" | "Name and words",
        fixed: "나중에 바꿀 수 없는 항목" | "What can never be changed",
        slug: "주소 이름" | "Name in addresses",
        slug_hint: "영문 소문자, 숫자, 하이픈. 예: jumak-seoul" | "Lower-case letters, digits and hyphens, such as jumak-seoul",
        slug_rule: "영문 소문자, 숫자, 하이픈(-)으로 63자까지 입력해 주세요." | "Enter 1 to 63 lower-case letters, digits and inner hyphens.",
        time_zone: "시간대" | "Time zone",
        time_zone_rule: "IANA 시간대 이름을 입력해 주세요. 예: Asia/Seoul" | "Enter an IANA time zone, such as Asia/Seoul.",
        currency: "통화" | "Currency",
        currency_hint: "통화 코드 세 글자. 예: KRW" | "Three letters, such as KRW",
        currency_rule: "통화 코드 세 글자를 입력해 주세요. 예: KRW" | "Enter a currency's three letters, such as KRW.",
        stay: "숙박" | "Stays",
        check_in_time: "체크인 시각" | "Check-in time",
        check_in_hint: "취소 규정의 기한도 이 시각에 끝납니다." | "Cancellation deadlines pass at this time, too.",
        check_out_time: "체크아웃 시각" | "Check-out time",
        time_rule: "시각을 HH:MM으로 입력해 주세요. 예: 15:00" | "Enter a time as HH:MM, such as 15:00.",
        hold_minutes: "객실을 잡아 두는 시간(분)" | "Minutes that rooms are held",
        contact: "연락처와 위치" | "Contact and place",
        country: "국가" | "Country",
        country_hint: "국가 코드 두 글자. 예: KR" | "Two letters, such as KR",
        country_rule: "국가 코드 두 글자를 입력해 주세요. 예: KR" | "Enter a country's two letters, such as KR.",
        email: "이메일" | "E-mail",
        email_rule: "이메일 주소를 확인해 주세요. 예: stay@example.com" | "Enter an address such as stay@example.com.",
        phone: "전화번호" | "Phone",
        phone_rule: "40자까지, 줄바꿈 없이 입력해 주세요." | "At most 40 characters, without line breaks.",
        latitude: "위도" | "Latitude",
        longitude: "경도" | "Longitude",
    }
}

pub(super) const SAID: [Said; 4] = [Said::Name, Said::City, Said::Address, Said::Description];

/// A time zone for whoever has not chosen one.
const ZONE: &str = "Asia/Seoul";

/// What never changes of a hotel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fixed {
    slug: Slug,
    time_zone: Zone,
    currency: Currency,
}

impl Fixed {
    pub(super) fn of(profile: &HotelProfile) -> Self {
        Self { slug: profile.slug.clone(), time_zone: profile.time_zone, currency: profile.currency }
    }
}

/// A profile as fields hold it.
pub(super) fn typed(profile: &HotelProfile) -> Typed {
    let degrees = |degrees: Option<f64>| degrees.map(|degrees| degrees.to_string()).unwrap_or_default();
    let typed = Typed::default()
        .with("name", &profile.name)
        .with("city", &profile.city)
        .with("address", &profile.address)
        .with("description", &profile.description)
        .with("country", profile.country)
        .with("check_in_time", profile.check_in_time)
        .with("check_out_time", profile.check_out_time)
        .with("hold_minutes", profile.hold_minutes)
        .with("email", profile.email.as_deref().unwrap_or_default())
        .with("phone", profile.phone.as_deref().unwrap_or_default())
        .with("latitude", degrees(profile.latitude))
        .with("longitude", degrees(profile.longitude));
    let typed = texts::typed(typed, &SAID, &profile.texts);
    taxes::typed(typed, &profile.taxes, profile.currency)
}

/// What a new hotel begins with.
pub(super) fn typed_new() -> Typed {
    Typed::default()
        .with("time_zone", ZONE)
        .with("currency", Currency::KRW)
        .with("country", "KR")
        .with("check_in_time", "15:00")
        .with("check_out_time", "11:00")
        .with("hold_minutes", 15)
}

/// The fields, filled.
pub(super) fn groups(typed: &Typed, errors: &Errors, locale: Locale) -> Vec<Group> {
    let (fields, words) = (Fields { typed, errors }, HotelFormWords::of(locale));
    let stay = vec![
        fields
            .input("check_in_time", words.check_in_time, "type=\"time\" required")
            .hint(words.check_in_hint),
        fields.input("check_out_time", words.check_out_time, "type=\"time\" required"),
        fields.input("hold_minutes", words.hold_minutes, "type=\"number\" min=\"1\" max=\"120\" required"),
    ];
    let mut groups = vec![
        Group::new(words.words, texts::rows(fields, &SAID, locale)).hint(TextWords::of(locale).fallback),
        Group::new(words.stay, vec![stay]),
        Group::new(words.contact, contact(fields, words)),
    ];
    groups.extend(taxes::groups(fields, locale));
    groups
}

fn contact(fields: Fields<'_>, words: &HotelFormWords) -> Vec<Vec<Field>> {
    let reached = vec![
        fields.input("email", words.email, "type=\"email\" maxlength=\"254\"").optional(),
        fields.input("phone", words.phone, "type=\"tel\" maxlength=\"40\"").optional(),
    ];
    let place = vec![
        fields
            .input("country", words.country, "maxlength=\"2\" autocapitalize=\"characters\" required")
            .hint(words.country_hint),
        fields.input("latitude", words.latitude, "inputmode=\"decimal\" maxlength=\"20\"").optional(),
        fields.input("longitude", words.longitude, "inputmode=\"decimal\" maxlength=\"20\"").optional(),
    ];
    vec![reached, place]
}

/// The fields that only a new hotel has.
pub(super) fn fixed_group(typed: &Typed, errors: &Errors, locale: Locale) -> Group {
    let (fields, words) = (Fields { typed, errors }, HotelFormWords::of(locale));
    let zones = Zone::all().map(|zone| Choice::new(zone.to_string(), "")).collect();
    let row = vec![
        fields
            .input("slug", words.slug, "maxlength=\"63\" autocapitalize=\"none\" required")
            .hint(words.slug_hint),
        fields.input("time_zone", words.time_zone, "maxlength=\"64\" required").suggest(zones),
        fields
            .input("currency", words.currency, "maxlength=\"3\" autocapitalize=\"characters\" required")
            .hint(words.currency_hint),
    ];
    Group::new(words.fixed, vec![row])
}

/// Reads the form of a hotel that there is.
pub(super) fn read(typed: &Typed, before: &HotelProfile, locale: Locale) -> Result<HotelProfile, Errors> {
    let mut reading = Reading::new(typed, locale);
    let profile = read_profile(&mut reading, Some(Fixed::of(before)), &before.texts);
    reading.finish(profile)
}

/// Reads the form of a new hotel.
pub(super) fn read_new(typed: &Typed, locale: Locale) -> Result<HotelProfile, Errors> {
    let mut reading = Reading::new(typed, locale);
    let fixed = read_fixed(&mut reading);
    let profile = read_profile(&mut reading, fixed, &TextsByLocale::new());
    reading.finish(profile)
}

fn read_fixed(reading: &mut Reading<'_>) -> Option<Fixed> {
    let words = HotelFormWords::of(reading.locale);
    let slug = reading.parsed("slug", words.slug, words.slug_rule);
    let time_zone = reading.parsed("time_zone", words.time_zone, words.time_zone_rule);
    let currency = reading.typed.get("currency").to_ascii_uppercase().parse().ok();
    if currency.is_none() {
        reading.wrong("currency", words.currency, words.currency_rule);
    }
    Some(Fixed { slug: slug?, time_zone: time_zone?, currency: currency? })
}

fn read_profile(
    reading: &mut Reading<'_>,
    fixed: Option<Fixed>,
    texts_before: &TextsByLocale,
) -> Option<HotelProfile> {
    let (words, said) = (HotelFormWords::of(reading.locale), TextWords::of(reading.locale));
    let (name, city) = (reading.name("name", said.name), reading.name("city", said.city));
    let (address, description) =
        (reading.text("address", said.address), reading.text("description", said.description));
    let texts = texts::read(reading, &SAID, texts_before);
    let check_in_time = reading.parsed("check_in_time", words.check_in_time, words.time_rule);
    let check_out_time = reading.parsed("check_out_time", words.check_out_time, words.time_rule);
    let hold_minutes = reading.number("hold_minutes", words.hold_minutes, 1..=120);
    let (email, phone) = (email(reading, words), phone(reading, words));
    let country = country(reading, words);
    let latitude = reading.number_or_none("latitude", words.latitude, -90.0..=90.0);
    let longitude = reading.number_or_none("longitude", words.longitude, -180.0..=180.0);
    let taxes = taxes::read(reading, fixed.as_ref().map(|fixed| fixed.currency));
    let Fixed { slug, time_zone, currency } = fixed?;
    Some(HotelProfile {
        slug,
        name: name?,
        city: city?,
        country: country?,
        time_zone,
        currency,
        check_in_time: check_in_time?,
        check_out_time: check_out_time?,
        hold_minutes: hold_minutes?,
        taxes,
        description,
        address,
        email,
        phone,
        latitude,
        longitude,
        texts,
    })
}

fn country(reading: &mut Reading<'_>, words: &HotelFormWords) -> Option<Country> {
    let country = Country::try_from(reading.typed.get("country").to_ascii_uppercase()).ok();
    if country.is_none() {
        reading.wrong("country", words.country, words.country_rule);
    }
    country
}

/// Enough to be put into a header; whether it arrives, only a mail can tell.
fn email(reading: &mut Reading<'_>, words: &HotelFormWords) -> Option<String> {
    let email = reading.typed.get("email");
    let is_plain = email.len() <= 254 && email.bytes().all(|byte| byte.is_ascii_graphic());
    let parts = email.rsplit_once('@');
    if email.is_empty() {
        return None;
    }
    if !is_plain || !parts.is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.')) {
        reading.wrong("email", words.email, words.email_rule);
    }
    Some(email.to_owned())
}

fn phone(reading: &mut Reading<'_>, words: &HotelFormWords) -> Option<String> {
    let phone = reading.typed.get("phone");
    if phone.chars().count() > 40 || phone.chars().any(char::is_control) {
        reading.wrong("phone", words.phone, words.phone_rule);
    }
    Some(phone.to_owned()).filter(|phone| !phone.is_empty())
}

/// The field that a path of the profile speaks of.
pub(super) fn field_of(path: &str) -> String {
    let in_language = || path.strip_prefix("texts.").map(|language| format!("name_{language}"));
    taxes::field_of(path).or_else(in_language).unwrap_or_else(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn a_profile_comes_back_from_its_form_as_it_went_in() {
        let before = samples::hotel().profile;

        let read = read(&typed(&before), &before, Locale::En);

        assert_eq!(read, Ok(before));
    }

    #[test]
    fn a_new_hotel_needs_what_can_never_be_changed() {
        let typed = typed_new().with("name", "Inn").with("city", "Busan").with("currency", "won");

        let wrong = read_new(&typed, Locale::En).unwrap_err();

        let fields: Vec<_> = wrong.list().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["slug", "currency"]);
    }

    #[test]
    fn a_new_hotel_is_read_whole() {
        let typed = typed_new().with("name", "Inn").with("city", "Busan").with("slug", "inn-busan");

        let read = read_new(&typed.with("currency", "eur"), Locale::En).unwrap();

        assert_eq!((read.slug.as_str(), read.currency), ("inn-busan", Currency::EUR));
        assert_eq!((read.time_zone.to_string(), read.hold_minutes), ("Asia/Seoul".to_owned(), 15));
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let before = samples::hotel().profile;
        let typed = typed(&before)
            .with("name", "")
            .with("check_in_time", "3 pm")
            .with("hold_minutes", "500")
            .with("email", "stay")
            .with("country", "Korea")
            .with("latitude", "91")
            .with("tax_0_value", "ten");

        let wrong = read(&typed, &before, Locale::Ko).unwrap_err();

        let fields: Vec<_> = wrong.list().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(
            fields,
            ["name", "check_in_time", "hold_minutes", "email", "country", "latitude", "tax_0_value"]
        );
    }

    #[test]
    fn a_path_of_the_profile_has_its_field() {
        assert_eq!(field_of("taxes[1].code"), "tax_1_code");
        assert_eq!(field_of("texts.ko"), "name_ko");
        assert_eq!(field_of("city"), "city");
    }
}
