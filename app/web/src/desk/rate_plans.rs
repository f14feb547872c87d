//! A rate plan: added, or changed.

mod ladder;

use access_api::permissions::MANAGE_HOTELS;
use actix_web::{HttpResponse, web::Path};
use inventory_api::{Code, Hotel, MealPlan, RatePlanProfile, Staffed, TextsByLocale};
use kernel::{Currency, Locale};

use crate::{
    desk::{
        done,
        fields::{Choice, Fields, Group, differences},
        profile_form::{NotSaved, ProfileForm, ProfilePage, seen},
        reading::Reading,
        staff::{Counter, Staff},
        texts::{self, Said, TextWords},
    },
    form::{Errors, Typed},
    refusal::Refusal,
    shown::plan_name,
    words::words,
};

words! {
    /// What the form of a rate plan says.
    RatePlanWords {
        add: "요금제 추가" | "Add a rate plan",
        kind: "요금제" | "Rate plan",
        code: "코드" | "Code",
        code_hint: "나중에 바꿀 수 없습니다. 예: BAR" | "Never changes afterwards, such as BAR",
        terms: "조건" | "Terms",
        meal_plan: "식사" | "Meals",
        room_only: "식사 없음" | "Room only",
        breakfast: "조식" | "Breakfast",
        half_board: "조식과 한 끼" | "Half board",
        full_board: "세 끼" | "Full board",
        all_inclusive: "식사와 음료 모두" | "All inclusive",
        min_advance_days: "도착 며칠 전까지 판매" | "Sold until days before arrival",
        min_advance_hint: "비워 두면 도착 당일까지 판매합니다." | "Left empty: until the day itself",
        max_advance_days: "도착 며칠 전부터 판매" | "Sold from days before arrival",
        max_advance_hint: "비워 두면 날짜가 열리는 대로 판매합니다." | "Left empty: as early as nights are for sale",
        advance_rule: "판매를 시작하는 날이 끝나는 날보다 늦을 수 없습니다." | "Must not be less than the days until which it is sold.",
    }
}

const SAID: [Said; 2] = [Said::Name, Said::Description];
const DAYS_MAX: u16 = 730;
const MEALS: [(&str, MealPlan); 5] = [
    ("room_only", MealPlan::RoomOnly),
    ("breakfast", MealPlan::Breakfast),
    ("half_board", MealPlan::HalfBoard),
    ("full_board", MealPlan::FullBoard),
    ("all_inclusive", MealPlan::AllInclusive),
];

/// Shows the form of a new rate plan.
pub(crate) async fn show_new(staff: Staff, hotel: Path<String>) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(MANAGE_HOTELS, &hotel).await?;
    page(&counter, None, &Typed::default(), Errors::default()).await?.answer(&staff.visit)
}

