//! The primary dies, and its follower leads.

use jumak_tests::{Buyers, Cluster, Database, Inn, Proxy, Weather, eventually};

use super::{BUYERS, assert_each_once, inn_on, stay};

/// Before and after the fault.
const ORDERS: usize = 150;
/// What the follower is kept from hearing of.
const UNHEARD: usize = 40;

/// A primary, its follower, and an inn that knows both.
struct Pair {
    primary: Cluster,
    follower: Cluster,
    database: Database,
    inn: Inn,
}

impl Pair {
    async fn open() -> Self {
        let primary = Cluster::start().await;
        let follower = primary.replica("r1").await;
        let database = primary.database("inn").await.through(&[primary.port(), follower.port()]);
        let inn = inn_on(&database).await;
        follower.caught_up_with(&primary).await;
        Self { primary, follower, database, inn }
    }
}

#[tokio::test]
async fn a_synchronous_follower_promoted_under_load_has_every_acknowledged_booking() {
    let mut pair = Pair::open().await;
    pair.primary.wait_for_commits_of(&pair.follower).await;
    let buyers = Buyers::of(&[pair.inn.slug()], stay());
    let api = pair.inn.api().clone();

    let fault = async {
        buyers.acknowledged(ORDERS).await;
        pair.primary.kill9().await;
        pair.follower.promote().await;
        buyers.acknowledged(ORDERS).await;
        buyers.stop();
    };
    tokio::join!(buyers.buy(&api, BUYERS), fault);

    let database = pair.database.clone().led_by(&pair.follower);
    let (acknowledged, doubts) = assert_each_once(&buyers, &pair.inn, &database).await;
    eprintln!(
        "{acknowledged} acknowledged, none lost; {doubts} answers in doubt, each one booking; {:?} without a sale",
        buyers.longest_silence()
    );
}

#[tokio::test]
async fn negative_control_what_an_asynchronous_follower_never_heard_of_is_counted_and_named() {
    let mut pair = Pair::open().await;
    let way = Proxy::to(pair.primary.port());
    let through = format!("host=127.0.0.1 port={} user=postgres application_name=r1", way.port());
    pair.follower.set("primary_conninfo", &through).await;
    eventually("the follower hears through the proxy", async || (way.open() > 0).then_some(())).await;
    pair.follower.caught_up_with(&pair.primary).await;
    let buyers = Buyers::of(&[pair.inn.slug()], stay());
    let api = pair.inn.api().clone();

    let fault = async {
        buyers.acknowledged(ORDERS).await;
        way.set(Weather::Silent);
        buyers.acknowledged(UNHEARD).await;
        pair.primary.kill9().await;
        way.set(Weather::Cut);
        pair.follower.promote().await;
        buyers.acknowledged(ORDERS).await;
        buyers.stop();
    };
    tokio::join!(buyers.buy(&api, BUYERS), fault);
    buyers.settle(&api).await;

    let lost = buyers.lost(&pair.inn).await;
    let acknowledged = buyers.journal().acknowledged().len();
    let kept = pair.database.clone().led_by(&pair.follower).sql("booking").await;
    let kept = { kept }.texts("SELECT code FROM bookings").await;
    let complaints = buyers.journal().complaints(&kept);
    // Who was answered just before the silence may have been counted after it.
    assert!(lost.len() >= UNHEARD - BUYERS, "{} of {acknowledged} are lost", lost.len());
    assert_eq!(complaints.len(), lost.len(), "the check of the synchronous test names each: {complaints:?}");
    pair.inn.audit().await.assert_clean();
    eprintln!(
        "{} of {acknowledged} acknowledged are lost, all named; what is left is audited clean",
        lost.len()
    );
}
