//! Messages over HTTP, for staff.

use std::sync::Arc;

use access_api::permissions::{READ_BOOKINGS, WRITE_BOOKINGS};
use actix_web::{HttpResponse, get, http::StatusCode, http::header, post, web};
use http_kit::{
    Args, FieldError, Guard, PathArgs, Permission, Problem, Write,
    documented::{StaffReadProblems, StaffWriteProblems},
    replied,
};
use inventory_api::{HotelRef, Inventory, QueryError};
use kernel::{BookingId, HotelId, MessageId};
use notification_api::{MessageList, MessagePage, MessageState, MessageView};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    list::ListError,
    port::{Local, ResendError},
};

/// As many as were answered before pages could be asked for.
const LIMIT_DEFAULT: u16 = 100;

struct ReadBookings;

impl Permission for ReadBookings {
    const NAME: &'static str = READ_BOOKINGS;
}

struct WriteBookings;

impl Permission for WriteBookings {
    const NAME: &'static str = WRITE_BOOKINGS;
}

/// What the routes work with.
#[derive(Clone)]
pub(crate) struct Routes {
    pub(crate) port: Arc<Local>,
    pub(crate) inventory: Arc<dyn Inventory>,
}

pub(crate) fn register(cfg: &mut ServiceConfig, state: Routes) {
    cfg.app_data(web::Data::new(state)).service(messages).service(resend);
}

/// Which messages.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MessagesQuery {
    /// Only those about the booking with this id.
    #[param(value_type = Option<String>, format = Uuid)]
    booking: Option<BookingId>,
    /// Only those that stand here.
    #[param(inline)]
    state: Option<MessageState>,
    /// At most so many, 1 to 100.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// The messages to a hotel's guests.
#[utoipa::path(
    tag = "messages",
    params(("hotel" = String, Path, description = "The hotel's id or slug."), MessagesQuery),
    responses(
        (status = 200, description = "A page of messages, newest first.", body = MessagePage),
        StaffReadProblems,
    ),
    security(("api_key" = [])),
)]
#[get("/hotels/{hotel}/messages")]
async fn messages(
    state: web::Data<Routes>,
    guard: Guard<ReadBookings>,
    hotel: PathArgs<String>,
    query: Args<MessagesQuery>,
) -> Result<HttpResponse, Problem> {
    let hotel = state.hotel(&hotel.0).await?;
    guard.at(hotel)?;
    let MessagesQuery { booking, state: standing, limit, cursor } = query.0;
    let limit = limit.unwrap_or(LIMIT_DEFAULT);
    let list = MessageList { hotel, booking, state: standing, limit, cursor };
    let page = state.port.list(&list).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-store")).json(page))
}

/// Nothing: the path says it all.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Resend {}

/// Sends a message again.
///
/// It is queued as if it had never been tried, whatever became of it.
#[utoipa::path(
    tag = "messages",
    params(
        ("hotel" = String, Path, description = "The hotel's id or slug."),
        ("message_id" = String, Path, description = "The message's id.", format = Uuid),
        ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255, description = "1 to 255 printable ASCII characters, new for each write."),
    ),
    request_body = Resend,
    responses(
        (status = 200, description = "The message, queued.", body = MessageView),
        StaffWriteProblems,
    ),
    security(("api_key" = [])),
)]
#[post("/hotels/{hotel}/messages/{message_id}/resend")]
async fn resend(
    state: web::Data<Routes>,
    guard: Guard<WriteBookings>,
    path: PathArgs<(String, MessageId)>,
    write: Write<Resend>,
) -> Result<HttpResponse, Problem> {
    let (hotel, message) = path.0;
    let hotel = state.hotel(&hotel).await?;
    let by = guard.at(hotel)?;
    let once = write.once(by.actor);
    let done = state.port.resend_once((hotel, message), &by, &once).await?;
    replied(StatusCode::OK, &done)
}

impl Routes {
    async fn hotel(&self, name: &str) -> Result<HotelId, Problem> {
        let name: HotelRef = name.parse().map_err(|_| Problem::not_found("hotel"))?;
        let hotel = self.inventory.hotel(&name).await.map_err(|error| match error {
            QueryError::NoHotel => Problem::not_found("hotel"),
            QueryError::Unavailable(_) => Problem::unavailable(
                "inventory_unavailable",
                "The hotel cannot be looked up just now. Nothing was changed; try again in a moment.",
            ),
            QueryError::Invalid(..) | QueryError::Failed(_) => {
                tracing::error!(%error, "A hotel could not be looked up");
                Problem::internal()
            }
        })?;
        Ok(hotel.id)
    }
}

impl From<ListError> for Problem {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Invalid(field, reason) => Self::input(vec![FieldError::invalid(field, reason)]),
            ListError::Db(error) => error.into(),
        }
    }
}

impl From<ResendError> for Problem {
    fn from(error: ResendError) -> Self {
        match error {
            ResendError::NotFound => Self::not_found("message"),
            ResendError::KeyReused => Self::key_reused(),
            ResendError::Db(error) => error.into(),
        }
    }
}
