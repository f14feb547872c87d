//! A hotel's settings: what it says of itself, its taxes, and the way to what it sells.

pub(crate) mod new_hotel;
mod profile;
mod taxes;

use access_api::permissions::MANAGE_HOTELS;
use actix_web::{HttpRequest, HttpResponse, web::Path};
use askama::Template;
use inventory_api::{Hotel, InventoryWords, Staffed};
use kernel::{Locale, Words};

use crate::{
    desk::{
        done,
        fields::differences,
        frame::{DeskFrame, DeskWords, Section},
        profile_form::{NotSaved, ProfileForm, seen},
        staff::{Counter, Staff},
    },
    form::{Errors, Typed},
    frame::Frame,
    refusal::Refusal,
    shown::{name_of_plan, name_of_room},
    words::words,
};

words! {
    /// What the settings say.
    SettingsWords {
        fixed: "바꿀 수 없는 항목" | "What never changes",
        slug: "주소 이름" | "Name in addresses",
        time_zone: "시간대" | "Time zone",
        currency: "통화" | "Currency",
        profile: "호텔 정보" | "About the hotel",
        room_types: "객실 타입" | "Room types",
        add_room_type: "객실 타입 추가" | "Add a room type",
        no_room_types: "아직 객실 타입이 없습니다." | "There are no room types yet.",
        rate_plans: "요금제" | "Rate plans",
        add_rate_plan: "요금제 추가" | "Add a rate plan",
        no_rate_plans: "아직 요금제가 없습니다." | "There are no rate plans yet.",
        code: "코드" | "Code",
        name: "이름" | "Name",
        meals: "식사" | "Meals",
        room_only: "식사 없음" | "Room only",
        allotment: "기본 판매 객실 수" | "Rooms a night begins with",
        new_hotel: "호텔 추가" | "Add a hotel",
        added: "호텔을 추가했습니다. 이제 객실 타입과 요금제를 등록해 주세요." | "The hotel was added. Now add room types and rate plans.",
    }
}

/// What the hotel sells, or under what terms.
struct Sold {
    code: String,
    name: String,
    link: String,
    /// What is said of it beside its name.
    remark: String,
}

/// The page of a hotel's settings.
#[derive(Template)]
#[template(path = "desk/settings.html")]
struct SettingsPage {
    frame: Frame,
    desk: DeskFrame,
    words: &'static SettingsWords,
    done: Option<&'static str>,
    fixed: [(&'static str, String); 3],
    form: ProfileForm,
    room_types: Vec<Sold>,
    rate_plans: Vec<Sold>,
    add_room_type: String,
    add_rate_plan: String,
    /// Where whoever manages all hotels adds one.
    new_hotel: Option<String>,
}

/// Shows a hotel's settings.
pub(crate) async fn show(
    staff: Staff,
    hotel: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(MANAGE_HOTELS, &hotel).await?;
    let typed = profile::typed(&counter.hotel.profile);
    let mut page = page(&counter, &typed, Errors::default()).await?;
    page.done = match Typed::query(&request).get("done") {
        "saved" => Some(page.desk.words.saved),
        "added" => Some(page.words.added),
        _ => None,
    };
    staff.visit.personal(&page)
}

/// Changes what a hotel says of itself.
pub(crate) async fn change(staff: Staff, hotel: Path<String>, typed: Typed) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(MANAGE_HOTELS, &hotel).await?;
    let refused = match profile::read(&typed, &counter.hotel.profile, staff.visit.locale) {
        Err(errors) => NotSaved::Wrong(errors),
        Ok(change) => {
            let command = Staffed { change, by: staff.by(), once: staff.once(&typed)? };
            let inventory = staff.visit.pages.inventory();
            match inventory.change_hotel(seen(&counter, &typed)?, command).await {
                Ok(_) => return Ok(done::see(&counter.link("settings"), "saved")),
                Err(error) => NotSaved::of(error, profile::field_of, staff.visit.locale)?,
            }
        }
    };
    let page = match refused {
        NotSaved::Wrong(errors) => {
            let mut page = page(&counter, &typed, errors).await?;
            page.form = page.form.seen(seen(&counter, &typed)?);
            page
        }
        NotSaved::Meanwhile => too_late(&staff, &hotel, &typed).await?,
    };
    let status = page.form.status();
    staff.visit.refused(status, &page)
}

/// The form as typed beside what stands now.
async fn too_late(staff: &Staff, hotel: &str, typed: &Typed) -> Result<SettingsPage, Refusal> {
    let now = staff.at(MANAGE_HOTELS, hotel).await?;
    let mut page = page(&now, typed, Errors::default()).await?;
    let groups = profile::groups(&profile::typed(&now.hotel.profile), &Errors::default(), staff.visit.locale);
    let meanwhile = differences(&groups, &page.form.groups);
    page.form = page.form.too_late(meanwhile);
    Ok(page)
}

async fn page(counter: &Counter, typed: &Typed, errors: Errors) -> Result<SettingsPage, Refusal> {
    let visit = counter.visit();
    let title = DeskWords::of(visit.locale).settings;
    let desk = counter.frame(Section::Settings, title).await?;
    let may_add = counter.staff.session.may_everywhere(MANAGE_HOTELS);
    let groups = profile::groups(typed, &errors, visit.locale);
    let form = ProfileForm::new(counter.link("settings"), Some(counter.hotel.version), visit.locale, groups);
    Ok(SettingsPage {
        new_hotel: may_add.then(|| visit.links.desk_page("hotels/new")),
        ..about(&counter.hotel, desk, form.with_errors(errors), |page| counter.link(page))
    })
}

fn about(hotel: &Hotel, desk: DeskFrame, form: ProfileForm, link: impl Fn(&str) -> String) -> SettingsPage {
    let (locale, profile) = (desk.frame.locale, &hotel.profile);
    let words = SettingsWords::of(locale);
    SettingsPage {
        frame: desk.frame.clone(),
        desk,
        words,
        done: None,
        fixed: [
            (words.slug, profile.slug.to_string()),
            (words.time_zone, profile.time_zone.to_string()),
            (words.currency, profile.currency.to_string()),
        ],
        form,
        room_types: room_types(hotel, locale, &link),
        rate_plans: rate_plans(hotel, locale, &link),
        add_room_type: link("room-types/new"),
        add_rate_plan: link("rate-plans/new"),
        new_hotel: None,
    }
}

fn room_types(hotel: &Hotel, locale: Locale, link: impl Fn(&str) -> String) -> Vec<Sold> {
    let sold = hotel.room_types.iter().map(|room_type| Sold {
        code: room_type.profile.code.to_string(),
        name: name_of_room(room_type, locale).to_owned(),
        link: link(&format!("room-types/{}", room_type.profile.code)),
        remark: room_type.profile.allotment.to_string(),
    });
    sold.collect()
}

fn rate_plans(hotel: &Hotel, locale: Locale, link: impl Fn(&str) -> String) -> Vec<Sold> {
    let (say, words) = (Words(locale), SettingsWords::of(locale));
    let sold = hotel.rate_plans.iter().map(|rate_plan| Sold {
        code: rate_plan.profile.code.to_string(),
        name: name_of_plan(rate_plan, locale).to_owned(),
        link: link(&format!("rate-plans/{}", rate_plan.profile.code)),
        remark: say.meals(rate_plan.profile.meal_plan).unwrap_or(words.room_only).to_owned(),
    });
    sold.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, LOCALES, MISCHIEF};
    use actix_web::http::StatusCode;

