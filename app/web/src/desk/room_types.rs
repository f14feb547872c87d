//! A room type: added, or changed.

use access_api::permissions::MANAGE_HOTELS;
use actix_web::{HttpResponse, web::Path};
use inventory_api::{Code, Hotel, RoomTypeProfile, Staffed, TextsByLocale};
use kernel::Locale;

use crate::{
    desk::{
        done,
        fields::{Fields, Group, differences},
        profile_form::{NotSaved, ProfileForm, ProfilePage, seen},
        reading::Reading,
        staff::{Counter, Staff},
        texts::{self, Said, TextWords},
    },
    form::{Errors, Typed},
    refusal::Refusal,
    shown::room_name,
    words::words,
};

words! {
    /// What the form of a room type says.
    RoomTypeWords {
        add: "객실 타입 추가" | "Add a room type",
        kind: "객실 타입" | "Room type",
        code: "코드" | "Code",
        code_hint: "나중에 바꿀 수 없습니다. 예: DBL" | "Never changes afterwards, such as DBL",
        guests: "인원과 객실 수" | "Guests and rooms",
        max_adults: "최대 성인" | "Adults at most",
        max_children: "최대 어린이" | "Children at most",
        max_guests: "최대 인원" | "Guests in all",
        max_guests_hint: "비워 두면 성인과 어린이를 더한 수입니다." | "Left empty: adults and children together",
        allotment: "기본 판매 객실 수" | "Rooms a night begins with",
        allotment_hint: "새로 열리는 날짜에만 적용됩니다." | "For nights that are made from now on",
    }
}

const SAID: [Said; 2] = [Said::Name, Said::Description];
/// As many rooms as inventory takes.
const ROOMS_MAX: u32 = 100_000;

/// Shows the form of a new room type.
pub(crate) async fn show_new(staff: Staff, hotel: Path<String>) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(MANAGE_HOTELS, &hotel).await?;
    let typed = Typed::default().with("max_adults", 2).with("max_children", 0).with("allotment", 0);
    page(&counter, None, &typed, Errors::default()).await?.answer(&staff.visit)
}

/// Adds a room type.
pub(crate) async fn add(staff: Staff, hotel: Path<String>, typed: Typed) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(MANAGE_HOTELS, &hotel).await?;
    let refused = match read(&typed, None, staff.visit.locale) {
        Err(errors) => NotSaved::Wrong(errors),
        Ok(change) => {
            let command = Staffed { change, by: staff.by(), once: staff.once(&typed)? };
            match staff.visit.pages.inventory().add_room_type(counter.hotel.id, command).await {
                Ok(_) => return Ok(saved(&counter)),
                Err(error) => NotSaved::of(error, field_of, staff.visit.locale)?,
            }
        }
    };
    match refused {
        NotSaved::Wrong(errors) => page(&counter, None, &typed, errors).await?.answer(&staff.visit),
        // What is added replaces nothing that somebody else could have changed.
        NotSaved::Meanwhile => Err(Refusal::Broken),
    }
}

/// Shows the form of a room type that there is.
pub(crate) async fn show(staff: Staff, path: Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    let (hotel, code) = path.into_inner();
    let counter = staff.at(MANAGE_HOTELS, &hotel).await?;
    let before = find(&counter.hotel, &code)?;
    page(&counter, Some(&before.code), &typed_of(before), Errors::default()).await?.answer(&staff.visit)
}

