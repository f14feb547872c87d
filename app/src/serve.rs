//! The server: middleware order, routes, listeners, and its life from start to stop.

use std::{
    io::Write,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use ::web::Pages;
use actix_web::{
    App, HttpServer, Resource,
    dev::{Server, ServerHandle},
    http::header,
    middleware::{Condition, DefaultHeaders, from_fn},
    web,
};
use anyhow::Context;
use http_kit::{Authenticator, Positions};
use kernel::{Clock, SystemClock};
use observe::{Health, Metrics};
use tokio_util::sync::CancellationToken;
use utoipa::OpenApi;
use utoipa_actix_web::{AppExt, scope, service_config::ServiceConfig};

use crate::{
    admin::{self, Standing},
    compose::{Databases, House},
    config::{Config, Demo, secrets},
    demo,
    docs::{self, Docs},
    lifecycle::{self, Farewell, Workers},
    schema,
};

const COMMIT: &str = match option_env!("JUMAK_COMMIT") {
    Some(commit) => commit,
    None => "unknown",
};
/// A connection may rest this long between requests; longer than a balancer's own limit (60 s).
const KEEP_ALIVE: Duration = Duration::from_secs(75);
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// Requests in flight at the stop get this long.
const SHUTDOWN_S: u64 = 25;

/// Serves until it is told to stop.
pub(crate) async fn serve(config: Config) -> anyhow::Result<()> {
    let metrics = Metrics::install(env!("CARGO_PKG_VERSION"), COMMIT)?;
    for notice in &config.notices {
        tracing::warn!("{notice}");
    }
    let public = bind(config.http.listen, "JUMAK_LISTEN")?;
    let admin = bind(config.http.admin_listen, "JUMAK_ADMIN_LISTEN")?;
    let public_url = config.http.public_url(public.local_addr()?);
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);

    let databases = Databases::open(&config).await?;
    schema::ensure(&databases, &config).await?;
    let keys = match &config.secret_keys {
        Some(keys) => keys.clone(),
        None => secrets::load_or_generate(&config.data_dir)?,
    };
    // Files have one place, which every client reads.
    let positions = databases
        .cluster
        .is_some()
        .then(|| web::Data::new(Positions::new(keys.all(), clock.clone(), &public_url)));
    let house = House::build(&config, databases.clone(), clock.clone(), Some(keys), &public_url).await?;
    let demo_hotels =
        if wants_demo(&config, &house).await? { demo::load(&*house.inventory(), &*clock).await? } else { 0 };

    let stop = CancellationToken::new();
    let mut workers = Workers::new(stop.clone());
    workers.start("metrics_upkeep", Box::pin(metrics.clone().upkeep(stop.clone())));
    workers.start("schedule_watch", Box::pin(observe::watch_schedule(stop.clone())));
    let measured = databases.all().map(Clone::clone).to_vec();
    workers.start("gauges", Box::pin(admin::measure(measured, clock, stop.clone())));
    workers.start("inventory_catalogue", house.inventory.watch(&stop));
    if config.roles.is_worker && !config.database.is_read_only {
        for (name, task) in house.tasks(&stop) {
            workers.start(name, task);
        }
    }
    let health = web::Data::new(health(&databases));
    let greeting = Greeting { public: public.local_addr()?, admin: admin.local_addr()?, demo_hotels };
    let pages = house.pages(&config, public_url.clone());
    let entrance = Entrance { listener: public, public_url, health: health.clone(), positions };
    let front = front(&config, &house, &pages, entrance)?;
    let standing =
        Standing { cluster: databases.cluster.clone(), is_read_only: config.database.is_read_only };
    let back = back(admin, health.clone(), standing, metrics)?;
    greeting.print()?;
    run(Running { front, back, workers, health, drain: config.http.drain }).await?;
    databases.close().await;
    tracing::info!("Stopped");
    Ok(())
}

