//! The listener for operators and balancers: metrics and health. Never public.

use std::{fmt::Write, time::Duration};

use actix_web::{HttpResponse, http::header, web};
use db::{Cluster, Db, outbox};
use kernel::Clock;
use observe::{Health, Metrics};
use tokio_util::sync::CancellationToken;

/// Often enough for a scrape every fifteen seconds.
const GAUGES_EVERY: Duration = Duration::from_secs(5);

/// What may be worse than it should be while requests are answered all the same.
#[derive(Debug)]
pub(crate) struct Standing {
    /// The servers; `None` on files.
    pub(crate) cluster: Option<Cluster>,
    /// Whether the operator lets nobody write.
    pub(crate) is_read_only: bool,
}

impl Standing {
    fn degraded(&self) -> Vec<&'static str> {
        let has_no_primary = self.cluster.as_ref().is_some_and(|cluster| !cluster.has_primary());
        let all = [
            (has_no_primary, "no primary answers, so nothing can be written"),
            (self.is_read_only, "JUMAK_DB_READ_ONLY refuses every change"),
        ];
        all.into_iter().filter_map(|(is_so, what)| is_so.then_some(what)).collect()
    }
}

/// The routes of the admin listener.
pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/metrics", web::get().to(metrics_page))
        .route("/livez", web::get().to(livez))
        .route("/livez", web::head().to(livez))
        .route("/readyz", web::get().to(readyz_with_reasons))
        .route("/readyz", web::head().to(readyz_with_reasons));
}

async fn metrics_page(metrics: web::Data<Metrics>) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(metrics.render())
}

/// Whether the event loop turns; asks nobody.
#[utoipa::path(get, path = "/livez", tag = "health", responses(
    (status = 200, description = "One word: ok", body = String, content_type = "text/plain"),
))]
pub(crate) async fn livez() -> HttpResponse {
    word(HttpResponse::Ok(), "ok")
}

/// Whether requests should come here, in one word.
#[utoipa::path(get, path = "/readyz", tag = "health", responses(
    (status = 200, description = "One word: ready", body = String, content_type = "text/plain"),
    (status = 503, description = "One word: unready", body = String, content_type = "text/plain"),
))]
pub(crate) async fn readyz(health: web::Data<Health>) -> HttpResponse {
    if health.ready().await.iter().all(|(_, found)| found.is_ok()) {
        word(HttpResponse::Ok(), "ready")
    } else {
        word(HttpResponse::ServiceUnavailable(), "unready")
    }
}

/// The same with the reasons, a line each, and with what is degraded.
async fn readyz_with_reasons(health: web::Data<Health>, standing: web::Data<Standing>) -> HttpResponse {
    let findings = health.ready().await;
    let is_ready = findings.iter().all(|(_, found)| found.is_ok());
    let mut text = String::from(if is_ready { "ready\n" } else { "unready\n" });
    for (name, found) in &findings {
        let state = found.as_ref().map_or_else(String::as_str, |()| "ok");
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name}: {state}");
    }
    for what in standing.degraded() {
        let _ = writeln!(text, "degraded: {what}");
    }
    let response = if is_ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    word(response, text)
}

fn word(mut response: actix_web::HttpResponseBuilder, text: impl Into<String>) -> HttpResponse {
    response
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(text.into())
}

/// Keeps the gauges of connections and outboxes true until `stop`.
pub(crate) async fn measure(databases: Vec<Db>, clock: std::sync::Arc<dyn Clock>, stop: CancellationToken) {
    loop {
        for db in &databases {
            db.report_connections();
            match outbox::backlog(&db.stale("outbox_backlog")).await {
                Ok(backlog) => report(db.module(), backlog, &*clock),
                Err(error) => {
                    tracing::warn!(module = db.module(), error = ?error, "The outbox cannot be counted");
                }
            }
        }
        tokio::select! {
            () = tokio::time::sleep(GAUGES_EVERY) => {}
            () = stop.cancelled() => return,
        }
    }
}

fn report(module: &'static str, backlog: outbox::Backlog, clock: &dyn Clock) {
    let age = backlog.oldest.map_or(0, |oldest| (clock.now() - oldest).num_seconds().max(0));
    let gauge = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    metrics::gauge!("jumak_outbox_pending", "module" => module).set(gauge(backlog.pending));
    metrics::gauge!("jumak_outbox_dead", "module" => module).set(gauge(backlog.dead));
    metrics::gauge!("jumak_outbox_oldest_age_seconds", "module" => module)
        .set(u32::try_from(age).unwrap_or(u32::MAX));
}
