//! What holds and bookings are asked for with: read once, every wrong field named together.

use booking_api::{Guest, Rooms};
use http_kit::FieldError;
use inventory_api::{Code, HoldTerms};
use kernel::{Date, Money, Party, PartyError, Stay};
use serde::Deserialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, ObjectBuilder, OneOfBuilder, Ref, RefOr, SchemaFormat,
        schema::{AdditionalProperties, Schema, Type},
    },
};

use crate::service::NOTE_MAX_CHARS;

/// More is a group's business, which is not booked in one go.
const ROOMS_MAX: u16 = 50;

/// The rooms wanted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HoldBody {
    /// The room type's code.
    room_type: Code,
    /// The rate plan's code.
    rate_plan: Code,
    /// The date of arrival.
    check_in: Date,
    /// The date of departure.
    check_out: Date,
    /// How many rooms.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 50, default = 1)]
    rooms: u16,
    /// How many adults come, over all rooms.
    #[schema(minimum = 1, maximum = 200)]
    adults: u16,
    /// The children's ages, over all rooms.
    #[serde(default)]
    #[schema(max_items = 100)]
    children: Vec<u8>,
    /// The price you were shown; another price is refused.
    #[serde(default)]
    expected_total: Option<Money>,
}

fn one() -> u16 {
    1
}

impl HoldBody {
    /// The terms, or every field that is wrong.
    pub(super) fn terms(self) -> Result<HoldTerms, Vec<FieldError>> {
        let mut errors = Vec::new();
        if !(1..=ROOMS_MAX).contains(&self.rooms) {
            errors.push(FieldError::invalid("rooms", format!("rooms are 1 to {ROOMS_MAX}")));
        }
        let stay = Stay::new(self.check_in, self.check_out)
            .map_err(|error| errors.push(FieldError::invalid("check_out", error)));
        let party = Party::new(self.adults, self.children)
            .map_err(|error| errors.push(FieldError::invalid(party_field(error), error)));
        match (stay, party) {
            (Ok(stay), Ok(party)) if errors.is_empty() => Ok(HoldTerms {
                room_type: self.room_type,
                rate_plan: self.rate_plan,
                stay,
                rooms: self.rooms,
                party,
                expected_total: self.expected_total,
            }),
            _ => Err(errors),
        }
    }
}

fn party_field(error: PartyError) -> &'static str {
    match error {
        PartyError::Adults => "adults",
        PartyError::Children | PartyError::Age => "children",
    }
}

/// A booking wanted: of a hold, or of rooms that are held and booked in one step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BookingBody {
    hold_id: Option<String>,
    room_type: Option<Code>,
    rate_plan: Option<Code>,
    check_in: Option<Date>,
    check_out: Option<Date>,
    rooms: Option<u16>,
    adults: Option<u16>,
    children: Option<Vec<u8>>,
    expected_total: Option<Money>,
    guest: Guest,
    #[serde(default)]
    note: Option<String>,
}

/// A booking wanted, checked.
pub(super) struct Wanted {
    /// `None`: the hold's id cannot be one.
    pub(super) rooms: Option<Rooms>,
    pub(super) guest: Guest,
    pub(super) note: Option<String>,
}

impl BookingBody {
    /// What is wanted, or every field that is wrong.
    pub(super) fn wanted(self) -> Result<Wanted, Vec<FieldError>> {
        let mut errors = self.guest_errors();
        let (guest, note) = (self.guest.clone(), self.note.clone());
        let rooms = self.rooms().map_err(|mut wrong| errors.append(&mut wrong));
        match rooms {
            Ok(rooms) if errors.is_empty() => Ok(Wanted { rooms, guest, note }),
            _ => Err(errors),
        }
    }

    fn guest_errors(&self) -> Vec<FieldError> {
        let mut errors: Vec<_> = self
            .guest
            .check()
            .into_iter()
            .map(|error| FieldError::invalid(format!("guest.{}", error.field()), error))
            .collect();
        if self.note.as_ref().is_some_and(|note| note.chars().count() > NOTE_MAX_CHARS) {
            let detail = format!("a note has at most {NOTE_MAX_CHARS} characters");
            errors.push(FieldError::invalid("note", detail));
        }
        errors
    }

    fn rooms(self) -> Result<Option<Rooms>, Vec<FieldError>> {
        let given = self.given();
        match (self.hold_id.as_deref(), given) {
            (Some(id), None) => Ok(id.parse().ok().map(Rooms::Held)),
            (Some(_), Some(field)) => Err(vec![FieldError::invalid(
                "hold_id",
                format!("give hold_id or {field} and the other fields of a hold, not both"),
            )]),
            (None, None) => Err(vec![FieldError {
                field: "hold_id".to_owned(),
                code: "required".to_owned(),
                detail: "Give hold_id, or room_type, rate_plan, check_in, check_out and adults.".to_owned(),
            }]),
            (None, Some(_)) => self.in_one_step()?.terms().map(Rooms::Wanted).map(Some),
        }
    }