/// Adds a rate plan.
pub(crate) async fn add(staff: Staff, hotel: Path<String>, typed: Typed) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(MANAGE_HOTELS, &hotel).await?;
    let refused = match read(&typed, (&counter.hotel, None), staff.visit.locale) {
        Err(errors) => NotSaved::Wrong(errors),
        Ok(change) => {
            let command = Staffed { change, by: staff.by(), once: staff.once(&typed)? };
            match staff.visit.pages.inventory().add_rate_plan(counter.hotel.id, command).await {
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

/// Shows the form of a rate plan that there is.
pub(crate) async fn show(staff: Staff, path: Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    let (hotel, code) = path.into_inner();
    let counter = staff.at(MANAGE_HOTELS, &hotel).await?;
    let before = find(&counter.hotel, &code)?;
    page(&counter, Some(&before.code), &typed_of(before, counter.hotel.profile.currency), Errors::default())
        .await?
        .answer(&staff.visit)
}

/// Changes a rate plan.
pub(crate) async fn change(
    staff: Staff,
    path: Path<(String, String)>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    let (hotel, code) = path.into_inner();
    let counter = staff.at(MANAGE_HOTELS, &hotel).await?;
    let before = find(&counter.hotel, &code)?;
    let refused = match read(&typed, (&counter.hotel, Some(before)), staff.visit.locale) {
        Err(errors) => NotSaved::Wrong(errors),
        Ok(change) => {
            let command = Staffed { change, by: staff.by(), once: staff.once(&typed)? };
            let inventory = staff.visit.pages.inventory();
            match inventory.change_rate_plan(seen(&counter, &typed)?, command).await {
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
    let groups = groups(
        &typed_of(stands, now.hotel.profile.currency),
        &Errors::default(),
        staff.visit.locale,
        Some(&stands.code),
    );
    let meanwhile = differences(&groups, &form.groups);
    Ok(form.too_late(meanwhile))
}

fn find<'a>(hotel: &'a Hotel, code: &str) -> Result<&'a RatePlanProfile, Refusal> {
    let code: Code = code.parse().map_err(|_| Refusal::NoPage)?;
    hotel.rate_plan(&code).map(|rate_plan| &rate_plan.profile).ok_or(Refusal::NoPage)
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
        Some(code) => format!("{} · {code}", plan_name(&counter.hotel, code, locale)),
        None => RatePlanWords::of(locale).add.to_owned(),
    };
    ProfilePage::of_sold(counter, &title, form).await
}

fn form(counter: &Counter, code: Option<&Code>, typed: &Typed, errors: Errors) -> ProfileForm {
    let groups = groups(typed, &errors, counter.visit().locale, code);
    ProfileForm::of_sold(counter, ("rate-plans", code), groups, errors)
}

fn typed_of(profile: &RatePlanProfile, currency: Currency) -> Typed {
    let meals = MEALS.iter().find(|(_, plan)| *plan == profile.meal_plan).map_or("", |(name, _)| name);
    let days = |days: Option<u16>| days.map(|days| days.to_string()).unwrap_or_default();
    let typed = Typed::default()
        .with("name", &profile.name)
        .with("description", &profile.description)
        .with("meal_plan", meals)
        .with("min_advance_days", days(profile.min_advance_days))
        .with("max_advance_days", days(profile.max_advance_days));
    let typed = texts::typed(typed, &SAID, &profile.texts);
    ladder::typed(typed, &profile.cancellation, currency)
}

fn groups(typed: &Typed, errors: &Errors, locale: Locale, code: Option<&Code>) -> Vec<Group> {
    let (fields, words) = (Fields { typed, errors }, RatePlanWords::of(locale));
    let labels = [words.room_only, words.breakfast, words.half_board, words.full_board, words.all_inclusive];
    let meals = MEALS.iter().zip(labels).map(|((name, _), label)| Choice::new(*name, label)).collect();
    let days = "type=\"number\" inputmode=\"numeric\" min=\"0\" max=\"730\"";
    let terms = vec![
        fields.select("meal_plan", words.meal_plan, meals),
        fields
            .input("min_advance_days", words.min_advance_days, days)
            .optional()
            .hint(words.min_advance_hint),
        fields
            .input("max_advance_days", words.max_advance_days, days)
            .optional()
            .hint(words.max_advance_hint),
    ];
    let mut rows = texts::rows(fields, &SAID, locale);
    if code.is_none() {
        let code = fields.input("code", words.code, "maxlength=\"32\" required").hint(words.code_hint);
        rows.insert(0, vec![code]);
    }
    vec![
        Group::new(words.kind, rows).hint(TextWords::of(locale).fallback),
        Group::new(words.terms, vec![terms]),
        ladder::group(fields, locale),
    ]
}

/// Reads the form at a hotel; the code of a rate plan that there is stays.
fn read(
    typed: &Typed,
    (hotel, before): (&Hotel, Option<&RatePlanProfile>),
    locale: Locale,
) -> Result<RatePlanProfile, Errors> {
    let mut reading = Reading::new(typed, locale);
    let profile = read_profile(&mut reading, hotel.profile.currency, before);
    reading.finish(profile)
}

fn read_profile(
    reading: &mut Reading<'_>,
    currency: Currency,
    before: Option<&RatePlanProfile>,
) -> Option<RatePlanProfile> {
    let (words, said) = (RatePlanWords::of(reading.locale), TextWords::of(reading.locale));
    let code = match before {
        Some(before) => Some(before.code.clone()),
        None => reading.parsed("code", words.code, reading.words.code),
    };
    let (name, description) =
        (reading.name("name", said.name), reading.text("description", said.description));
    let none = TextsByLocale::new();
    let texts = texts::read(reading, &SAID, before.map_or(&none, |before| &before.texts));
    let meal_plan = meals(reading, words);
    let min_advance_days = reading.number_or_none("min_advance_days", words.min_advance_days, 0..=DAYS_MAX);
    let max_advance_days = reading.number_or_none("max_advance_days", words.max_advance_days, 0..=DAYS_MAX);
    if min_advance_days.zip(max_advance_days).is_some_and(|(min, max)| min > max) {
        reading.wrong("max_advance_days", words.max_advance_days, words.advance_rule);
    }
    let cancellation = ladder::read(reading, currency);
    Some(RatePlanProfile {
        code: code?,
        name: name?,
        meal_plan: meal_plan?,
        cancellation,
        min_advance_days,
        max_advance_days,
        description,
        texts,
    })
}

fn meals(reading: &mut Reading<'_>, words: &RatePlanWords) -> Option<MealPlan> {
    let typed = reading.typed.get("meal_plan");
    let meals = MEALS.iter().find(|(name, _)| *name == typed).map(|(_, plan)| *plan);
    if meals.is_none() {
        reading.wrong("meal_plan", words.meal_plan, reading.words.choose);
    }
    meals
}

/// The field that a path of the profile speaks of.
fn field_of(path: &str) -> String {
    match path.strip_prefix("texts.") {
        Some(language) => format!("name_{language}"),
        None if path == "cancellation" => ladder::field(0, "until_days"),
        None => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        desk::frame::DeskFrame,
        samples::{self, LOCALES, MISCHIEF},
    };
    use askama::Template;

    fn flexible() -> RatePlanProfile {
        samples::hotel().rate_plans[0].profile.clone()
    }

    fn typed() -> Typed {
        typed_of(&flexible(), Currency::KRW)
    }

    #[test]
    fn a_rate_plan_comes_back_from_its_form_as_it_went_in() {
        let (hotel, before) = (samples::hotel(), flexible());

        assert_eq!(read(&typed(), (&hotel, Some(&before)), Locale::Ko), Ok(before));
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let typed = typed()
            .with("name", "")
            .with("meal_plan", "feast")
            .with("min_advance_days", 7)
            .with("max_advance_days", 3)
            .with("step_1_value", 101);

        let wrong = read(&typed, (&samples::hotel(), None), Locale::En).unwrap_err();

        let fields: Vec<_> = wrong.list().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["code", "name", "meal_plan", "max_advance_days", "step_1_value"]);
    }

    #[test]
    fn a_form_that_came_back_keeps_what_was_typed() {
        for locale in LOCALES {
            let typed = typed().with("description", MISCHIEF).with("step_0_until_days", "soon");
            let errors = read(&typed, (&samples::hotel(), Some(&flexible())), locale).unwrap_err();
            let groups = groups(&typed, &errors, locale, Some(&flexible().code));
            let form = ProfileForm::new("/x".to_owned(), Some(3), locale, groups).with_errors(errors);

            let page = ProfilePage::new(DeskFrame::sample(locale), ("/back".to_owned(), "back"), form);

            let html = page.render().unwrap();
            assert!(
                html.contains("value=\"soon\"") && html.contains("href=\"#step_0_until_days\""),
                "{html}"
            );
            assert!(html.contains("<option value=\"breakfast\" selected>"));
            assert!(!html.contains("<script>alert") && html.contains("&#60;script&#62;alert"));
        }
    }
}
