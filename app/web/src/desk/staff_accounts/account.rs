//! One staff account: its roles in each place, its password, its sessions, and whether it is open.

use access_api::{
    AccessError, ResetPassword, Role, SetDisabled, SetRole, StaffAccount, permissions::MANAGE_STAFF,
};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Path};
use askama::Template;
use kernel::StaffId;

use super::{StaffWords, account_link, role_choices};
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
    refusal::Refusal,
    respond::see_other,
    words::words,
};

words! {
    /// What the page of an account says.
    StaffAccountWords {
        roles: "호텔별 역할" | "Roles",
        no_role: "역할이 없어 아무것도 볼 수 없습니다." | "Without a role there is nothing to see for them.",
        save: "저장" | "Save",
        take: "역할 회수" | "Take away",
        give: "다른 호텔의 역할 추가" | "Give a role in another place",
        give_button: "역할 추가" | "Give the role",
        facts: "계정" | "Account",
        added: "등록" | "Added",
        own: "자신의 계정입니다." | "This is your own account.",
        own_text: "비밀번호와 로그인은 ‘내 계정’에서 관리하고, 역할은 다른 대표에게 요청해 주세요." | "Change your password and end your sessions in “My account”; ask another owner about your roles.",
        my_account: "내 계정 열기" | "Open my account",
        beyond: "다른 호텔에도 역할이 있는 계정이므로 비밀번호와 사용 여부는 모든 호텔의 대표만 바꿀 수 있습니다." | "This account has roles beyond your hotels: only an owner of all hotels can reset its password or close it.",
        password: "비밀번호 재설정" | "Reset the password",
        password_text: "새 비밀번호가 만들어져 다음 화면에 한 번만 표시됩니다. 지금까지의 비밀번호와 로그인은 모두 무효가 됩니다." | "A new password is made and shown once on the next page. The old one and every session end.",
        sessions: "모든 기기에서 로그아웃" | "End all sessions",
        sessions_text: "이 계정으로 로그인한 모든 기기에서 로그아웃됩니다. 비밀번호는 그대로입니다." | "Every device signed in with this account is signed out. The password stays.",
        disable: "계정 사용 중지" | "Close the account",
        disable_text: "로그인할 수 없고 API 키도 작동하지 않습니다. 언제든 다시 사용할 수 있습니다." | "Neither sign-in nor its API keys work until it is opened again.",
        enable: "계정 사용 재개" | "Open the account again",
        enable_text: "다시 로그인할 수 있고 API 키도 다시 작동합니다." | "Sign-in and its API keys work again.",
        done_role: "역할을 저장했습니다." | "The role is saved.",
        done_taken: "역할을 회수했습니다." | "The role is taken away.",
        done_sessions: "모든 기기에서 로그아웃했습니다." | "All sessions are over.",
        done_disabled: "계정 사용을 중지했습니다." | "The account is closed.",
        done_enabled: "계정을 다시 사용할 수 있습니다." | "The account is open again.",
        new_password: "새 비밀번호" | "The new password",
        back: "계정으로 돌아가기" | "Back to the account",
    }
}

/// An account.
#[derive(Template)]
#[template(path = "desk/staff_account.html")]
struct AccountPage {
    desk: DeskFrame,
    frame: Frame,
    words: &'static StaffAccountWords,
    list: &'static StaffWords,
    link: String,
    email: String,
    is_disabled: bool,
    added: String,
    last_seen: Option<String>,
    rights: Rights,
    roles: Vec<RoleRow>,
    /// The form for a role in another place; `None` when there is no other.
    give: Option<Vec<Field>>,
    done: Option<&'static str>,
    problem: Option<&'static str>,
}

/// What the reader may do with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rights {
    /// It is their own: nothing, here.
    Own,
    /// Its roles where they decide.
    Roles,
    /// Everything.
    All,
}

impl Rights {
    fn is_own(self) -> bool {
        self == Self::Own
    }

    fn is_all(self) -> bool {
        self == Self::All
    }
}

