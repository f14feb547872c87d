//! Stock changes as they happen, for open pages.

use std::{convert::Infallible, time::Duration};

use actix_web::{HttpResponse, get, http::header, web};
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use http_kit::{PathArgs, Problem, documented::LookProblems};
use inventory_api::Inventory;
use tokio::time::{Instant, interval_at};
use tokio_stream::wrappers::{BroadcastStream, IntervalStream};

use super::{params::InHotel, problems, public::hotel_ref};
use crate::broadcast::Watchers;

/// Middle boxes cut connections that say nothing for a minute.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Stock changes of a hotel: `availability` events with `{room_type, from, to, available: [..], version}`.
#[utoipa::path(
    tag = "hotels",
    params(InHotel),
    responses(
        (status = 200, description = "Server-sent events", body = String, content_type = "text/event-stream"),
        LookProblems,
    )
)]
#[get("/hotels/{hotel}/availability/stream")]
pub(super) async fn availability(
    path: PathArgs<String>,
    inventory: web::Data<dyn Inventory>,
    watchers: web::Data<Watchers>,
) -> Result<HttpResponse, Problem> {
    let hotel = inventory.hotel(&hotel_ref(&path.0)?).await.map_err(problems::of_query)?;
    let frames = frames(watchers.watch(hotel.id));
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // nginx would otherwise keep the events back until its buffer is full.
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(frames.map(Ok::<_, Infallible>)))
}

fn frames(changes: tokio::sync::broadcast::Receiver<Bytes>) -> impl Stream<Item = Bytes> {
    let hello = stream::iter([Bytes::from_static(b"retry: 2000\n: watching\n\n")]);
    let changes = BroadcastStream::new(changes).map(|change| {
        // Whoever fell behind has missed changes: an event without data tells them to look again.
        change.unwrap_or_else(|_| Bytes::from_static(b"event: reload\ndata: {}\n\n"))
    });
    let beats = IntervalStream::new(interval_at(Instant::now() + HEARTBEAT, HEARTBEAT))
        .map(|_| Bytes::from_static(b": still here\n\n"));
    hello.chain(stream::select(changes, beats))
}