/// The demo is for whoever tries Jumak out; a server's database is somebody's already, new or not.
async fn wants_demo(config: &Config, house: &House) -> anyhow::Result<bool> {
    let is_embedded = house.databases.cluster.is_none() && !config.database.is_read_only;
    Ok(is_embedded && config.demo == Demo::Auto && house.inventory().hotels().await?.is_empty())
}

fn bind(address: SocketAddr, variable: &str) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).with_context(|| {
        format!(
            "{variable}: {address} cannot be listened on; choose another address, or stop what listens there"
        )
    })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// What must work for a request to be answered: that there is something to read. A primary that is gone takes no
/// process out of the rotation, for no other process would do better.
fn health(databases: &Databases) -> Health {
    let mut health = Health::default();
    for db in databases.all() {
        let db = db.clone();
        health.register(db.module(), move || {
            let db = db.clone();
            async move {
                let read = db.stale("readiness");
                db::one(&read, "SELECT 1", []).await.map(|_| ()).map_err(|error| error.to_string())
            }
        });
    }
    health
}

/// Every JSON route of every module.
pub(crate) fn api(house: &House) -> impl FnOnce(&mut ServiceConfig) + Clone + use<> {
    let (inventory, booking, notification) =
        (house.inventory.routes(), house.booking.routes(), house.notification.routes());
    move |config: &mut ServiceConfig| {
        inventory(config);
        booking(config);
        notification(config);
    }
}

/// The description of every route.
pub(crate) fn description(house: &House) -> utoipa::openapi::OpenApi {
    let (_, mut api) = App::new()
        .into_utoipa_app()
        .openapi(docs::Above::openapi())
        .service(scope::scope("/api/v1").configure(api(house)))
        .configure(house.inventory.media_routes())
        .split_for_parts();
    docs::open_what_answers_extend(&mut api);
    api
}

/// Where guests and staff come in.
struct Entrance {
    listener: TcpListener,
    public_url: String,
    health: web::Data<Health>,
    /// What clients have seen; on servers only.
    positions: Option<web::Data<Positions>>,
}

/// A browser that came once over TLS comes over nothing else for a year (ASVS 5.0, V3.4.1).
const STRICT_TRANSPORT_SECURITY: &str = "max-age=31536000; includeSubDomains";

/// Pages and API.
///
/// The order, from outside in: observe (id, measure, log line), `positioned` (what the client has seen, what it wrote),
/// secure (headers), `head_as_get`, then the route;
/// pages add what they need in `Pages::routes`, which come last because they take every path that is left.
fn front(config: &Config, house: &House, pages: &Pages, entrance: Entrance) -> anyhow::Result<Server> {
    let Entrance { listener, public_url, health, positions } = entrance;
    let is_tls = public_url.starts_with("https://");
    let pages = pages.routes();
    let docs = web::Data::new(Docs::of(&description(house))?);
    let authenticator: Arc<dyn Authenticator> = house.access.authenticator();
    let proxies = web::Data::new(config.http.trusted_proxies.clone());
    let (routes, media) = (api(house), house.inventory.media_routes());
    let is_web = config.roles.is_web;
    let server = HttpServer::new(move || {
        let app = App::new()
            .app_data(web::Data::<dyn Authenticator>::from(authenticator.clone()))
            .app_data(docs.clone())
            .app_data(health.clone())
            .app_data(proxies.clone())
            .app_data(http_kit::body_limit())
            .into_utoipa_app();
        let (routes, media) = (routes.clone(), media.clone());
        let (app, _) = app
            .service(scope::scope("/api/v1").configure(move |config: &mut ServiceConfig| {
                if is_web {
                    routes(config);
                }
            }))
            .configure(move |config: &mut ServiceConfig| {
                if is_web {
                    media(config);
                }
            })
            .split_for_parts();
        app.service(looked_at("/openapi.json").get(docs::openapi))
            .service(looked_at("/docs").get(docs::docs_page))
            .service(looked_at("/livez").get(admin::livez))
            .service(looked_at("/readyz").get(admin::readyz))
            .configure(|config| {
                if let Some(positions) = &positions {
                    config.app_data(positions.clone());
                }
                if is_web {
                    config.configure(::web::asset_routes).configure(pages.clone());
                }
            })
            .default_service(web::to(docs::unmatched))
            .wrap(from_fn(http_kit::head_as_get))
            .wrap(from_fn(http_kit::secure))
            .wrap(from_fn(http_kit::positioned))
            .wrap(Condition::new(
                is_tls,
                DefaultHeaders::new().add((header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT_SECURITY)),
            ))
            .wrap(from_fn(http_kit::observe))
    });
    Ok(server
        .keep_alive(KEEP_ALIVE)
        .client_request_timeout(HEAD_TIMEOUT)
        .shutdown_timeout(SHUTDOWN_S)
        .disable_signals()
        .listen(listener)?
        .run())
}