    /// The first field of a hold that was given.
    fn given(&self) -> Option<&'static str> {
        [
            ("room_type", self.room_type.is_some()),
            ("rate_plan", self.rate_plan.is_some()),
            ("check_in", self.check_in.is_some()),
            ("check_out", self.check_out.is_some()),
            ("rooms", self.rooms.is_some()),
            ("adults", self.adults.is_some()),
            ("children", self.children.is_some()),
            ("expected_total", self.expected_total.is_some()),
        ]
        .into_iter()
        .find_map(|(field, is_given)| is_given.then_some(field))
    }

    /// The hold's fields, or those that are missing.
    fn in_one_step(self) -> Result<HoldBody, Vec<FieldError>> {
        let missing = [
            ("room_type", self.room_type.is_none()),
            ("rate_plan", self.rate_plan.is_none()),
            ("check_in", self.check_in.is_none()),
            ("check_out", self.check_out.is_none()),
            ("adults", self.adults.is_none()),
        ]
        .into_iter()
        .filter(|(_, is_missing)| *is_missing)
        .map(|(field, _)| FieldError {
            field: field.to_owned(),
            code: "required".to_owned(),
            detail: "This field is required.".to_owned(),
        })
        .collect();
        let Self { room_type, rate_plan, check_in, check_out, adults, .. } = self;
        let (Some(room_type), Some(rate_plan), Some(check_in), Some(check_out), Some(adults)) =
            (room_type, rate_plan, check_in, check_out, adults)
        else {
            return Err(missing);
        };
        Ok(HoldBody {
            room_type,
            rate_plan,
            check_in,
            check_out,
            rooms: self.rooms.unwrap_or_else(one),
            adults,
            children: self.children.unwrap_or_default(),
            expected_total: self.expected_total,
        })
    }
}

/// Documented as what it is: one of two bodies. Built from the hold's own, so that the two cannot differ.
impl PartialSchema for BookingBody {
    fn schema() -> RefOr<Schema> {
        let hold_id = ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
            .description(Some("The hold's id."));
        let held = ObjectBuilder::new().property("hold_id", hold_id).required("hold_id");
        let wanted = match HoldBody::schema() {
            RefOr::T(Schema::Object(object)) => ObjectBuilder::from(object),
            _ => ObjectBuilder::new(),
        };
        RefOr::T(
            OneOfBuilder::new()
                .description(Some("A hold to book, or rooms to hold and book in one step."))
                .item(with_guest(held.description(Some("Books a hold."))))
                .item(with_guest(wanted.description(Some("Holds and books in one step."))))
                .into(),
        )
    }
}

impl ToSchema for BookingBody {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Guest::name().into_owned(), Guest::schema()));
        Guest::schemas(schemas);
        HoldBody::schemas(schemas);
    }
}

fn with_guest(object: ObjectBuilder) -> ObjectBuilder {
    let note = ObjectBuilder::new()
        .schema_type(utoipa::openapi::schema::SchemaType::from_iter([Type::String, Type::Null]))
        .max_length(Some(NOTE_MAX_CHARS))
        .description(Some("What the guest wants the hotel to know."));
    object
        .property("guest", Ref::from_schema_name(Guest::name()))
        .required("guest")
        .property("note", note)
        .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn fields(body: Value) -> Vec<String> {
        let body: BookingBody = serde_json::from_value(body).unwrap();
        let errors = body.wanted().err().unwrap_or_default();
        errors.into_iter().map(|error| error.field).collect()
    }

    fn guest() -> Value {
        json!({ "name": "Ann", "email": "ann@example.com" })
    }

    #[test]
    fn a_booking_is_of_a_hold_or_in_one_step_and_never_both() {
        let hold = "018f3a5e-0000-7000-8000-000000000000";

        assert!(fields(json!({ "guest": guest(), "hold_id": hold })).is_empty());
        assert_eq!(fields(json!({ "guest": guest() })), ["hold_id"]);
        assert_eq!(fields(json!({ "guest": guest(), "hold_id": hold, "rooms": 1 })), ["hold_id"]);
        assert_eq!(
            fields(json!({ "guest": guest(), "room_type": "DBL" })),
            ["rate_plan", "check_in", "check_out", "adults"]
        );
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let wrong = json!({
            "guest": { "name": " ", "email": "ann", "phone": "x" },
            "note": "n".repeat(2_001),
            "room_type": "DBL", "rate_plan": "BAR", "check_in": "2030-05-02", "check_out": "2030-05-01",
            "rooms": 51, "adults": 0,
        });

        assert_eq!(
            fields(wrong),
            ["guest.name", "guest.email", "guest.phone", "note", "rooms", "check_out", "adults"]
        );
    }

    #[test]
    fn the_documented_body_is_one_of_two() {
        let schema = serde_json::to_value(BookingBody::schema()).unwrap();

        let bodies = schema["oneOf"].as_array().unwrap();
        assert_eq!(bodies[0]["required"], json!(["hold_id", "guest"]));
        assert!(bodies[1]["properties"]["room_type"].is_object());
        assert_eq!(bodies[1]["additionalProperties"], json!(false));
    }
}
