//! One's own account: who one is, which roles one has, the password, and signing out everywhere.

use access_api::{AccessError, ChangePassword, Role};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use askama::Template;
use kernel::Locale;

use crate::{
    desk::{
        frame::{DeskFrame, Section},
        sign_in::{goodbye, too_many},
        staff::{COOKIE, Staff},
    },
    form::{Errors, Typed},
    frame::Frame,
    refusal::Refusal,
    respond::see_other_with,
    words::words,
};

words! {
    /// What the page of one's own account says.
    AccountWords {
        title: "내 계정" | "My account",
        email: "이메일" | "E-mail",
        roles: "역할" | "Roles",
        everywhere: "모든 호텔" | "All hotels",
        no_role: "아직 역할이 없습니다." | "No role yet.",
        owner: "대표" | "Owner",
        manager: "매니저" | "Manager",
        desk: "프런트" | "Front desk",
        readonly: "열람" | "Read only",
        password: "비밀번호 변경" | "Change the password",
        password_text: "변경하면 다른 기기에서는 로그아웃됩니다." | "Other devices are signed out by it.",
        current: "현재 비밀번호" | "Current password",
        new: "새 비밀번호" | "New password",
        new_hint: "12자에서 128자" | "12 to 128 characters",
        repeat: "새 비밀번호 확인" | "New password again",
        change: "비밀번호 변경" | "Change the password",
        changed: "비밀번호를 변경했습니다." | "The password is changed.",
        no_current: "현재 비밀번호를 입력해 주세요." | "Enter your current password.",
        wrong_current: "현재 비밀번호가 맞지 않습니다." | "This is not your current password.",
        wrong_new: "12자에서 128자로, 쉽게 짐작할 수 없는 비밀번호를 입력해 주세요." | "Enter 12 to 128 characters that are hard to guess.",
        differs: "두 비밀번호가 서로 다릅니다." | "The two passwords differ.",
        devices: "모든 기기에서 로그아웃" | "Sign out everywhere",
        devices_text: "기기를 잃어버렸거나 공용 컴퓨터에서 로그아웃을 잊었을 때 사용하세요. 이 기기에서도 로그아웃됩니다." | "For a lost device, or a shared computer on which you forgot to. It signs you out here too.",
        sign_out_everywhere: "모든 기기에서 로그아웃" | "Sign out everywhere",
    }
}

/// The page of one's own account.
#[derive(Template)]
#[template(path = "desk/account.html")]
struct AccountPage {
    desk: DeskFrame,
    frame: Frame,
    words: &'static AccountWords,
    errors: Errors,
    /// What one is, and where.
    roles: Vec<(&'static str, String)>,
    is_changed: bool,
    problem: Option<String>,
}

impl AccountPage {
    fn new(desk: DeskFrame, roles: Vec<(&'static str, String)>) -> Self {
        let words = AccountWords::of(desk.frame.locale);
        let (errors, frame) = (Errors::default(), desk.frame.clone());
        Self { desk, frame, words, errors, roles, is_changed: false, problem: None }
    }

    async fn of(staff: &Staff) -> Result<Self, Refusal> {
        let words = AccountWords::of(staff.visit.locale);
        let hotels = staff.visit.pages.inventory().hotels().await?;
        let place = |id| match id {
            None => Some(words.everywhere.to_owned()),
            Some(id) => {
                hotels.iter().find(|hotel| hotel.id == id).map(|it| it.summary(staff.visit.locale).name)
            }
        };
        let roles = staff.session.roles.iter();
        let roles =
            roles.filter_map(|held| Some((role_name(held.role, staff.visit.locale), place(held.hotel)?)));
        Ok(Self::new(staff.frame(Section::Account, words.title).await?, roles.collect()))
    }
}

/// What a role is called.
pub(crate) fn role_name(role: Role, locale: Locale) -> &'static str {
    let words = AccountWords::of(locale);
    match role {
        Role::Owner => words.owner,
        Role::Manager => words.manager,
        Role::Desk => words.desk,
        Role::Readonly => words.readonly,
    }
}

/// Shows one's own account.
pub(crate) async fn show(staff: Staff, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let mut page = AccountPage::of(&staff).await?;
    page.is_changed = Typed::query(&request).get("done") == "password";
    staff.visit.personal(&page)
}

/// Changes one's own password; one goes on in a new session.
pub(crate) async fn change_password(staff: Staff, typed: Typed) -> Result<HttpResponse, Refusal> {
    let words = AccountWords::of(staff.visit.locale);
    let [current, new, repeat] = ["current", "new", "repeat"].map(|field| typed.untrimmed(field).to_owned());
    let mut errors = Errors::default();
    if current.is_empty() {
        errors.add("current", words.no_current);
    }
    if new != repeat {
        errors.add("repeat", words.differs);
    }
    if !errors.is_empty() {
        return come_back(&staff, |page| page.errors = errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let command = ChangePassword { staff_id: staff.session.staff_id, current, new, by: staff.by() };
    match staff.visit.pages.access().change_password(command).await {
        Ok(started) => {
            let there = format!("{}?done=password", staff.visit.links.desk_page("account"));
            Ok(see_other_with(&there, [staff.visit.pages.cookies.set(COOKIE, started.token)]))
        }
        Err(error) => not_changed(&staff, error).await,
    }
}

async fn not_changed(staff: &Staff, error: AccessError) -> Result<HttpResponse, Refusal> {
    let words = AccountWords::of(staff.visit.locale);
    let wrong = |field: &'static str, text| move |page: &mut AccountPage| page.errors.add(field, text);
    match error {
        AccessError::Unknown => {
            let tell = wrong("current", words.wrong_current);
            come_back(staff, tell, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        AccessError::Invalid("password", _) => {
            come_back(staff, wrong("new", words.wrong_new), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        AccessError::TooMany { retry_after_s } => {
            let text = too_many(retry_after_s, staff.visit.locale);
            come_back(staff, |page| page.problem = Some(text), StatusCode::TOO_MANY_REQUESTS).await
        }
        other => Err(other.into()),
    }
}

/// The page once more, with what is wrong. Nobody gets a password back.
async fn come_back(
    staff: &Staff,
    tell: impl FnOnce(&mut AccountPage),
    status: StatusCode,
) -> Result<HttpResponse, Refusal> {
    let mut page = AccountPage::of(staff).await?;
    tell(&mut page);
    staff.visit.refused(status, &page)
}

/// Ends every session of one's own.
pub(crate) async fn sign_out_everywhere(staff: Staff) -> Result<HttpResponse, Refusal> {
    staff.visit.pages.access().sign_out_everywhere(staff.session.staff_id, staff.by()).await?;
    Ok(goodbye(&staff.visit, "signed-out-everywhere"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{LOCALES, MISCHIEF};

    #[test]
    fn an_account_tells_its_roles_and_what_is_wrong_with_a_new_password() {
        for locale in LOCALES {
            let roles = vec![(role_name(Role::Manager, locale), MISCHIEF.to_owned())];
            let mut page = AccountPage::new(DeskFrame::sample(locale), roles);
            page.errors.add("repeat", page.words.differs);

            let html = page.render().unwrap();

            assert!(html.contains(page.words.manager) && html.contains("id=\"repeat-error\""), "{html}");
            assert!(!html.contains("<script>alert") && !html.contains("{{"));
        }
    }
}