    fn page(locale: Locale, typed: &Typed, errors: Errors) -> SettingsPage {
        let groups = profile::groups(typed, &errors, locale);
        let form = ProfileForm::new("/settings".to_owned(), Some(3), locale, groups).with_errors(errors);
        about(&samples::hotel(), DeskFrame::sample(locale), form, |page| format!("/desk/jumak-seoul/{page}"))
    }

    #[test]
    fn the_settings_show_what_is_and_lead_to_what_is_sold() {
        for locale in LOCALES {
            let html =
                page(locale, &profile::typed(&samples::hotel().profile), Errors::default()).render().unwrap();

            assert!(html.contains("name=\"version\" value=\"3\""));
            assert!(html.contains("href=\"/desk/jumak-seoul/room-types/DBL\""));
            assert!(html.contains("href=\"/desk/jumak-seoul/rate-plans/new\""));
            assert!(html.contains("value=\"12 Bukchon") || html.contains("12 Bukchon Jumak-gil"));
            assert!(!html.contains("{{") && html.matches("<h1").count() == 1, "{html}");
        }
    }

    #[test]
    fn what_was_typed_is_kept_beside_what_is_wrong() {
        for locale in LOCALES {
            let before = samples::hotel().profile;
            let typed = profile::typed(&before).with("name", MISCHIEF).with("hold_minutes", "500");
            let errors = profile::read(&typed, &before, locale).unwrap_err();

            let html = page(locale, &typed, errors).render().unwrap();

            assert!(html.contains("href=\"#hold_minutes\"") && html.contains("id=\"hold_minutes-error\""));
            assert!(html.contains("value=\"500\"") && html.contains("&#60;script&#62;alert"), "{html}");
            assert!(!html.contains("<script>alert"));
        }
    }

    #[test]
    fn a_change_that_came_too_late_stands_beside_what_is_there_now() {
        let typed = profile::typed(&samples::hotel().profile).with("hold_minutes", "30");
        let mut page = page(Locale::En, &typed, Errors::default());
        let now = profile::groups(&profile::typed(&samples::hotel().profile), &Errors::default(), Locale::En);
        let meanwhile = differences(&now, &page.form.groups);

        page.form = page.form.too_late(meanwhile);

        assert_eq!(page.form.status(), StatusCode::CONFLICT);
        let html = page.render().unwrap();
        assert!(html.contains("Minutes that rooms are held</th><td>15</td><td>30</td>"), "{html}");
    }
}