/// Changes a room type.
pub(crate) async fn change(
    staff: Staff,
    path: Path<(String, String)>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    let (hotel, code) = path.into_inner();
    let counter = staff.at(MANAGE_HOTELS, &hotel).await?;
    let before = find(&counter.hotel, &code)?;
    let refused = match read(&typed, Some(before), staff.visit.locale) {
        Err(errors) => NotSaved::Wrong(errors),
        Ok(change) => {
            let command = Staffed { change, by: staff.by(), once: staff.once(&typed)? };
            let inventory = staff.visit.pages.inventory();
            match inventory.change_room_type(seen(&counter, &typed)?, command).await {
                Ok(_) => return Ok(saved(&counter)),
                Err(error) => NotSaved::of(error, field_of, staff.visit.locale)?,
            }
        }
    };
    let form = match refused {
        NotSaved::Wrong(errors) => {
            let seen = seen(&counter, &typed)?;
            form(&counter, Some(&before.code), &typed, errors).seen(seen)
        }
        NotSaved::Meanwhile => too_late(&staff, &hotel, &code, &typed).await?,
    };
    shown(&counter, Some(&before.code), form).await?.answer(&staff.visit)
}

/// The form as typed beside what stands now.
async fn too_late(staff: &Staff, hotel: &str, code: &str, typed: &Typed) -> Result<ProfileForm, Refusal> {
    let now = staff.at(MANAGE_HOTELS, hotel).await?;
    let stands = find(&now.hotel, code)?;
    let form = form(&now, Some(&stands.code), typed, Errors::default());
    let groups = groups(&typed_of(stands), &Errors::default(), staff.visit.locale, Some(&stands.code));
    let meanwhile = differences(&groups, &form.groups);
    Ok(form.too_late(meanwhile))
}

fn find<'a>(hotel: &'a Hotel, code: &str) -> Result<&'a RoomTypeProfile, Refusal> {
    let code: Code = code.parse().map_err(|_| Refusal::NoPage)?;
    hotel.room_type(&code).map(|room_type| &room_type.profile).ok_or(Refusal::NoPage)
}

fn saved(counter: &Counter) -> HttpResponse {
    done::see(&counter.link("settings"), "saved")
}

async fn page(
    counter: &Counter,
    code: Option<&Code>,
    typed: &Typed,
    errors: Errors,
) -> Result<ProfilePage, Refusal> {
    shown(counter, code, form(counter, code, typed, errors)).await
}

async fn shown(counter: &Counter, code: Option<&Code>, form: ProfileForm) -> Result<ProfilePage, Refusal> {
    let locale = counter.visit().locale;
    let title = match code {
        Some(code) => format!("{} · {code}", room_name(&counter.hotel, code, locale)),
        None => RoomTypeWords::of(locale).add.to_owned(),
    };
    ProfilePage::of_sold(counter, &title, form).await
}

fn form(counter: &Counter, code: Option<&Code>, typed: &Typed, errors: Errors) -> ProfileForm {
    let groups = groups(typed, &errors, counter.visit().locale, code);
    ProfileForm::of_sold(counter, ("room-types", code), groups, errors)
}

fn typed_of(profile: &RoomTypeProfile) -> Typed {
    let typed = Typed::default()
        .with("name", &profile.name)
        .with("description", &profile.description)
        .with("max_adults", profile.max_adults)
        .with("max_children", profile.max_children)
        .with("max_guests", profile.max_guests.map(|guests| guests.to_string()).unwrap_or_default())
        .with("allotment", profile.allotment);
    texts::typed(typed, &SAID, &profile.texts)
}

fn groups(typed: &Typed, errors: &Errors, locale: Locale, code: Option<&Code>) -> Vec<Group> {
    let (fields, words) = (Fields { typed, errors }, RoomTypeWords::of(locale));
    let count = "type=\"number\" inputmode=\"numeric\" min=\"0\" required";
    let guests = vec![
        fields.input("max_adults", words.max_adults, count),
        fields.input("max_children", words.max_children, count),
        fields
            .input("max_guests", words.max_guests, "type=\"number\" inputmode=\"numeric\" min=\"1\"")
            .optional()
            .hint(words.max_guests_hint),
        fields.input("allotment", words.allotment, count).hint(words.allotment_hint),
    ];
    let mut rows = texts::rows(fields, &SAID, locale);
    if code.is_none() {
        let code = fields.input("code", words.code, "maxlength=\"32\" required").hint(words.code_hint);
        rows.insert(0, vec![code]);
    }
    vec![
        Group::new(words.kind, rows).hint(TextWords::of(locale).fallback),
        Group::new(words.guests, vec![guests]),
    ]
}

