//! A form about what a hotel is and sells: as it stands, as it was typed, and what somebody else changed meanwhile.

use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use inventory_api::{CatalogueError, Code, SeenHotel};
use kernel::Locale;
use uuid::Uuid;

use crate::{
    desk::{
        fields::{Difference, Group},
        frame::{DeskFrame, DeskWords, Section},
        staff::Counter,
    },
    form::{Errors, Typed},
    frame::Frame,
    refusal::Refusal,
    visit::Visit,
    words::words,
};

words! {
    /// What stands around any such form.
    ProfileWords {
        meanwhile: "다른 직원이 먼저 저장했습니다." | "Somebody else saved first.",
        meanwhile_what: "입력하신 내용은 그대로 있습니다. 다시 저장하면 아래 내용으로 바뀝니다." | "What you typed is still here. Save again to replace what stands now.",
        differences: "지금 저장된 내용과 입력하신 내용" | "What stands now, and what you typed",
        field: "항목" | "Field",
        now: "지금" | "Now",
        yours: "입력하신 내용" | "Yours",
        refused: "저장할 수 없는 내용입니다. 다시 확인해 주세요." | "This cannot be saved. Please check it.",
        taken: "이미 쓰고 있습니다. 다른 이름을 입력해 주세요." | "This is taken already. Choose another.",
        empty: "비어 있음" | "empty",
    }
}

/// Why a form comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotSaved {
    /// Fields need other values.
    Wrong(Errors),
    /// Somebody else changed the hotel since the form was shown.
    Meanwhile,
}

/// A form, for `parts/form.html`.
#[derive(Debug)]
pub(crate) struct ProfileForm {
    pub(crate) words: &'static ProfileWords,
    pub(crate) action: String,
    /// Under which it is done once.
    pub(crate) key: String,
    /// The version of the hotel that it is made from; none while there is no hotel.
    pub(crate) version: Option<i64>,
    pub(crate) groups: Vec<Group>,
    pub(crate) errors: Errors,
    pub(crate) is_late: bool,
    pub(crate) meanwhile: Vec<Difference>,
}

impl ProfileForm {
    /// A form that nothing is wrong with yet.
    pub(crate) fn new(action: String, version: Option<i64>, locale: Locale, groups: Vec<Group>) -> Self {
        Self {
            words: ProfileWords::of(locale),
            action,
            key: Uuid::new_v4().to_string(),
            version,
            groups,
            errors: Errors::default(),
            is_late: false,
            meanwhile: Vec::new(),
        }
    }

    /// The form of something that a hotel sells, such as one of its `room-types`: of a new one, or that with this code.
    pub(crate) fn of_sold(
        counter: &Counter,
        (kind, code): (&str, Option<&Code>),
        groups: Vec<Group>,
        errors: Errors,
    ) -> Self {
        let action = counter.link(&format!("{kind}/{}", code.map_or("new", Code::as_str)));
        let version = code.map(|_| counter.hotel.version);
        Self::new(action, version, counter.visit().locale, groups).with_errors(errors)
    }

    /// The same with what is wrong.
    #[must_use]
    pub(crate) fn with_errors(self, errors: Errors) -> Self {
        Self { errors, ..self }
    }

    /// The same, still made from what was seen: what is wrong has not become newer.
    #[must_use]
    pub(crate) fn seen(self, seen: SeenHotel) -> Self {
        Self { version: Some(seen.version), ..self }
    }

    /// The same after somebody else's change.
    #[must_use]
    pub(crate) fn too_late(self, meanwhile: Vec<Difference>) -> Self {
        Self { is_late: true, meanwhile, ..self }
    }

    /// What the form is, as an answer.
    pub(crate) fn status(&self) -> StatusCode {
        if self.is_late {
            StatusCode::CONFLICT
        } else if self.errors.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        }
    }
}

impl NotSaved {
    /// What the reader can do about it; `field_of` finds the form's field for a path of the profile.
    pub(crate) fn of(
        error: CatalogueError,
        field_of: impl Fn(&str) -> String,
        locale: Locale,
    ) -> Result<Self, Refusal> {
        let (mut errors, words) = (Errors::default(), ProfileWords::of(locale));
        match error {
            CatalogueError::NotFound(_) => return Err(Refusal::NoPage),
            CatalogueError::KeyReused => return Err(Refusal::SentBefore),
            CatalogueError::Failed(error) => return Err(error.into()),
            CatalogueError::ChangedMeanwhile => return Ok(Self::Meanwhile),
            CatalogueError::Taken(path) => errors.add(field_of(path), words.taken),
            CatalogueError::Invalid(fields) => {
                for (path, _) in fields {
                    errors.add(field_of(&path), words.refused);
                }
            }
        }
        Ok(Self::Wrong(errors))
    }
}

/// The hotel as whoever filled the form saw it.
pub(crate) fn seen(counter: &Counter, typed: &Typed) -> Result<SeenHotel, Refusal> {
    let version = typed.get("version").parse();
    let version = version.map_err(|_| Refusal::Senseless("a form without its version".to_owned()))?;
    Ok(SeenHotel { hotel_id: counter.hotel.id, version })
}

/// The page of one form.
#[derive(Template)]
#[template(path = "desk/profile.html")]
pub(crate) struct ProfilePage {
    frame: Frame,
    desk: DeskFrame,
    /// Where one came from.
    back: (String, &'static str),
    form: ProfileForm,
}

impl ProfilePage {
    pub(crate) fn new(desk: DeskFrame, back: (String, &'static str), form: ProfileForm) -> Self {
        Self { frame: desk.frame.clone(), desk, back, form }
    }

    /// The page of something that a hotel sells, reached from its settings.
    pub(crate) async fn of_sold(counter: &Counter, title: &str, form: ProfileForm) -> Result<Self, Refusal> {
        let desk = counter.frame(Section::Settings, title).await?;
        let back = (counter.link("settings"), DeskWords::of(counter.visit().locale).settings);
        Ok(Self::new(desk, back, form))
    }

    /// The page as an answer.
    pub(crate) fn answer(&self, visit: &Visit) -> Result<HttpResponse, Refusal> {
        visit.refused(self.form.status(), self)
    }
}
