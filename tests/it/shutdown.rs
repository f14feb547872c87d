//! Stopping: nothing that was accepted is dropped.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use jumak_tests::{Inn, Setup, Wire, in_days, nights_from, wish};

const CLIENTS: usize = 16;

/// What the clients and the one who stops the server share.
#[derive(Default)]
struct Load {
    answered: AtomicUsize,
    booked: AtomicUsize,
    failed: AtomicUsize,
    is_over: AtomicBool,
}

/// Books until it is told, as by a load balancer, that the server is not ready any more.
async fn book_on(inn: &Inn, load: &Load, name: usize) {
    let order = inn.guest("ann").order(wish("DBL", nights_from(in_days(30), 1))).to_string();
    let mut wire = Wire::connect(inn.api().base()).await.unwrap();
    for number in 0.. {
        if load.is_over.load(Ordering::SeqCst) {
            return;
        }
        match wire.post(&inn.at("/bookings"), &format!("{name}-{number}"), order.as_bytes()).await {
            Ok(reply) if reply.status == 201 => {
                load.answered.fetch_add(1, Ordering::SeqCst);
                load.booked.fetch_add(1, Ordering::SeqCst);
            }
            Ok(_) | Err(_) => {
                load.failed.fetch_add(1, Ordering::SeqCst);
            }
        }
    }
}

#[tokio::test]
async fn under_load_a_stopping_server_fails_no_request_it_accepted() {
    let setup = Setup::default().with("JUMAK_DRAIN_S", "1");
    let mut inn = Inn::with(setup).await.with_stock("DBL", nights_from(in_days(30), 1), 50_000).await;
    let load = Load::default();

    let stopping = async {
        jumak_tests::eventually("the load is on", async || {
            (load.answered.load(Ordering::SeqCst) > 100).then_some(())
        })
        .await;
        inn.ask_to_stop();
        jumak_tests::eventually("it says that it is not ready", async || {
            (inn.admin().get("/readyz").await.status == 503).then_some(())
        })
        .await;
        let goes_on = load.answered.load(Ordering::SeqCst);
        jumak_tests::eventually("it goes on serving meanwhile", async || {
            (load.answered.load(Ordering::SeqCst) > goes_on).then_some(())
        })
        .await;
        load.is_over.store(true, Ordering::SeqCst);
    };
    tokio::join!(futures::future::join_all((0..CLIENTS).map(|name| book_on(&inn, &load, name))), stopping);
    let status = inn.ended().await;

    assert_eq!(status.code(), Some(0), "{}", inn.log());
    assert_eq!(load.failed.load(Ordering::SeqCst), 0);
    let kept = inn.files().sql("booking").await.number("SELECT COUNT(*) FROM bookings").await;
    assert_eq!(usize::try_from(kept).unwrap(), load.booked.load(Ordering::SeqCst));
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn an_idle_connection_does_not_keep_the_server() {
    let mut inn = Inn::open().await;
    let mut idle = Wire::connect(inn.api().base()).await.unwrap();
    idle.get("/livez").await.unwrap();
    let _silent = Wire::connect(inn.api().base()).await.unwrap();

    inn.stop().await;

    assert!(idle.get("/livez").await.is_err());
}

#[tokio::test]
async fn a_server_starts_again_where_it_stopped() {
    let stay = nights_from(in_days(30), 1);
    let mut inn = Inn::open().await.with_stock("DBL", stay, 2).await;
    let booking = inn.guest("ann").book("DBL", stay).await.created();

    inn.stop().await;
    inn.restart().await;

    assert_eq!(inn.guest("ann").view(&booking).await.status, 200);
    assert_eq!(inn.available("DBL", stay).await, [1]);
    inn.audit().await.assert_clean();
}
