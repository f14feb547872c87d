//! How often one address may try what a guesser would, and how often a booking's mail is sent again.

use std::{
    future::{Ready, ready},
    net::IpAddr,
    num::NonZeroU32,
    sync::Arc,
    time::Duration,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use chrono::{DateTime, Utc};
use http_kit::{Allowance, ClientAddress, GuessLimit, KeyedLimit, Problem};
use kernel::ConfirmationCode;

use crate::refusal::Refusal;

/// Whoever asks for a third mail at once has another trouble than a lost mail.
const RESENDS_BURST: NonZeroU32 = NonZeroU32::new(3).unwrap();
const RESEND_EVERY: Duration = Duration::from_mins(1);

/// The limits of what guests' pages let anybody try.
#[derive(Clone)]
pub(crate) struct Limits {
    look_ups: Arc<GuessLimit>,
    resends: Option<KeyedLimit<ConfirmationCode>>,
}

impl Default for Limits {
    fn default() -> Self {
        let resends = KeyedLimit::new(Allowance { burst: RESENDS_BURST, every: RESEND_EVERY });
        Self { look_ups: Arc::default(), resends }
    }
}

impl Limits {
    /// Counts a look-up of a booking.
    pub(super) fn look_up(&self, address: Address, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.look_ups.check(address.0, now).map_err(|problem| too_many(&problem))
    }

    /// Counts a look-up that found nothing, which weighs more.
    pub(super) fn failed(&self, address: Address, now: DateTime<Utc>) {
        self.look_ups.failed(address.0, now);
    }

    /// Counts a mail that a guest wants again.
    pub(super) fn resend(&self, code: ConfirmationCode) -> Result<(), Refusal> {
        let allowed = self.resends.as_ref().map_or(Ok(()), |resends| resends.check(&code));
        allowed.map_err(|problem| too_many(&problem))
    }
}

fn too_many(problem: &Problem) -> Refusal {
    Refusal::TooMany { retry_after_s: problem.retry_after_s().unwrap_or(1) }
}

/// Where a request comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Address(IpAddr);

impl FromRequest for Address {
    type Error = Refusal;
    type Future = Ready<Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let address = ClientAddress::from_request(request, payload).into_inner();
        ready(address.map(|address| Self(address.0)).map_err(|_| Refusal::Broken))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_codes_use_up_an_address_and_right_ones_do_not() {
        let (limits, now) = (Limits::default(), "2030-05-01T00:00:00Z".parse().unwrap());
        let (guesser, guest) = (Address("192.0.2.1".parse().unwrap()), Address("192.0.2.2".parse().unwrap()));

        for _ in 0..20 {
            limits.look_up(guesser, now).unwrap();
            limits.failed(guesser, now);
            limits.look_up(guest, now).unwrap();
        }

        assert!(matches!(limits.look_up(guesser, now), Err(Refusal::TooMany { .. })));
        assert!(limits.look_up(guest, now).is_ok());
    }

    #[test]
    fn one_bookings_mail_goes_out_three_times_at_once_and_anothers_still_does() {
        let (limits, code) = (Limits::default(), "3F7K2M9QXR".parse().unwrap());

        let sent = (0..4).filter(|_| limits.resend(code).is_ok()).count();

        assert_eq!(sent, 3);
        assert!(limits.resend("3F7K2M9QXS".parse().unwrap()).is_ok());
    }
}
