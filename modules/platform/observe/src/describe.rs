//! What every metric means. The names are a contract: dashboards, alerts and other people's programs use them.

/// Name and meaning.
type Described = (&'static str, &'static str);

pub(crate) const COUNTERS: [Described; 9] = [
    ("jumak_db_route_total", "Reads by where they went (primary, replica) and why."),
    ("jumak_cache_requests_total", "Look-ups in a cache, by tier and result."),
    ("jumak_booking_requests_total", "Requests to book, change, cancel and so on, by outcome."),
    ("jumak_idempotency_total", "Writes with an idempotency key: first, replay, mismatch, in_flight."),
    (
        "jumak_combiner_retries_total",
        "Batches tried again, mostly because another transaction was in the way.",
    ),
    ("jumak_outbox_published_total", "Events that every subscriber has received."),
    ("jumak_mail_total", "Messages, by template and what became of them."),
    ("jumak_shed_total", "Requests turned away because the process was full, by class."),
    ("jumak_http_egress_bytes_total", "Bytes of answers, by class and by what sent them."),
];

pub(crate) const GAUGES: [Described; 12] = [
    ("http_server_active_requests", "Requests being answered now."),
    ("db_client_connection_count", "Connections of a pool, idle and used."),
    ("jumak_db_replica_lag_seconds", "How far a replica is behind the primary."),
    ("jumak_db_replica_in_rotation", "Whether a replica answers reads (1) or rests (0)."),
    ("jumak_outbox_pending", "Events not yet published."),
    ("jumak_outbox_oldest_age_seconds", "Age of the oldest event not yet published."),
    (
        "jumak_outbox_dead",
        "Events given up after too many tries; replay them with: jumak events replay --dead.",
    ),
    ("jumak_mail_pending", "Messages not yet sent."),
    (
        "jumak_audit_violations",
        "Invariants found broken by the last recount; anything above 0 needs a person.",
    ),
    (
        "jumak_advisor_state",
        "The scaling advisor's answer for an area: 0 no need, 1 soon, 2 now, -1 cannot tell.",
    ),
    ("jumak_build_info", "Always 1; the labels say which release runs."),
    ("jumak_ready", "Whether the process answers that it is ready (1) or not (0)."),
];

pub(crate) const HISTOGRAMS: [Described; 6] = [
    ("http_server_request_duration_seconds", "From a request's head to its answer's head."),
    ("db_client_operation_duration_seconds", "From a handle's first moment to its end, waiting included."),
    ("db_client_connection_wait_time_seconds", "Waiting for a connection of a pool."),
    ("jumak_combiner_batch_size", "Commands written by one transaction."),
    ("jumak_combiner_duration_seconds", "From taking a batch to answering it."),
    (
        "jumak_runtime_schedule_delay_seconds",
        "How late the runtime woke a task: above 10 ms it has too little CPU.",
    ),
];

/// Tells the recorder what every metric means.
pub(crate) fn all() {
    for (name, meaning) in COUNTERS {
        metrics::describe_counter!(name, meaning);
    }
    for (name, meaning) in GAUGES {
        metrics::describe_gauge!(name, meaning);
    }
    for (name, meaning) in HISTOGRAMS {
        metrics::describe_histogram!(name, meaning);
    }
    metrics_process::Collector::default().describe();
}
