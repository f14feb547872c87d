//! Recounts what bookings imply, and compares it with inventory's holds.

use std::collections::HashMap;

use booking_api::BookingStatus;
use chrono::{DateTime, TimeDelta, Utc};
use inventory_api::{HoldRef, HoldState, QueryError, Violation};
use kernel::{BookingId, Date, HoldId, HotelId};
use uuid::Uuid;

use crate::{
    booking::BookingKey,
    service::{Service, unread},
    store::{self, AUDIT_PAGE, AuditedBooking, AuditedHold},
};

/// Nights are given back after the decision, at the latest with its event: younger changes are let settle.
const SETTLING: TimeDelta = TimeDelta::seconds(60);
/// More tell nothing new.
const VIOLATIONS_MAX: usize = 1_000;

/// A violation, and the booking (at the version that was read) it is about.
type Finding = (BookingKey, Option<i64>, Violation);

/// Everything that must never be and is.
pub(crate) async fn audit(service: &Service) -> Result<Vec<Violation>, QueryError> {
    let mut violations = audit_bookings(service).await?;
    violations.append(&mut audit_holds(service).await?);
    violations.truncate(VIOLATIONS_MAX);
    Ok(violations)
}

async fn audit_bookings(service: &Service) -> Result<Vec<Violation>, QueryError> {
    let read = service.db.recount("audit");
    let mut after = (HotelId::from(Uuid::nil()), BookingId::from(Uuid::nil()));
    let mut violations = Vec::new();
    loop {
        let page = store::audited_bookings(&read, after).await.map_err(|e| unread(&e))?;
        let found = page.iter().flat_map(findings).collect();
        violations.append(&mut confirmed(service, found).await?);
        match page.last() {
            Some(last) if is_full(&page) => after = last.booking.key(),
            _ => return Ok(violations),
        }
    }
}

async fn audit_holds(service: &Service) -> Result<Vec<Violation>, QueryError> {
    let read = service.db.recount("audit");
    let settled_before = service.clock.now() - SETTLING;
    let mut after = (HotelId::from(Uuid::nil()), HoldId::from(Uuid::nil()));
    let mut violations = Vec::new();
    loop {
        let page = store::audited_holds(&read, after).await.map_err(|e| unread(&e))?;
        let claimed = claimed_nights(service, &page).await?;
        let found = page.iter().filter_map(|hold| hold_finding(hold, &claimed, settled_before)).collect();
        violations.append(&mut confirmed(service, found).await?);
        match page.last() {
            Some(last) if is_full(&page) => after = (last.hotel_id, last.hold_id),
            _ => return Ok(violations),
        }
    }
}

fn is_full<T>(page: &[T]) -> bool {
    i64::try_from(page.len()).is_ok_and(|length| length >= AUDIT_PAGE)
}

/// Bookings change while they are read: only what is still at the same version is a violation.
async fn confirmed(service: &Service, found: Vec<Finding>) -> Result<Vec<Violation>, QueryError> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<_> = found.iter().map(|(key, ..)| *key).collect();
    let read = service.db.recount("audit");
    let now = store::versions(&read, &keys).await.map_err(|e| unread(&e))?;
    let stands = |(key, version, _): &Finding| now.get(key).copied() == *version;
    Ok(found.into_iter().filter(stands).map(|(.., violation)| violation).collect())
}

/// The nights that inventory's holds claim for these bookings.
async fn claimed_nights(
    service: &Service,
    page: &[AuditedHold],
) -> Result<HashMap<HoldRef, Vec<Date>>, QueryError> {
    let refs: Vec<_> = page.iter().map(hold_ref).collect();
    let held = service.inventory.holds(&refs).await?;
    let nights = held.into_iter().map(|found| {
        let name = HoldRef { hotel_id: found.quote.hotel_id, hold_id: found.hold_id };
        let mut claimed = if found.state == HoldState::Released { Vec::new() } else { found.claimed };
        claimed.sort_unstable();
        (name, claimed)
    });
    Ok(nights.collect())
}

fn hold_ref(hold: &AuditedHold) -> HoldRef {
    HoldRef { hotel_id: hold.hotel_id, hold_id: hold.hold_id }
}