/// What somebody is in one place.
struct RoleRow {
    place: String,
    /// The place as the form sends it.
    typed: String,
    role: &'static str,
    choices: Vec<(Choice, bool)>,
}

/// An account that the reader may see, and who they are to it.
struct Found {
    account: StaffAccount,
    reach: Reach,
    places: Places,
}

impl Found {
    /// The account with this id; one out of reach is not there.
    async fn by(staff: &Staff, id: &str) -> Result<Self, Refusal> {
        staff.anywhere(MANAGE_STAFF)?;
        let id: StaffId = id.parse().map_err(|_| Refusal::NoPage)?;
        let reach = Reach::of(&staff.session);
        let accounts = staff.visit.pages.access().staff().await?;
        let account = accounts.into_iter().find(|account| account.staff_id == id && reach.sees(account));
        let account = account.ok_or(Refusal::NoPage)?;
        Ok(Self { account, reach, places: Places::known(&staff.visit).await? })
    }

    /// Whether the account is not to be seen any more without the role that it has.
    fn is_last_role_in_reach(&self) -> bool {
        let within = self.account.roles.iter().filter(|held| self.reach.covers(held.hotel));
        !self.reach.is_everywhere() && within.count() <= 1
    }

    fn rights(&self) -> Rights {
        if self.reach.is_me(self.account.staff_id) {
            Rights::Own
        } else if self.reach.governs(&self.account) {
            Rights::All
        } else {
            Rights::Roles
        }
    }
}

impl AccountPage {
    fn new(desk: DeskFrame, found: &Found) -> Self {
        let (Found { account, reach, places }, locale) = (found, desk.frame.locale);
        let mine = account.roles.iter().filter(|held| reach.covers(held.hotel));
        let roles = mine.map(|held| RoleRow {
            place: places.name(held.hotel),
            typed: places.typed(held.hotel),
            role: role_name(held.role, locale),
            choices: chosen(role_choices(locale), held.role),
        });
        Self {
            frame: desk.frame.clone(),
            words: StaffAccountWords::of(locale),
            list: StaffWords::of(locale),
            link: account_link(desk.frame.links, account.staff_id),
            desk,
            email: account.email.clone(),
            is_disabled: account.is_disabled,
            added: places.instant(account.created_at),
            last_seen: account.last_seen_at.map(|at| places.instant(at)),
            rights: found.rights(),
            roles: roles.collect(),
            give: give_fields(found, StaffWords::of(locale), role_choices(locale)),
            done: None,
            problem: None,
        }
    }
}

fn chosen(choices: Vec<Choice>, role: Role) -> Vec<(Choice, bool)> {
    let is_chosen = |choice: &Choice| choice.value == role.name();
    choices.into_iter().map(|choice| (choice.clone(), is_chosen(&choice))).collect()
}

/// The places left, where the account has no role yet.
fn give_fields(found: &Found, words: &StaffWords, roles: Vec<Choice>) -> Option<Vec<Field>> {
    let Found { account, reach, places } = found;
    let mut left = places.choices(reach);
    left.retain(|choice| account.roles.iter().all(|held| places.typed(held.hotel) != choice.value));
    // What is left to choose beside nothing.
    if left.len() <= 1 {
        return None;
    }
    let (typed, errors) = (Typed::default().with("role", Role::Desk), Errors::default());
    let fields = Fields { typed: &typed, errors: &errors };
    let mut place = fields.select("place", words.place, left);
    place.attributes = "required";
    Some(vec![place, fields.select("role", words.role, roles)])
}

/// Shows an account.
pub(crate) async fn show(
    staff: Staff,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let found = Found::by(&staff, &id).await?;
    let mut page = page(&staff, &found).await?;
    page.done = match Typed::query(&request).get("done") {
        "role" => Some(page.words.done_role),
        "taken" => Some(page.words.done_taken),
        "sessions" => Some(page.words.done_sessions),
        "disabled" => Some(page.words.done_disabled),
        "enabled" => Some(page.words.done_enabled),
        _ => None,
    };
    staff.visit.personal(&page)
}

