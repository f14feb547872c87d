//! A new hotel: added by whoever manages all of them.

use access_api::permissions::MANAGE_HOTELS;
use actix_web::HttpResponse;
use inventory_api::Staffed;
use kernel::Locale;

use crate::{
    desk::{
        fields::Group,
        frame::{DeskWords, Section},
        profile_form::{NotSaved, ProfileForm, ProfilePage},
        staff::Staff,
    },
    form::{Errors, Typed},
    refusal::Refusal,
    respond::see_other,
    words::words,
};

use super::profile;

words! {
    /// What the page of a new hotel says.
    NewHotelWords {
        title: "호텔 추가" | "Add a hotel",
    }
}

/// Shows the form of a new hotel.
pub(crate) async fn show(staff: Staff) -> Result<HttpResponse, Refusal> {
    staff.everywhere(MANAGE_HOTELS)?;
    page(&staff, &profile::typed_new(), Errors::default()).await?.answer(&staff.visit)
}

/// Adds a hotel.
pub(crate) async fn add(staff: Staff, typed: Typed) -> Result<HttpResponse, Refusal> {
    staff.everywhere(MANAGE_HOTELS)?;
    let refused = match profile::read_new(&typed, staff.visit.locale) {
        Err(errors) => NotSaved::Wrong(errors),
        Ok(change) => {
            let settings = staff.visit.links.desk_of(&change.slug, "settings?done=added");
            let command = Staffed { change, by: staff.by(), once: staff.once(&typed)? };
            match staff.visit.pages.inventory().create_hotel(command).await {
                Ok(_) => return Ok(see_other(&settings)),
                Err(error) => NotSaved::of(error, profile::field_of, staff.visit.locale)?,
            }
        }
    };
    match refused {
        NotSaved::Wrong(errors) => page(&staff, &typed, errors).await?.answer(&staff.visit),
        // A hotel that is not there yet cannot have changed.
        NotSaved::Meanwhile => Err(Refusal::Broken),
    }
}

async fn page(staff: &Staff, typed: &Typed, errors: Errors) -> Result<ProfilePage, Refusal> {
    let visit = &staff.visit;
    let desk = staff.frame(Section::NewHotel, NewHotelWords::of(visit.locale).title).await?;
    let groups = groups(typed, &errors, visit.locale);
    let form = ProfileForm::new(visit.links.desk_page("hotels/new"), None, visit.locale, groups);
    let back = (visit.links.desk(), DeskWords::of(visit.locale).back);
    Ok(ProfilePage::new(desk, back, form.with_errors(errors)))
}

fn groups(typed: &Typed, errors: &Errors, locale: Locale) -> Vec<Group> {
    let mut groups = vec![profile::fixed_group(typed, errors, locale)];
    groups.extend(profile::groups(typed, errors, locale));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{desk::frame::DeskFrame, samples::LOCALES};
    use askama::Template;

    #[test]
    fn a_new_hotel_is_asked_for_what_never_changes_afterwards() {
        for locale in LOCALES {
            let groups = groups(&profile::typed_new(), &Errors::default(), locale);
            let form = ProfileForm::new("/desk/hotels/new".to_owned(), None, locale, groups);

            let page = ProfilePage::new(DeskFrame::sample(locale), ("/".to_owned(), ""), form);

            let html = page.render().unwrap();
            assert!(html.contains("name=\"slug\"") && html.contains("list=\"time_zone-list\""), "{html}");
            assert!(html.contains("<option value=\"Asia/Seoul\">") && !html.contains("name=\"version\""));
            assert!(!html.contains("{{") && html.matches("<h1").count() == 1);
        }
    }
}