fn hold_finding(
    hold: &AuditedHold,
    claimed: &HashMap<HoldRef, Vec<Date>>,
    settled_before: DateTime<Utc>,
) -> Option<Finding> {
    let key = (hold.hotel_id, hold.booking_id);
    let finding = |version, invariant: &str, detail| {
        let violation = Violation { invariant: invariant.to_owned(), detail };
        Some((key, version, violation))
    };
    let Some((version, changed_at)) = hold.booking else {
        let detail = format!("hold {} was booked by {}, which is not there", hold.hold_id, hold.booking_id);
        return finding(None, "booked_hold_has_booking", detail);
    };
    let claimed = claimed.get(&hold_ref(hold)).map(Vec::as_slice).unwrap_or_default();
    if changed_at >= settled_before || claimed == hold.nights {
        return None;
    }
    let detail = format!(
        "booking {} keeps the nights {} of hold {}, which claims {}",
        hold.booking_id,
        listed(&hold.nights),
        hold.hold_id,
        listed(claimed),
    );
    finding(Some(version), "booking_nights_equal_claims", detail)
}

fn listed(nights: &[Date]) -> String {
    let nights: Vec<_> = nights.iter().map(Date::to_string).collect();
    if nights.is_empty() { "(none)".to_owned() } else { nights.join(" ") }
}

/// What is wrong with a booking by itself.
fn findings(audited: &AuditedBooking) -> Vec<Finding> {
    let booking = &audited.booking;
    let checks = [
        (keeps_its_nights(audited), "nights_fit_status"),
        (adds_up(audited), "total_adds_up"),
        (has_its_columns(audited), "columns_equal_quote"),
        (audited.history == (booking.version, booking.version), "history_is_gapless"),
        (has_gapless_events(audited), "events_are_gapless"),
        (audited.undecided_nights == 0, "nights_are_decided"),
    ];
    checks
        .into_iter()
        .filter(|(is_kept, _)| !is_kept)
        .map(|(_, invariant)| {
            let detail = format!(
                "booking {} of hotel {}, {} at version {}",
                booking.code, booking.hotel_id, booking.status, booking.version
            );
            let violation = Violation { invariant: invariant.to_owned(), detail };
            (booking.key(), Some(booking.version), violation)
        })
        .collect()
}

fn keeps_its_nights(audited: &AuditedBooking) -> bool {
    let stay: Vec<Date> = audited.booking.quote().stay.nights().collect();
    let kept: Vec<Date> = audited.nights.iter().map(|night| night.date).collect();
    match audited.booking.status {
        BookingStatus::Confirmed | BookingStatus::CheckedIn => kept == stay,
        BookingStatus::Cancelled => kept.is_empty(),
        // Nights given back are the last ones; a guest who came slept at least once.
        BookingStatus::CheckedOut => !kept.is_empty() && stay.starts_with(&kept),
        BookingStatus::NoShow => stay.starts_with(&kept),
    }
}

fn adds_up(audited: &AuditedBooking) -> bool {
    let quote = audited.booking.quote();
    let rooms = i64::from(quote.rooms);
    let nights = quote.nights.iter().map(|night| night.price.amount.checked_mul(rooms));
    let on_top = quote.taxes.iter().filter(|tax| !tax.is_included).map(|tax| Some(tax.amount.amount));
    let sum = nights.chain(on_top).try_fold(0_i64, |sum, part| sum.checked_add(part?));
    let is_priced = audited
        .nights
        .iter()
        .all(|kept| quote.nights.iter().any(|n| (n.date, n.price.amount) == (kept.date, kept.price_minor)));
    sum == Some(quote.total.amount) && is_priced
}

fn has_its_columns(audited: &AuditedBooking) -> bool {
    let quote = audited.booking.quote();
    (audited.check_in, audited.check_out) == (quote.stay.check_in(), quote.stay.check_out())
        && audited.total_minor == quote.total.amount
        && audited.guests == i64::from(audited.booking.guests())
}

/// Events are forgotten a week after their publication: what is left is the newest, without gaps.
fn has_gapless_events(audited: &AuditedBooking) -> bool {
    let (count, oldest, newest) = audited.events;
    count == 0 || (newest == audited.booking.version && newest - oldest + 1 == count)
}