/// Back to the account, from where something was done with it.
pub(crate) async fn back(staff: Staff, id: Path<String>) -> Result<HttpResponse, Refusal> {
    let found = Found::by(&staff, &id).await?;
    Ok(see_other(&account_link(staff.visit.links, found.account.staff_id)))
}

async fn page(staff: &Staff, found: &Found) -> Result<AccountPage, Refusal> {
    Ok(AccountPage::new(staff.frame(Section::Staff, &found.account.email).await?, found))
}

/// Gives a role in one place, changes it, or takes it away.
pub(crate) async fn set_role(staff: Staff, id: Path<String>, typed: Typed) -> Result<HttpResponse, Refusal> {
    let found = Found::by(&staff, &id).await?;
    if found.rights().is_own() {
        return own(&staff, &found).await;
    }
    if typed.get("place").is_empty() {
        return conflict(&staff, &found, StaffWords::of(staff.visit.locale).wrong_place).await;
    }
    let hotel = found.places.chosen(typed.get("place"), &found.reach).ok_or(Refusal::Forbidden)?;
    let role = match typed.get("role") {
        _ if typed.is_ticked("take") => None,
        role => Some(role.parse().map_err(|_| Refusal::Senseless("an unknown role".to_owned()))?),
    };
    let command = SetRole { staff_id: found.account.staff_id, hotel, role, by: staff.by() };
    let outcome = staff.visit.pages.access().set_role(command).await;
    let done = if role.is_some() { "role" } else { "taken" };
    if outcome.is_ok() && role.is_none() && found.is_last_role_in_reach() {
        return Ok(see_other(&staff.visit.links.desk_page("staff")));
    }
    answer(&staff, &found, outcome, done).await
}

/// Replaces the password by one that is shown once.
pub(crate) async fn reset_password(staff: Staff, id: Path<String>) -> Result<HttpResponse, Refusal> {
    let found = Found::by(&staff, &id).await?;
    if let Some(answer) = not_theirs(&staff, &found).await? {
        return Ok(answer);
    }
    let command = ResetPassword { staff_id: found.account.staff_id, by: staff.by() };
    let value = staff.visit.pages.access().reset_password(command).await?;
    let (words, list) = (StaffAccountWords::of(staff.visit.locale), StaffWords::of(staff.visit.locale));
    let secret = Secret {
        section: Section::Staff,
        title: words.new_password,
        about: found.account.email.clone(),
        label: list.password,
        value,
        back: account_link(staff.visit.links, found.account.staff_id),
        back_label: words.back,
    };
    shown_once(&staff, secret).await
}

/// Ends every session of the account.
pub(crate) async fn end_sessions(staff: Staff, id: Path<String>) -> Result<HttpResponse, Refusal> {
    let found = Found::by(&staff, &id).await?;
    if let Some(answer) = not_theirs(&staff, &found).await? {
        return Ok(answer);
    }
    let access = staff.visit.pages.access();
    let outcome = access.sign_out_everywhere(found.account.staff_id, staff.by()).await;
    answer(&staff, &found, outcome, "sessions").await
}

/// Closes the account.
pub(crate) async fn disable(staff: Staff, id: Path<String>) -> Result<HttpResponse, Refusal> {
    set_disabled(&staff, &id, true).await
}

/// Opens the account again.
pub(crate) async fn enable(staff: Staff, id: Path<String>) -> Result<HttpResponse, Refusal> {
    set_disabled(&staff, &id, false).await
}

async fn set_disabled(staff: &Staff, id: &str, is_disabled: bool) -> Result<HttpResponse, Refusal> {
    let found = Found::by(staff, id).await?;
    if let Some(answer) = not_theirs(staff, &found).await? {
        return Ok(answer);
    }
    let command = SetDisabled { staff_id: found.account.staff_id, is_disabled, by: staff.by() };
    let outcome = staff.visit.pages.access().set_disabled(command).await;
    answer(staff, &found, outcome, if is_disabled { "disabled" } else { "enabled" }).await
}

