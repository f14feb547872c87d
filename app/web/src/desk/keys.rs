//! API keys: what opens the API for programs, whose rights each has; issuing one, and revoking it.

use access_api::{AccessError, ApiKeyView, IssueApiKey, StaffAccount, permissions::MANAGE_STAFF};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Path};
use askama::Template;
use kernel::{ApiKeyId, HotelId, Locale};

use crate::{
    desk::{
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
    respond::see_other,
    words::words,
};

/// As long as access takes a key's name.
const NAME_MAX: usize = 80;

words! {
    /// What the page of keys says.
    KeysWords {
        title: "API 키" | "API keys",
        lead: "다른 프로그램이 이 시스템을 사용할 때 쓰는 키입니다. 키는 소유한 계정의 권한을 따릅니다." | "What other programs use this system with. A key may do what its owner may.",
        list: "API 키 목록" | "API keys",
        name: "이름" | "Name",
        owner: "계정" | "Owner",
        place: "호텔" | "Hotel",
        issued: "발급" | "Issued",
        state: "상태" | "State",
        active: "사용 중" | "In use",
        revoked: "폐기됨" | "Revoked",
        to_do: "할 일" | "Actions",
        revoke: "폐기" | "Revoke",
        revoke_text: "이 키를 쓰는 프로그램은 바로 접속이 끊기며, 되돌릴 수 없습니다." | "Programs with this key are locked out at once. This cannot be undone.",
        revoke_now: "키 폐기하기" | "Revoke this key",
        revoked_now: "API 키를 폐기했습니다." | "The key is revoked.",
        none: "발급된 API 키가 없습니다" | "No API keys",
        none_text: "아래에서 첫 키를 발급할 수 있습니다." | "Issue the first one below.",
        issue: "API 키 발급" | "Issue an API key",
        issue_text: "키는 다음 화면에 한 번만 표시됩니다." | "The key is shown once on the next page.",
        name_hint: "어디에 쓰는지 알아볼 수 있는 이름. 예: channel-manager" | "What it is for, such as channel-manager.",
        choose: "골라 주세요" | "Choose one",
        owner_hint: "키는 이 계정의 권한을 가집니다." | "The key has this account's rights.",
        place_hint: "키로 열 수 있는 호텔" | "The hotel that it opens.",
        wrong_name: "1자에서 80자까지 입력해 주세요." | "Enter 1 to 80 characters.",
        used_name: "이 계정에는 같은 호텔에 같은 이름의 키가 이미 있습니다. 다른 이름을 쓰거나 그 키를 먼저 폐기해 주세요." | "This account already has a key of this name for that hotel. Choose another name, or revoke that key first.",
        wrong_owner: "사용 중인 계정을 골라 주세요." | "Choose an account that is open.",
        wrong_place: "호텔을 골라 주세요." | "Choose a hotel.",
        no_role: "이 계정은 선택한 호텔에 역할이 없습니다." | "This account has no role there.",
        new_key: "새 API 키" | "The new API key",
        key: "API 키" | "API key",
        back: "API 키 목록으로" | "Back to the keys",
    }
}

/// The keys that somebody may revoke, and the form to issue one.
#[derive(Template)]
#[template(path = "desk/keys.html")]
struct KeysPage {
    desk: DeskFrame,
    frame: Frame,
    words: &'static KeysWords,
    errors: Errors,
    fields: Vec<Field>,
    rows: Vec<KeyRow>,
    is_revoked: bool,
}

/// A key in one line.
struct KeyRow {
    name: String,
    owner: String,
    place: String,
    issued: String,
    revoked: Option<String>,
    revoke: String,
}

/// What there is to show and to choose.
struct Known {
    keys: Vec<ApiKeyView>,
    accounts: Vec<StaffAccount>,
    reach: Reach,
    places: Places,
}

impl Known {
    async fn by(staff: &Staff) -> Result<Self, Refusal> {
        staff.anywhere(MANAGE_STAFF)?;
        let (access, visit) = (staff.visit.pages.access(), &staff.visit);
        let (keys, accounts, places) =
            futures::join!(access.api_keys(), access.staff(), Places::known(visit));
        Ok(Self { keys: keys?, accounts: accounts?, reach: Reach::of(&staff.session), places: places? })
    }

    /// The keys that are theirs to revoke.
    fn held(&self) -> impl Iterator<Item = &ApiKeyView> {
        self.keys.iter().filter(|key| {
            let owner = self.accounts.iter().find(|account| account.staff_id == key.staff_id);
            self.reach.holds(key, owner)
        })
    }

    /// The accounts that a key can be issued for.
    fn owners(&self) -> impl Iterator<Item = &StaffAccount> {
        self.accounts.iter().filter(|account| !account.is_disabled && self.reach.sees(account))
    }

    fn is_name_used(&self, wanted: &Wanted) -> bool {
        let same = |key: &&ApiKeyView| {
            key.email == wanted.email && key.name == wanted.name && key.hotel == wanted.hotel
        };
        self.keys.iter().filter(same).any(|key| key.revoked_at.is_none())
    }
}

impl KeysPage {
    fn new(desk: DeskFrame, known: &Known) -> Self {
        let links = desk.frame.links;
        let rows = known.held().map(|key| row(key, &known.places, links)).collect();
        let page = Self {
            frame: desk.frame.clone(),
            words: KeysWords::of(desk.frame.locale),
            desk,
            errors: Errors::default(),
            fields: Vec::new(),
            rows,
            is_revoked: false,
        };
        page.filled(&Typed::default(), Errors::default(), known)
    }

    /// The same with what was typed, and what is wrong with it.
    #[must_use]
    fn filled(mut self, typed: &Typed, errors: Errors, known: &Known) -> Self {
        let (words, fields) = (self.words, Fields { typed, errors: &errors });
        let nobody = Choice::new("", words.choose);
        let owners = known.owners().map(|account| Choice::new(&account.email, &account.email));
        let owners = [nobody].into_iter().chain(owners).collect();
        let places = known.places.choices(&known.reach);
        let name = "type=\"text\" autocomplete=\"off\" maxlength=\"80\" required";
        self.fields = vec![
            fields.input("name", words.name, name).hint(words.name_hint),
            fields.select("owner", words.owner, owners).hint(words.owner_hint),
            fields.select("place", words.place, places).hint(words.place_hint),
        ];
        self.errors = errors;
        self
    }
}

fn row(key: &ApiKeyView, places: &Places, links: Links) -> KeyRow {
    KeyRow {
        name: key.name.clone(),
        owner: key.email.clone(),
        place: places.name(key.hotel),
        issued: places.instant(key.created_at),
        revoked: key.revoked_at.map(|at| places.instant(at)),
        revoke: links.desk_page(&format!("keys/{}/revoke", key.api_key_id)),
    }
}

/// Shows the keys.
pub(crate) async fn show(staff: Staff, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let known = Known::by(&staff).await?;
    let desk = staff.frame(Section::Keys, KeysWords::of(staff.visit.locale).title).await?;
    let is_revoked = Typed::query(&request).get("done") == "revoked";
    staff.visit.personal(&KeysPage { is_revoked, ..KeysPage::new(desk, &known) })
}

/// What the form to issue a key says.
struct Wanted {
    email: String,
    name: String,
    hotel: Option<HotelId>,
}

/// Issues a key, and shows it once. The same form again finds its own key, and is refused; two at the same moment
/// may make two keys, of which the list shows both and either can be revoked.
pub(crate) async fn issue(staff: Staff, typed: Typed) -> Result<HttpResponse, Refusal> {
    let (known, locale) = (Known::by(&staff).await?, staff.visit.locale);
    let wanted = match read(&typed, &known, locale) {
        Ok(wanted) => wanted,
        Err(errors) => return come_back(&staff, &typed, errors, &known).await,
    };
    let Wanted { email, name, hotel } = wanted;
    let about = format!("{name} · {email} · {}", known.places.name(hotel));
    let command = IssueApiKey { email, name, hotel, by: staff.by() };
    let value = match staff.visit.pages.access().issue_api_key(command).await {
        Ok(value) => value,
        Err(error) => return come_back(&staff, &typed, wrong(error, locale)?, &known).await,
    };
    let words = KeysWords::of(locale);
    let secret = Secret {
        section: Section::Keys,
        title: words.new_key,
        about,
        label: words.key,
        value,
        back: staff.visit.links.desk_page("keys"),
        back_label: words.back,
    };
    shown_once(&staff, secret).await
}

async fn come_back(
    staff: &Staff,
    typed: &Typed,
    errors: Errors,
    known: &Known,
) -> Result<HttpResponse, Refusal> {
    let desk = staff.frame(Section::Keys, KeysWords::of(staff.visit.locale).title).await?;
    let page = KeysPage::new(desk, known).filled(typed, errors, known);
    staff.visit.refused(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn read(typed: &Typed, known: &Known, locale: Locale) -> Result<Wanted, Errors> {
    let (words, mut errors) = (KeysWords::of(locale), Errors::default());
    let name = typed.get("name").to_owned();
    if !(1..=NAME_MAX).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        errors.add("name", words.wrong_name);
    }
    let owner = known.owners().find(|account| account.email == typed.get("owner"));
    if owner.is_none() {
        errors.add("owner", words.wrong_owner);
    }
    let hotel = known.places.chosen(typed.get("place"), &known.reach);
    if hotel.is_none() {
        errors.add("place", words.wrong_place);
    }
    let (Some(owner), Some(hotel)) = (owner, hotel) else { return Err(errors) };
    let wanted = Wanted { email: owner.email.clone(), name, hotel };
    if known.is_name_used(&wanted) {
        errors.add("name", words.used_name);
    }
    if errors.is_empty() { Ok(wanted) } else { Err(errors) }
}

/// What access refused, beside the field concerned.
fn wrong(error: AccessError, locale: Locale) -> Result<Errors, Refusal> {
    let (words, mut errors) = (KeysWords::of(locale), Errors::default());
    match error {
        AccessError::Invalid("name", _) => errors.add("name", words.wrong_name),
        AccessError::Invalid("hotel", _) => errors.add("place", words.no_role),
        AccessError::Invalid("email", _) | AccessError::NoAccount => errors.add("owner", words.wrong_owner),
        other => return Err(other.into()),
    }
    Ok(errors)
}

/// Revokes a key. One that is revoked stays so.
pub(crate) async fn revoke(staff: Staff, id: Path<String>) -> Result<HttpResponse, Refusal> {
    let known = Known::by(&staff).await?;
    let id: ApiKeyId = id.parse().map_err(|_| Refusal::NoPage)?;
    let key = known.held().find(|key| key.api_key_id == id).ok_or(Refusal::NoPage)?;
    staff.visit.pages.access().revoke_api_key(key.api_key_id, staff.by()).await?;
    Ok(done::see(&staff.visit.links.desk_page("keys"), "revoked"))
}

/// Back to the keys, from where one was revoked.
pub(crate) async fn back(staff: Staff) -> Result<HttpResponse, Refusal> {
    staff.anywhere(MANAGE_STAFF)?;
    Ok(see_other(&staff.visit.links.desk_page("keys")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, LOCALES, MISCHIEF};
    use access_api::{Role, RoleAt};
    use chrono::{DateTime, Utc};
    use kernel::StaffId;

    fn now() -> DateTime<Utc> {
        "2030-05-10T03:00:00Z".parse().unwrap()
    }

    fn known(hotels: Option<Vec<HotelId>>, locale: Locale) -> Known {
        let here = samples::hotel().id;
        let ann = StaffAccount {
            staff_id: StaffId::new(now()),
            email: "ann@jumak.example".to_owned(),
            is_disabled: false,
            roles: vec![RoleAt { hotel: Some(here), role: Role::Manager }],
            created_at: now(),
            last_seen_at: None,
        };
        let key = |name: &str, hotel, revoked_at| ApiKeyView {
            api_key_id: ApiKeyId::new(now()),
            staff_id: ann.staff_id,
            email: ann.email.clone(),
            name: name.to_owned(),
            hotel,
            created_at: now(),
            revoked_at,
        };
        let keys = vec![
            key(MISCHIEF, Some(here), None),
            key("old", Some(here), Some(now())),
            key("elsewhere", Some(HotelId::new(now())), None),
        ];
        let reach = Reach::sample(StaffId::new(now()), hotels);
        Known { keys, accounts: vec![ann], reach, places: Places::sample(locale) }
    }

    fn typed(name: &str) -> Typed {
        Typed::default().with("name", name).with("owner", "ann@jumak.example").with("place", "jumak-seoul")
    }

    #[test]
    fn whoever_manages_a_hotels_staff_sees_and_revokes_its_keys_alone() {
        for locale in LOCALES {
            let known = known(Some(vec![samples::hotel().id]), locale);

            let html = KeysPage::new(DeskFrame::sample(locale), &known).render().unwrap();

            assert_eq!(html.matches("/revoke\"").count(), 1, "{html}");
            assert!(html.contains("&#60;script&#62;") && !html.contains("<script>alert"));
            assert!(!html.contains("elsewhere") && html.contains(KeysWords::of(locale).revoked));
            assert!(!html.contains("{{"));
        }
    }

    #[test]
    fn a_form_sent_twice_finds_its_own_key_and_is_refused() {
        let known = known(None, Locale::En);

        let again = read(&typed(MISCHIEF), &known, Locale::En).err().unwrap();

        assert!(again.of("name").starts_with("This account already has"));
        assert!(read(&typed("old"), &known, Locale::En).is_ok());
        assert!(read(&typed("new"), &known, Locale::En).is_ok());
    }

    #[test]
    fn everything_wrong_with_a_key_is_told_at_once() {
        let known = known(Some(Vec::new()), Locale::Ko);

        let errors = read(&typed(""), &known, Locale::Ko).err().unwrap();

        let fields: Vec<_> = errors.list().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["name", "owner", "place"]);
    }
}
