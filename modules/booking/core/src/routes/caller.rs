//! Who asks: a guest, a guest with a manage token, or staff with an API key.

use access_api::permissions;
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use booking_api::Proof;
use futures::future::LocalBoxFuture;
use http_kit::{Bearer, Guard, Permission, Problem, current_request_id};
use kernel::{Actor, By, ConfirmationCode, HotelId};

/// Seeing bookings.
pub(super) struct ReadBookings;

impl Permission for ReadBookings {
    const NAME: &'static str = permissions::READ_BOOKINGS;
}

/// Making and changing bookings for guests.
pub(super) struct WriteBookings;

impl Permission for WriteBookings {
    const NAME: &'static str = permissions::WRITE_BOOKINGS;
}

/// How an API key begins; every other token is a booking's.
const API_KEY_PREFIX: &str = "jmk_";

/// Whoever holds or books rooms: anybody, or staff when they sent an API key.
pub(super) struct Booker(Option<Guard<WriteBookings>>);

impl Booker {
    /// Who books at that hotel.
    pub(super) fn at(&self, hotel: HotelId) -> Result<By, Problem> {
        match &self.0 {
            Some(guard) => guard.at(hotel),
            None => Ok(a_guest()),
        }
    }
}

impl FromRequest for Booker {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_staff = bearer(request).is_ok_and(|token| token.starts_with(API_KEY_PREFIX));
        let guard = is_staff.then(|| Guard::from_request(request, payload));
        Box::pin(async move {
            match guard {
                Some(guard) => Ok(Self(Some(guard.await?))),
                None => Ok(Self(None)),
            }
        })
    }
}

/// Whoever sees or changes a booking: the guest by its token, or staff by API key.
pub(super) enum Manager<P> {
    Guest(String),
    Staff(Guard<P>),
}

impl<P: Permission> Manager<P> {
    /// With what right.
    pub(super) fn proof(&self) -> Proof {
        match self {
            Self::Guest(token) => Proof::ManageToken(token.clone()),
            Self::Staff(guard) => staff_proof(guard),
        }
    }

    /// Who asks.
    pub(super) fn by(&self) -> By {
        match self {
            Self::Guest(_) => a_guest(),
            Self::Staff(guard) => guard.by(),
        }
    }

    /// Whose idempotency keys these are.
    pub(super) fn key_owner(&self, code: ConfirmationCode) -> String {
        match self {
            Self::Guest(_) => format!("booking:{code}"),
            Self::Staff(guard) => guard.by().actor.to_string(),
        }
    }
}

impl<P: Permission> FromRequest for Manager<P> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        match bearer(request) {
            Ok(token) if token.starts_with(API_KEY_PREFIX) => {
                let guard = Guard::from_request(request, payload);
                Box::pin(async move { guard.await.map(Self::Staff) })
            }
            token => Box::pin(std::future::ready(token.map(Self::Guest))),
        }
    }
}

fn a_guest() -> By {
    By { actor: Actor::Guest, request_id: current_request_id() }
}

/// Staff's proof for one of their hotels' bookings.
pub(super) fn staff_proof<P: Permission>(guard: &Guard<P>) -> Proof {
    Proof::Staff { hotels: guard.hotels() }
}

fn bearer(request: &HttpRequest) -> Result<String, Problem> {
    Bearer::from_request(request, &mut Payload::None).into_inner().map(|Bearer(token)| token)
}
