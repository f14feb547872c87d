//! Staff: who has an account, what they are and where; and adding somebody.

pub(crate) mod account;

use access_api::{AccessError, AddStaff, Role, StaffAccount, permissions::MANAGE_STAFF};
use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use kernel::{HotelId, Locale, StaffId};

use crate::{
    desk::{
        account::role_name,
        done,
        fields::{Choice, Field, Fields},
        frame::{DeskFrame, Section},
        places::Places,
        reach::Reach,
        secret::{Secret, shown_once},
        staff::Staff,
    },
    form::{Errors, Typed},
    frame::Frame,
    links::Links,
    refusal::Refusal,
    words::words,
};

words! {
    /// What the page of staff says.
    StaffWords {
        title: "직원" | "Staff",
        lead: "직원 계정과 호텔별 역할을 관리합니다." | "Who may sign in, and what they are at which hotel.",
        list: "직원 목록" | "Staff",
        email: "이메일" | "E-mail",
        roles: "역할" | "Roles",
        no_role: "역할 없음" | "No role",
        state: "상태" | "State",
        active: "사용 중" | "Open",
        disabled: "사용 중지" | "Closed",
        last_seen: "마지막 접속" | "Last seen",
        never: "접속한 적 없음" | "Never",
        you: "나" | "you",
        add: "직원 추가" | "Add staff",
        add_text: "비밀번호는 자동으로 만들어져 다음 화면에 한 번만 표시됩니다. 이미 있는 계정이면 역할만 주어집니다." | "A password is made and shown once on the next page. An account that exists is only given the role.",
        role: "역할" | "Role",
        place: "호텔" | "Hotel",
        wrong_email: "이메일 주소를 확인해 주세요. 예: ann@example.com" | "Enter an address such as ann@example.com.",
        wrong_role: "역할을 골라 주세요." | "Choose a role.",
        wrong_place: "호텔을 골라 주세요." | "Choose a hotel.",
        own_email: "자신의 역할은 스스로 바꿀 수 없습니다. 다른 대표에게 요청해 주세요." | "You cannot change your own roles. Ask another owner.",
        last_owner: "모든 호텔의 마지막 대표입니다. 다른 사람을 모든 호텔의 대표로 먼저 정해 주세요." | "This is the last owner of all hotels. Make someone else owner of all hotels first.",
        password_title: "새 직원의 비밀번호" | "The new account's password",
        password: "비밀번호" | "Password",
        back: "직원 목록으로" | "Back to staff",
    }
}

/// Everybody whom somebody may see, and the form to add one.
#[derive(Template)]
#[template(path = "desk/staff.html")]
struct StaffPage {
    desk: DeskFrame,
    frame: Frame,
    words: &'static StaffWords,
    errors: Errors,
    fields: Vec<Field>,
    rows: Vec<AccountRow>,
}

/// An account in one line.
struct AccountRow {
    email: String,
    link: String,
    is_me: bool,
    is_disabled: bool,
    /// What they are, and where.
    roles: Vec<(&'static str, String)>,
    last_seen: Option<String>,
}

impl AccountRow {
    fn of(account: &StaffAccount, reach: &Reach, places: &Places, links: Links) -> Self {
        let shown = account.roles.iter().filter(|held| reach.covers(held.hotel));
        Self {
            email: account.email.clone(),
            link: account_link(links, account.staff_id),
            is_me: reach.is_me(account.staff_id),
            is_disabled: account.is_disabled,
            roles: shown.map(|held| (role_name(held.role, links.0), places.name(held.hotel))).collect(),
            last_seen: account.last_seen_at.map(|at| places.instant(at)),
        }
    }
}

/// An account's page.
fn account_link(links: Links, staff: StaffId) -> String {
    links.desk_page(&format!("staff/{staff}"))
}

impl StaffPage {
    fn new(desk: DeskFrame, accounts: &[StaffAccount], reach: &Reach, places: &Places) -> Self {
        let links = desk.frame.links;
        let seen = accounts.iter().filter(|account| reach.sees(account));
        let rows = seen.map(|account| AccountRow::of(account, reach, places, links)).collect();
        let page = Self {
            frame: desk.frame.clone(),
            words: StaffWords::of(desk.frame.locale),
            desk,
            errors: Errors::default(),
            fields: Vec::new(),
            rows,
        };
        let typed = Typed::default().with("role", Role::Desk);
        page.filled(&typed, Errors::default(), places.choices(reach))
    }