/// Reads the form; the code of a room type that there is stays.
fn read(typed: &Typed, before: Option<&RoomTypeProfile>, locale: Locale) -> Result<RoomTypeProfile, Errors> {
    let mut reading = Reading::new(typed, locale);
    let profile = read_profile(&mut reading, before);
    reading.finish(profile)
}

fn read_profile(reading: &mut Reading<'_>, before: Option<&RoomTypeProfile>) -> Option<RoomTypeProfile> {
    let (words, said) = (RoomTypeWords::of(reading.locale), TextWords::of(reading.locale));
    let code = match before {
        Some(before) => Some(before.code.clone()),
        None => reading.parsed("code", words.code, reading.words.code),
    };
    let (name, description) =
        (reading.name("name", said.name), reading.text("description", said.description));
    let none = TextsByLocale::new();
    let texts = texts::read(reading, &SAID, before.map_or(&none, |before| &before.texts));
    let max_adults = reading.number("max_adults", words.max_adults, 1..=50);
    let max_children = reading.number("max_children", words.max_children, 0..=50);
    let max_guests = reading.number_or_none("max_guests", words.max_guests, 1..=100);
    let allotment = reading.number("allotment", words.allotment, 0..=ROOMS_MAX);
    Some(RoomTypeProfile {
        code: code?,
        name: name?,
        max_adults: max_adults?,
        max_children: max_children?,
        max_guests,
        allotment: allotment?,
        description,
        texts,
    })
}

/// The field that a path of the profile speaks of.
fn field_of(path: &str) -> String {
    path.strip_prefix("texts.").map_or_else(|| path.to_owned(), |language| format!("name_{language}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        desk::frame::DeskFrame,
        samples::{self, LOCALES, MISCHIEF},
    };
    use askama::Template;

    fn double() -> RoomTypeProfile {
        samples::hotel().room_types[0].profile.clone()
    }

    #[test]
    fn a_room_type_comes_back_from_its_form_as_it_went_in() {
        let before = double();

        assert_eq!(read(&typed_of(&before), Some(&before), Locale::Ko), Ok(before));
    }

    #[test]
    fn the_code_of_a_room_type_stays_whatever_is_sent() {
        let before = double();
        let typed = typed_of(&before).with("code", "OTHER");

        assert_eq!(read(&typed, Some(&before), Locale::En).map(|read| read.code), Ok(before.code));
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let typed = Typed::default().with("code", "두 글자").with("max_adults", 0).with("max_guests", "x");

        let wrong = read(&typed, None, Locale::En).unwrap_err();

        let fields: Vec<_> = wrong.list().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["code", "name", "max_adults", "max_children", "max_guests", "allotment"]);
    }

    #[test]
    fn a_form_that_came_back_keeps_what_was_typed() {
        for locale in LOCALES {
            let typed = typed_of(&double()).with("name", MISCHIEF).with("allotment", "many");
            let errors = read(&typed, Some(&double()), locale).unwrap_err();
            let groups = groups(&typed, &errors, locale, Some(&double().code));
            let form = ProfileForm::new("/x".to_owned(), Some(3), locale, groups).with_errors(errors);

            let page = ProfilePage::new(DeskFrame::sample(locale), ("/back".to_owned(), "back"), form);

            let html = page.render().unwrap();
            assert!(html.contains("value=\"many\"") && html.contains("href=\"#allotment\""), "{html}");
            assert!(!html.contains("<script>alert") && html.contains("&#60;script&#62;alert"));
            assert!(!html.contains("name=\"code\"") && html.contains("name=\"version\" value=\"3\""));
        }
    }
}