/// The answer to whoever may not decide about the account itself.
async fn not_theirs(staff: &Staff, found: &Found) -> Result<Option<HttpResponse>, Refusal> {
    match found.rights() {
        Rights::All => Ok(None),
        Rights::Roles => Err(Refusal::Forbidden),
        Rights::Own => own(staff, found).await.map(Some),
    }
}

async fn own(staff: &Staff, found: &Found) -> Result<HttpResponse, Refusal> {
    let problem = StaffAccountWords::of(staff.visit.locale).own_text;
    conflict(staff, found, problem).await
}

async fn answer(
    staff: &Staff,
    found: &Found,
    outcome: Result<(), AccessError>,
    done: &str,
) -> Result<HttpResponse, Refusal> {
    match outcome {
        Ok(()) => Ok(done::see(&account_link(staff.visit.links, found.account.staff_id), done)),
        Err(AccessError::LastOwner) => {
            conflict(staff, found, StaffWords::of(staff.visit.locale).last_owner).await
        }
        Err(AccessError::NoAccount) => Err(Refusal::NoPage),
        Err(other) => Err(other.into()),
    }
}

async fn conflict(staff: &Staff, found: &Found, problem: &'static str) -> Result<HttpResponse, Refusal> {
    let page = AccountPage { problem: Some(problem), ..page(staff, found).await? };
    staff.visit.refused(StatusCode::CONFLICT, &page)
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{account, now},
        *,
    };
    use crate::samples::{self, LOCALES, MISCHIEF};
    use kernel::{HotelId, Locale};

    fn found(account: StaffAccount, reach: Reach, locale: Locale) -> Found {
        Found { account, reach, places: Places::sample(locale) }
    }

    fn html(found: &Found, locale: Locale) -> String {
        AccountPage::new(DeskFrame::sample(locale), found).render().unwrap()
    }

    #[test]
    fn an_owner_of_everything_can_do_everything_with_an_account() {
        let here = samples::hotel().id;
        for locale in LOCALES {
            let ann = account(MISCHIEF, &[(Some(here), Role::Desk)]);
            let staff_id = ann.staff_id;

            let html = html(&found(ann, Reach::sample(StaffId::new(now()), None), locale), locale);

            for errand in ["role", "password", "sessions", "disable"] {
                assert!(html.contains(&format!("/desk/staff/{staff_id}/{errand}\"")), "{errand}: {html}");
            }
            assert!(html.contains("value=\"desk\" selected") && html.contains("value=\"*\""));
            assert!(html.contains("&#60;script&#62;") && !html.contains("<script>alert"));
            assert!(!html.contains("{{"));
        }
    }

    #[test]
    fn one_hotels_owner_decides_about_roles_there_and_not_about_an_account_that_opens_more() {
        let (here, there) = (samples::hotel().id, HotelId::new(now()));
        for locale in LOCALES {
            let ann = account("ann@jumak.example", &[(Some(here), Role::Desk), (Some(there), Role::Owner)]);
            let reach = Reach::sample(StaffId::new(now()), Some(vec![here]));

            let html = html(&found(ann, reach, locale), locale);

            assert!(html.contains("/role\"") && !html.contains("/password\""), "{html}");
            assert!(!html.contains("/disable\"") && html.contains(StaffAccountWords::of(locale).beyond));
        }
    }

    #[test]
    fn nobody_shuts_themselves_out() {
        for locale in LOCALES {
            let me = account("me@jumak.example", &[(None, Role::Owner)]);
            let reach = Reach::sample(me.staff_id, None);

            let html = html(&found(me, reach, locale), locale);

            assert!(!html.contains("/role\"") && !html.contains("/disable\""), "{html}");
            assert!(html.contains(StaffAccountWords::of(locale).own));
        }
    }
}
