//! What other releases serve and this one does not. Each is known and checked, and stops the start: a mail
//! server or a router that was asked for and silently ignored would be worse than none.

use url::Url;

use super::environment::{Environment, MODULE_URLS};

const MODULES: [&str; 4] = ["access", "booking", "inventory", "notification"];

/// Refuses every value that this release cannot serve.
pub(super) fn refuse(env: &mut Environment) {
    let redis = Urls {
        schemes: &["redis", "rediss", "redis+sentinel", "redis+cluster"],
        example: "redis://host:6379",
    };
    env.get("REDIS_URL", |text| {
        redis.refuse(text, "this release serves only a cache in memory; leave it unset")
    });
    env.get("JUMAK_EVENTS_URL", router);
    env.get("JUMAK_MAIL_URL", mail_server);
    env.get("JUMAK_MODULES", modules);
    let module = Urls { schemes: &["http", "https"], example: "http://host:8080" };
    for name in MODULE_URLS {
        env.get(name, |text| {
            module.refuse(text, "this release serves only all modules in one process; leave it unset")
        });
    }
}

/// What belongs to others, is set, and does nothing here.
pub(super) fn notices(env: &Environment) -> Vec<String> {
    let traces = "OTEL_EXPORTER_OTLP_ENDPOINT";
    let notice = || format!("{traces} is set, but this release exports no traces");
    env.is_set(traces).then(notice).into_iter().collect()
}

/// URLs of a kind that another release serves.
struct Urls {
    schemes: &'static [&'static str],
    example: &'static str,
}

impl Urls {
    /// Always an error: a wrong shape is told before what the right one would come to.
    fn refuse(&self, text: &str, unserved: &str) -> Result<(), String> {
        // Only the first of several comma-separated hosts need make a URL.
        let is_ours = |url: &str| {
            Url::parse(url.trim()).is_ok_and(|url| self.schemes.contains(&url.scheme()) && url.has_host())
        };
        if text.split(',').next().is_some_and(is_ours) {
            Err(unserved.to_owned())
        } else {
            Err(format!("expected a URL such as {}; {unserved}", self.example))
        }
    }
}

fn router(text: &str) -> Result<(), String> {
    if text == "local:" {
        return Ok(());
    }
    let routers = Urls {
        schemes: &["nats", "tls", "amqp", "amqps", "kafka", "sns+sqs", "http", "https"],
        example: "nats://host:4222",
    };
    routers.refuse(text, "this release serves only local:")
}

fn mail_server(text: &str) -> Result<(), String> {
    // What is neither a file nor a server has been refused for its shape already.
    if !text.starts_with("smtp:") && !text.starts_with("smtps:") {
        return Ok(());
    }
    let servers = Urls { schemes: &["smtp", "smtps"], example: "smtp://host:587" };
    servers.refuse(text, "this release serves only file:")
}

fn modules(text: &str) -> Result<(), String> {
    let named: Vec<_> = text.split(',').map(str::trim).collect();
    if named == ["all"] || MODULES.iter().all(|module| named.contains(module)) && named.len() == MODULES.len()
    {
        return Ok(());
    }
    let shape = format!("expected all, or some of {}", MODULES.join(","));
    let unserved = "this release serves only all modules in one process";
    let is_known = named.iter().all(|module| MODULES.contains(module));
    Err(if is_known { unserved.to_owned() } else { format!("{shape}; {unserved}") })
}