/// A path that is ours whatever the method: no page is looked for there.
fn looked_at(path: &str) -> Resource {
    web::resource(path).default_service(web::to(docs::unmatched))
}

/// Metrics and health.
fn back(
    listener: TcpListener,
    health: web::Data<Health>,
    standing: Standing,
    metrics: Metrics,
) -> anyhow::Result<Server> {
    let (metrics, standing) = (web::Data::new(metrics), web::Data::new(standing));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(health.clone())
            .app_data(standing.clone())
            .app_data(metrics.clone())
            .configure(admin::routes)
    });
    Ok(server.workers(1).disable_signals().shutdown_timeout(1).listen(listener)?.run())
}

/// A server at work.
struct Running {
    front: Server,
    back: Server,
    workers: Workers,
    health: web::Data<Health>,
    drain: Duration,
}

async fn run(running: Running) -> anyhow::Result<()> {
    let Running { front, back, mut workers, health, drain } = running;
    let (front_handle, back_handle) = (front.handle(), back.handle());
    let front = tokio::spawn(front);
    let back = tokio::spawn(back);
    let outcome = tokio::select! {
        farewell = lifecycle::asked_to_stop() => {
            leave(farewell?, &health, drain, &front_handle).await;
            Ok(())
        }
        failure = workers.failed() => Err(anyhow::anyhow!("background work stopped: {failure}")),
    };
    front_handle.stop(true).await;
    front.await??;
    // Mail and events of the last requests still leave, and what is left waits in the database.
    workers.stop().await;
    back_handle.stop(false).await;
    back.await??;
    outcome
}

async fn leave(farewell: Farewell, health: &Health, drain: Duration, front: &ServerHandle) {
    health.start_draining();
    if farewell == Farewell::Drain && !drain.is_zero() {
        tracing::info!(drain_s = drain.as_secs(), "Stopping: not ready any more, still serving");
        tokio::select! {
            () = tokio::time::sleep(drain) => {}
            // Asked again: somebody is in a hurry.
            _ = lifecycle::asked_to_stop() => {}
        }
    }
    tracing::info!("Stopping: finishing what is in flight");
    front.pause().await;
}

/// What a newcomer wants to know.
struct Greeting {
    public: SocketAddr,
    admin: SocketAddr,
    demo_hotels: usize,
}

impl Greeting {
    fn print(&self) -> std::io::Result<()> {
        let mut out = std::io::stdout().lock();
        writeln!(out, "listening on http://{}", self.public)?;
        writeln!(out, "admin on http://{}", self.admin)?;
        writeln!(out, "the API is described at http://{}/docs", self.public)?;
        if self.demo_hotels > 0 {
            writeln!(
                out,
                "{} demo hotels are loaded, invented from roof to cellar; book a room at http://{}\n\
                 (a start with JUMAK_DEMO=never and another JUMAK_DATA_DIR begins empty)",
                self.demo_hotels, self.public,
            )?;
        }
        writeln!(
            out,
            "the front desk is at http://{}/desk; add staff with: \
             jumak staff add --email you@example.com --role owner",
            self.public
        )?;
        out.flush()
    }
}
