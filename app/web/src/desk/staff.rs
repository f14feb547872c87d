//! Whoever stands at the desk: signed in, and allowed what a page is about.

use std::sync::Arc;

use access_api::{AccessError, StaffSession, permissions};
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use booking_api::Proof;
use futures::future::LocalBoxFuture;
use http_kit::current_request_id;
use inventory_api::Hotel;
use kernel::{By, OnceKey};

use crate::{
    desk::frame::{DeskFrame, Section},
    form::Typed,
    refusal::Refusal,
    visit::Visit,
};

/// The cookie that holds a session's token.
pub(crate) const COOKIE: &str = "jumak_staff";

/// Somebody signed in. What they may do, [`Staff::at`] and [`Staff::everywhere`] tell.
#[derive(Clone)]
pub(crate) struct Staff {
    pub(crate) visit: Visit,
    pub(crate) session: StaffSession,
}

impl Staff {
    /// This hotel's desk, if they hold the permission there. Of hotels where they have no role nothing is told.
    pub(crate) async fn at(&self, permission: &'static str, hotel: &str) -> Result<Counter, Refusal> {
        let hotel = self.visit.hotel(hotel).await?;
        if self.session.may(permission, hotel.id) {
            Ok(Counter { staff: self.clone(), hotel })
        } else if self.session.may(permissions::READ_BOOKINGS, hotel.id) {
            Err(Refusal::Forbidden)
        } else {
            Err(Refusal::NoPage)
        }
    }

    /// Nothing, if they hold the permission at some hotel at least.
    pub(crate) fn anywhere(&self, permission: &'static str) -> Result<(), Refusal> {
        if self.session.may_anywhere(permission) { Ok(()) } else { Err(Refusal::Forbidden) }
    }

    /// Nothing, if they hold the permission at all hotels.
    pub(crate) fn everywhere(&self, permission: &'static str) -> Result<(), Refusal> {
        if self.session.may_everywhere(permission) { Ok(()) } else { Err(Refusal::Forbidden) }
    }

    /// Every hotel whose desk they may stand at, by slug.
    pub(crate) async fn hotels(&self) -> Result<Vec<Arc<Hotel>>, Refusal> {
        let mut hotels = self.visit.pages.inventory().hotels().await?;
        hotels.retain(|hotel| self.session.may(permissions::READ_BOOKINGS, hotel.id));
        Ok(hotels)
    }

    /// Who asks, for commands.
    pub(crate) fn by(&self) -> By {
        self.session.by(current_request_id())
    }

    /// The key under which a form happens once: the form's own, of this member of staff.
    pub(crate) fn once(&self, typed: &Typed) -> Result<OnceKey, Refusal> {
        Ok(OnceKey {
            caller: format!("desk:{}", self.session.staff_id),
            key: typed.key()?.to_owned(),
            fingerprint: typed.fingerprint(self.visit.path()),
        })
    }

    /// What surrounds a page that concerns no single hotel.
    pub(crate) async fn frame(&self, section: Section, title: &str) -> Result<DeskFrame, Refusal> {
        Ok(DeskFrame::new(self, None, self.hotels().await?, section, title))
    }
}

/// Somebody at a hotel's desk, allowed what they came for.
#[derive(Clone)]
pub(crate) struct Counter {
    pub(crate) staff: Staff,
    pub(crate) hotel: Arc<Hotel>,
}

impl Counter {
    pub(crate) fn visit(&self) -> &Visit {
        &self.staff.visit
    }

    /// With what right they see and change this hotel's bookings.
    pub(crate) fn proof(&self) -> Proof {
        Proof::Staff { hotels: Some(vec![self.hotel.id]) }
    }

    /// The date on the hotel's wall.
    pub(crate) fn today(&self) -> kernel::Date {
        self.hotel.profile.time_zone.date_at(self.visit().pages.clock().now())
    }

    /// Where a page of this hotel's desk is, such as `today`.
    pub(crate) fn link(&self, page: &str) -> String {
        self.visit().links.desk_of(&self.hotel.profile.slug, page)
    }

    /// What surrounds a page about this hotel.
    pub(crate) async fn frame(&self, section: Section, title: &str) -> Result<DeskFrame, Refusal> {
        let hotels = self.staff.hotels().await?;
        Ok(DeskFrame::new(&self.staff, Some(&self.hotel), hotels, section, title))
    }
}

impl FromRequest for Staff {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let visit = Visit::of(request).ok_or(Refusal::Broken);
        let token = visit.as_ref().ok().and_then(|visit| visit.pages.cookies.get(request, COOKIE));
        let is_look = request.method().is_safe();
        Box::pin(async move {
            let visit = visit?;
            // A form cannot be sent again by a link; its page can.
            let next = if is_look { visit.here.as_str() } else { "/desk" };
            let signed_out = || Refusal::SignedOut(visit.links.sign_in(next));
            let token = token.ok_or_else(signed_out)?;
            match visit.pages.access().session(&token).await {
                Ok(session) => Ok(Self { visit, session }),
                Err(AccessError::SignedOut) => Err(signed_out()),
                Err(error) => Err(error.into()),
            }
        })
    }
}
