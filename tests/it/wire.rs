//! HTTP itself: what balancers, old clients and slow ones send.

use std::time::Duration;

use jumak_tests::{Inn, Request, Wire, in_days, nights_from, wish};

async fn wire(inn: &Inn) -> Wire {
    Wire::connect(inn.api().base()).await.unwrap()
}

#[tokio::test]
async fn a_balancer_may_ask_with_head() {
    let inn = Inn::open().await;

    for path in ["/livez", "/readyz", "/api/v1/hotels/ford"] {
        let answer = inn.api().send(inn.api().request(reqwest::Method::HEAD, path)).await;
        assert_eq!((answer.status, answer.body.len()), (200, 0), "{path}");
    }
}

#[tokio::test]
async fn one_connection_carries_many_requests_whatever_was_refused_before() {
    let inn = Inn::open().await;
    let mut wire = wire(&inn).await;

    for round in 0..50 {
        let refused = wire.post(&inn.at("/bookings"), "key", b"{").await.unwrap();
        let alive = wire.get("/livez").await.unwrap();
        assert_eq!((refused.status, alive.status), (400, 200), "round {round}");
    }
}

#[tokio::test]
async fn a_body_in_chunks_is_a_body() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 1).await;
    let order = inn.guest("ann").order(wish("DBL", stay)).to_string();
    let (first, second) = order.split_at(order.len() / 2);
    let mut wire = wire(&inn).await;

    let head = format!(
        "POST {} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\nidempotency-key: k\r\ntransfer-encoding: chunked\r\n\r\n",
        inn.at("/bookings")
    );
    let body = format!("{:x}\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n", first.len(), second.len());
    wire.send_raw(head.as_bytes()).await.unwrap();
    wire.send_raw(body.as_bytes()).await.unwrap();

    assert_eq!(wire.receive().await.unwrap().status, 201);
}

#[tokio::test]
async fn a_client_that_hangs_up_early_has_booked_once_or_not_at_all() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 40).await;
    let path = inn.at("/bookings");

    for number in 0..40 {
        let order = inn.guest("ann").order(wish("DBL", stay)).to_string();
        let headers = format!("content-type: application/json\r\nidempotency-key: gone-{number}\r\n");
        let mut gone = wire(&inn).await;
        gone.send(Request { method: "POST", path: &path, headers: &headers, body: order.as_bytes() })
            .await
            .unwrap();
        drop(gone);
        let mut back = wire(&inn).await;
        jumak_tests::eventually("the repeat is answered", async || {
            let reply = back.post(&path, &format!("gone-{number}"), order.as_bytes()).await.unwrap();
            (reply.status == 201).then_some(())
        })
        .await;
    }

    let kept = inn.files().sql("booking").await.number("SELECT COUNT(*) FROM bookings").await;
    assert_eq!(kept, 40);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn slow_clients_do_not_keep_others_waiting() {
    let inn = Inn::open().await;
    let mut slow = Vec::new();
    for _ in 0..200 {
        let mut wire = wire(&inn).await;
        wire.send_raw(b"POST /api/v1/bookings/lookup HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n")
            .await
            .unwrap();
        slow.push(wire);
    }

    let mut quick = wire(&inn).await;
    let answer = tokio::time::timeout(Duration::from_secs(2), quick.get("/livez")).await;

    assert_eq!(answer.expect("in time").unwrap().status, 200);
}

#[tokio::test]
async fn headers_and_addresses_beyond_measure_are_refused() {
    let inn = Inn::open().await;

    for (path, headers) in [
        (format!("/{}", "x".repeat(200_000)), String::new()),
        ("/livez".to_owned(), format!("x: {}\r\n", "y".repeat(200_000))),
        ("/livez".to_owned(), "x: y\r\n".repeat(500)),
    ] {
        let mut wire = wire(&inn).await;
        let sent = wire.send(Request { method: "GET", path: &path, headers: &headers, body: b"" }).await;
        match wire.receive().await {
            Ok(reply) => assert!((400..500).contains(&reply.status), "{}", reply.status),
            Err(error) => assert!(sent.is_err() || error.kind() != std::io::ErrorKind::TimedOut),
        }
    }
    assert_eq!(inn.api().get("/livez").await.status, 200);
}
