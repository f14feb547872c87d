//! A server on Postgres with 1,000 hotels of five room types.

use std::time::Duration;

use jumak_tests::{Cluster, Database, Days, Inn, Setup, in_days, krw, nights_from, room_type};
use serde_json::json;

use super::{
    Aim,
    crowd::{self, Crowd, Errand, Run},
};

const KINDS: [&str; 5] = ["DBL", "TWN", "FAM", "SGL", "STE"];
/// As many as the product lets staff set; an operator with SQL makes it more than any run sells.
const ALLOTMENT: u32 = 100_000;
/// A year for sale.
const NIGHTS: u32 = 365;

pub(crate) struct House {
    inn: Inn,
    database: Database,
    postmaster: u32,
    orders: [Vec<Errand>; 2],
}

impl House {
    /// One hotel made by its staff, and 999 copies of it made by an operator with SQL.
    pub(crate) async fn open(cluster: &Cluster) -> Self {
        let database = cluster.database("jumak").await;
        let setup = Setup::default()
            .with("JUMAK_LOG", "warn")
            .with("JUMAK_SECRET_KEY", "YmVuY2htYXJrYmVuY2htYXJrYmVuY2htYXJrYmVuY2g=");
        let setup = given(setup).on(&database);
        let mut inn = Inn::with(setup).await;
        let sale = Days { from: in_days(0), to: in_days(NIGHTS) };
        for kind in KINDS {
            if kind != "DBL" {
                inn.owner().post(&inn.at("/room-types"), &room_type(kind)).await.created();
            }
            let update = json!({
                "room_type": kind, "rate_plan": "BAR", "from": sale.from, "to": sale.to,
                "allotment": ALLOTMENT, "price": krw(Inn::PRICE)
            });
            inn.ari(&[update]).await.ok();
        }
        copy(&database).await;
        inn.restart().await;
        let postmaster = std::fs::read_to_string(cluster.data().join("postmaster.pid")).unwrap_or_default();
        let postmaster = postmaster.lines().next().and_then(|pid| pid.parse().ok()).expect("Postgres runs");
        let orders = [Aim::Spread, Aim::Hot].map(|aim| errands(&inn, aim));
        Self { inn, database, postmaster, orders }
    }

    pub(crate) async fn booked(&self, aim: Aim, crowd: Crowd, span: Duration) -> Run {
        let [spread, hot] = &self.orders;
        let errands = if aim == Aim::Spread { spread } else { hot };
        crowd::run(self.inn.api().base(), errands, crowd, span, (self.inn.pid(), self.postmaster)).await
    }

    pub(crate) async fn audit(&self) {
        self.inn.audit().await.assert_clean();
        let mut sql = self.database.sql("booking").await;
        println!("bookings in all: {}", sql.texts("SELECT COUNT(*)::text FROM bookings").await.concat());
        sql.close().await;
    }
}

/// Variables named `JUMAK_DB_…` of whoever measures reach the server.
fn given(setup: Setup) -> Setup {
    std::env::vars()
        .filter(|(name, _)| name.starts_with("JUMAK_DB_"))
        .fold(setup, |setup, (name, value)| setup.with(&name, &value))
}

const COPY: [&str; 7] = [
    "UPDATE nights SET allotment = 10000000 WHERE allotment > 0",
    "CREATE TEMP TABLE copies AS
     SELECT gen_random_uuid() AS hotel_id, 'ford-' || n AS slug, n FROM generate_series(1, 999) AS n",
    "INSERT INTO hotels (hotel_id, slug, slot, profile, version, created_at)
     SELECT c.hotel_id, c.slug, 0, replace(h.profile, '\"ford\"', '\"' || c.slug || '\"'), h.version, h.created_at
     FROM hotels AS h, copies AS c",
    "INSERT INTO inventory_versions (hotel_id, version) SELECT hotel_id, 0 FROM copies",
    "INSERT INTO room_types (hotel_id, room_type_id, code, profile, position)
     SELECT c.hotel_id, t.room_type_id, t.code, t.profile, t.position FROM room_types AS t, copies AS c",
    "INSERT INTO rate_plans (hotel_id, rate_plan_id, code, profile, position)
     SELECT c.hotel_id, p.rate_plan_id, p.code, p.profile, p.position FROM rate_plans AS p, copies AS c",
    "INSERT INTO nights (hotel_id, room_type_id, night, allotment)
     SELECT c.hotel_id, n.room_type_id, n.night, n.allotment FROM nights AS n, copies AS c",
];
/// The tables that were filled; to analyse those that are still empty would mislead the planner.
const ANALYSE: &str = "VACUUM ANALYZE hotels, room_types, rate_plans, nights, rates, inventory_versions";
const COPY_RATES: &str = "
    INSERT INTO rates (hotel_id, room_type_id, rate_plan_id, night, price_minor)
    SELECT c.hotel_id, r.room_type_id, r.rate_plan_id, r.night, r.price_minor FROM rates AS r, copies AS c";

async fn copy(database: &Database) {
    let mut sql = database.sql("inventory").await;
    for statement in COPY.into_iter().chain([COPY_RATES, ANALYSE]) {
        sql.run(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    sql.close().await;
}

/// Bookings of two nights: of any room at any time, or all of the same.
fn errands(inn: &Inn, aim: Aim) -> Vec<Errand> {
    let count = if aim == Aim::Spread { 20_000_u32 } else { 1 };
    (0..count)
        .map(|n| {
            // Steps that share no divisor with what they walk through visit all of it.
            let hotel = n.wrapping_mul(7_919) % 1_000;
            let slug = if hotel == 0 { "ford".to_owned() } else { format!("ford-{hotel}") };
            let kind = KINDS.get(n as usize % KINDS.len()).copied().unwrap_or("DBL");
            let stay = nights_from(in_days(30 + n.wrapping_mul(101) % 300), 2);
            let order = inn.guest("ann").order(jumak_tests::wish(kind, stay)).to_string();
            Errand { path: format!("/api/v1/hotels/{slug}/bookings"), body: order.into_bytes() }
        })
        .collect()
}