    /// The same with what was typed, and what is wrong with it.
    #[must_use]
    fn filled(mut self, typed: &Typed, errors: Errors, places: Vec<Choice>) -> Self {
        let (words, fields) = (self.words, Fields { typed, errors: &errors });
        let email = "type=\"email\" autocomplete=\"off\" maxlength=\"254\" required";
        self.fields = vec![
            fields.input("email", words.email, email),
            fields.select("role", words.role, role_choices(self.frame.locale)),
            fields.select("place", words.place, places),
        ];
        self.errors = errors;
        self
    }
}

fn role_choices(locale: Locale) -> Vec<Choice> {
    Role::ALL.map(|role| Choice::new(role.name(), role_name(role, locale))).into()
}

/// Shows everybody whose roles the reader decides about.
pub(crate) async fn show(staff: Staff) -> Result<HttpResponse, Refusal> {
    staff.anywhere(MANAGE_STAFF)?;
    let (page, ..) = page(&staff).await?;
    staff.visit.personal(&page)
}

async fn page(staff: &Staff) -> Result<(StaffPage, Reach, Places), Refusal> {
    let visit = &staff.visit;
    let (places, accounts) = futures::join!(Places::known(visit), visit.pages.access().staff());
    let (places, accounts) = (places?, accounts?);
    let reach = Reach::of(&staff.session);
    let desk = staff.frame(Section::Staff, StaffWords::of(visit.locale).title).await?;
    Ok((StaffPage::new(desk, &accounts, &reach, &places), reach, places))
}

/// What the form to add somebody says.
struct Wanted {
    email: String,
    role: Role,
    hotel: Option<HotelId>,
}

/// Adds somebody, and shows their password once; an account that exists is given the role.
pub(crate) async fn add(staff: Staff, typed: Typed) -> Result<HttpResponse, Refusal> {
    staff.anywhere(MANAGE_STAFF)?;
    let (page, reach, places) = page(&staff).await?;
    let wanted = match read(&typed, &staff, &reach, &places) {
        Ok(wanted) => wanted,
        Err(errors) => return come_back(&staff, page.filled(&typed, errors, places.choices(&reach))),
    };
    let Wanted { email, role, hotel } = wanted;
    let command = AddStaff { email: email.clone(), role, hotel, password: None, by: staff.by() };
    let added = match staff.visit.pages.access().add_staff(command).await {
        Ok(added) => added,
        Err(error) => {
            let errors = wrong(error, staff.visit.locale)?;
            return come_back(&staff, page.filled(&typed, errors, places.choices(&reach)));
        }
    };
    let (words, links) = (StaffWords::of(staff.visit.locale), staff.visit.links);
    let account = account_link(links, added.staff_id);
    let Some(password) = added.generated_password else {
        return Ok(done::see(&account, "role"));
    };
    let secret = Secret {
        section: Section::Staff,
        title: words.password_title,
        about: email,
        label: words.password,
        value: password,
        back: links.desk_page("staff"),
        back_label: words.back,
    };
    shown_once(&staff, secret).await
}

fn come_back(staff: &Staff, page: StaffPage) -> Result<HttpResponse, Refusal> {
    staff.visit.refused(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn read(typed: &Typed, staff: &Staff, reach: &Reach, places: &Places) -> Result<Wanted, Errors> {
    let (words, mut errors) = (StaffWords::of(staff.visit.locale), Errors::default());
    let email = typed.get("email").to_owned();
    if email.is_empty() {
        errors.add("email", words.wrong_email);
    } else if email.eq_ignore_ascii_case(&staff.session.email) {
        errors.add("email", words.own_email);
    }
    let role = typed.required("role", &mut errors, words.wrong_role);
    let hotel = places.chosen(typed.get("place"), reach);
    if hotel.is_none() {
        errors.add("place", words.wrong_place);
    }
    match (role, hotel) {
        (Some(role), Some(hotel)) if errors.is_empty() => Ok(Wanted { email, role, hotel }),
        _ => Err(errors),
    }
}

/// What access refused, beside the field concerned.
fn wrong(error: AccessError, locale: Locale) -> Result<Errors, Refusal> {
    let (words, mut errors) = (StaffWords::of(locale), Errors::default());
    match error {
        AccessError::Invalid("email", _) => errors.add("email", words.wrong_email),
        AccessError::LastOwner => errors.add("role", words.last_owner),
        other => return Err(other.into()),
    }
    Ok(errors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, LOCALES, MISCHIEF};
    use access_api::RoleAt;
    use chrono::{DateTime, Utc};

    pub(super) fn now() -> DateTime<Utc> {
        "2030-05-10T03:00:00Z".parse().unwrap()
    }

    pub(super) fn account(email: &str, roles: &[(Option<HotelId>, Role)]) -> StaffAccount {
        StaffAccount {
            staff_id: StaffId::new(now()),
            email: email.to_owned(),
            is_disabled: false,
            roles: roles.iter().map(|&(hotel, role)| RoleAt { hotel, role }).collect(),
            created_at: now(),
            last_seen_at: Some(now()),
        }
    }

    #[test]
    fn somebody_sees_those_whose_roles_they_decide_about_and_only_these_roles() {
        let (here, there) = (samples::hotel().id, HotelId::new(now()));
        let accounts = [
            account("both@jumak.example", &[(Some(here), Role::Desk), (Some(there), Role::Manager)]),
            account("there@jumak.example", &[(Some(there), Role::Owner)]),
        ];
        for locale in LOCALES {
            let (places, desk) = (Places::sample(locale), DeskFrame::sample(locale));
            let reach = Reach::sample(StaffId::new(now()), Some(vec![here]));

            let html = StaffPage::new(desk, &accounts, &reach, &places).render().unwrap();

            assert!(html.contains("both@jumak.example") && !html.contains("there@jumak.example"), "{html}");
            let table = html.split("</table>").next().unwrap();
            assert!(table.contains(role_name(Role::Desk, locale)));
            assert!(!table.contains(role_name(Role::Manager, locale)));
            assert!(!html.contains("value=\"*\"") && !html.contains("{{"));
        }
    }

    #[test]
    fn what_was_typed_comes_back_with_what_is_wrong() {
        for locale in LOCALES {
            let (places, reach) = (Places::sample(locale), Reach::sample(StaffId::new(now()), None));
            let typed = Typed::default().with("email", MISCHIEF).with("role", "owner").with("place", "*");
            let errors = wrong(AccessError::Invalid("email", String::new()), locale).unwrap();
            let page = StaffPage::new(DeskFrame::sample(locale), &[], &reach, &places);

            let html = page.filled(&typed, errors, places.choices(&reach)).render().unwrap();

            assert!(
                html.contains("id=\"email-error\"") && html.contains("value=\"owner\" selected"),
                "{html}"
            );
            assert!(html.contains("&#60;script&#62;") && !html.contains("<script>alert"));
        }
    }

    #[test]
    fn the_last_owner_is_told_so_beside_the_role() {
        let errors = wrong(AccessError::LastOwner, Locale::En).unwrap();

        assert!(errors.of("role").starts_with("This is the last owner"));
    }
}
