//! Who may: a staff route cannot be reached but through a guard that names its permission.

use std::{marker::PhantomData, sync::Arc};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web};
use async_trait::async_trait;
use db::DbError;
use futures::future::LocalBoxFuture;
use kernel::{Actor, By, HotelId};
use thiserror::Error;

use crate::{Problem, current_request_id};

/// Something staff may be allowed to do. Each module's `-api` crate names its own.
pub trait Permission: 'static {
    /// Its name, by which roles include it.
    const NAME: &'static str;
}

/// Someone known, and what they may do.
#[derive(Debug, Clone)]
pub struct Principal {
    /// Who.
    pub actor: Actor,
    /// What, and where.
    pub grants: Vec<Grant>,
}

/// Permissions at one hotel, or at all.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The hotel; `None` means all.
    pub hotel: Option<HotelId>,
    /// The permissions' names.
    pub permissions: &'static [&'static str],
}

impl Principal {
    /// Whether they may do it at that hotel.
    pub fn may(&self, permission: &str, hotel: HotelId) -> bool {
        self.holds(permission, |grant| grant.is_none_or(|at| at == hotel))
    }

    /// Whether they may do it at every hotel.
    pub fn may_everywhere(&self, permission: &str) -> bool {
        self.holds(permission, |grant| grant.is_none())
    }

    fn holds(&self, permission: &str, covers: impl Fn(Option<HotelId>) -> bool) -> bool {
        self.grants.iter().any(|grant| covers(grant.hotel) && grant.permissions.contains(&permission))
    }
}

/// Tells who holds a credential.
#[async_trait]
pub trait Authenticator: Send + Sync {
    /// The holder of an API key.
    async fn by_api_key(&self, key: &str) -> Result<Principal, AuthError>;
}

/// Why nobody was recognised.
#[derive(Debug, Error)]
pub enum AuthError {
    /// No such credential, or no longer.
    #[error("the credential is unknown or revoked")]
    Unknown,
    /// It could not be looked up.
    #[error("credentials cannot be checked")]
    Db(#[from] DbError),
}

/// The token of an `Authorization: Bearer` header.
#[derive(Debug, Clone)]
pub struct Bearer(pub String);

impl FromRequest for Bearer {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(bearer(request).map(Self))
    }
}

fn bearer(request: &HttpRequest) -> Result<String, Problem> {
    let value = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = value.and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    match token {
        Some(token) if !token.is_empty() => Ok(token.to_owned()),
        _ => Err(Problem::unauthenticated("Send your token as Authorization: Bearer <token>.")),
    }
}

/// Proof that whoever asks holds permission `P` somewhere; [`Guard::at`] tells whether here.
#[derive(Debug)]
pub struct Guard<P> {
    principal: Principal,
    permission: PhantomData<P>,
}

impl<P: Permission> Guard<P> {
    /// Who asks, if they hold the permission at this hotel.
    pub fn at(&self, hotel: HotelId) -> Result<By, Problem> {
        self.allowed(self.principal.may(P::NAME, hotel))
    }

    /// Who asks, if they hold the permission at every hotel.
    pub fn everywhere(&self) -> Result<By, Problem> {
        self.allowed(self.principal.may_everywhere(P::NAME))
    }

    /// Whether they hold the permission at this hotel, for answers that must not tell.
    pub fn covers(&self, hotel: HotelId) -> bool {
        self.principal.may(P::NAME, hotel)
    }

    /// The hotels at which they hold the permission; `None` for all of them.
    pub fn hotels(&self) -> Option<Vec<HotelId>> {
        let grants = self.principal.grants.iter();
        grants.filter(|grant| grant.permissions.contains(&P::NAME)).map(|grant| grant.hotel).collect()
    }

    /// Who asks, wherever they may.
    pub fn by(&self) -> By {
        By { actor: self.principal.actor, request_id: current_request_id() }
    }

    fn allowed(&self, is_allowed: bool) -> Result<By, Problem> {
        if is_allowed { Ok(self.by()) } else { Err(Problem::forbidden(P::NAME)) }
    }
}

impl<P: Permission> FromRequest for Guard<P> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let authenticator = request.app_data::<web::Data<dyn Authenticator>>().cloned();
        let key = bearer(request);
        Box::pin(async move {
            let authenticator: Arc<dyn Authenticator> =
                authenticator.ok_or_else(Problem::internal)?.into_inner();
            let principal = match authenticator.by_api_key(&key?).await {
                Ok(principal) => principal,
                Err(AuthError::Unknown) => {
                    return Err(Problem::unauthenticated("This API key is unknown or revoked."));
                }
                Err(AuthError::Db(error)) => return Err(error.into()),
            };
            // No grant of this kind anywhere: refuse before the handler looks at anything.
            if principal.grants.iter().any(|grant| grant.permissions.contains(&P::NAME)) {
                Ok(Self { principal, permission: PhantomData })
            } else {
                Err(Problem::forbidden(P::NAME))
            }
        })
    }
}
