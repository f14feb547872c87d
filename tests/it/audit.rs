//! The audit, and whether it would notice; the database, and whether it would refuse.

use jumak_tests::{Inn, eventually, in_days, nights_from, wish};

/// An inn with two bookings and a hold, at rest.
async fn inn_at_rest() -> Inn {
    let stay = nights_from(in_days(30), 2);
    let mut inn = Inn::open().await.with_stock("DBL", stay, 5).await;
    inn.guest("ann").book("DBL", stay).await.created();
    inn.guest("bob").book("DBL", stay).await.created();
    inn.guest("cat").hold(&wish("DBL", stay)).await.created();
    for module in ["inventory", "booking", "notification"] {
        let mut sql = inn.files().sql(module).await;
        eventually("events are published", async || {
            (sql.number("SELECT COUNT(*) FROM outbox WHERE state = 'pending'").await == 0).then_some(())
        })
        .await;
    }
    inn.audit().await.assert_clean();
    inn.stop().await;
    inn
}

#[tokio::test]
async fn a_clean_house_is_found_clean_also_when_the_server_is_stopped() {
    let inn = inn_at_rest().await;

    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn negative_control_every_planted_fault_is_found() {
    for (module, fault) in [
        ("inventory", "UPDATE nights SET taken = taken - 1 WHERE taken > 0"),
        ("inventory", "UPDATE nights SET taken = taken + 1 WHERE taken > 0"),
        ("inventory", "UPDATE holds SET rooms = 2 WHERE state = 'settled'"),
        ("inventory", "UPDATE holds SET state = 'released' WHERE state = 'settled'"),
        ("booking", "UPDATE bookings SET total_minor = total_minor + 1"),
        ("booking", "DELETE FROM booking_nights WHERE night = (SELECT MIN(night) FROM booking_nights)"),
        ("booking", "DELETE FROM decisions"),
        ("booking", "DELETE FROM booking_history"),
        ("booking", "UPDATE bookings SET status = 'cancelled'"),
        ("booking", "UPDATE bookings SET version = version + 1"),
    ] {
        let inn = inn_at_rest().await;
        let mut sql = inn.files().sql(module).await;
        assert!(sql.run(fault).await.unwrap() > 0, "{fault}");
        sql.close().await;

        let report = inn.audit().await;

        assert_eq!(report.0.code, 1, "{fault}: {}", report.0);
        assert!(report.0.stdout.len() > 2, "the report names the fault: {}", report.0);
    }
}

#[tokio::test]
async fn negative_control_the_database_refuses_an_oversell_whatever_path_asks() {
    let inn = inn_at_rest().await;
    let mut inventory = inn.files().sql("inventory").await;

    let oversold = inventory.run("UPDATE nights SET taken = allotment + overbooking + 1").await;
    let negative = inventory.run("UPDATE nights SET taken = -1").await;
    let shrunk = inventory.run("UPDATE nights SET allotment = 0 WHERE taken > 0").await;

    for refused in [oversold, negative, shrunk] {
        assert!(refused.unwrap_err().to_string().contains("nights_not_oversold"));
    }
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn negative_control_the_database_refuses_a_second_decision_and_a_second_code() {
    let inn = inn_at_rest().await;
    let mut booking = inn.files().sql("booking").await;

    let decided = booking.run("INSERT INTO decisions SELECT * FROM decisions").await;
    let code = booking.run("UPDATE bookings SET code = (SELECT MIN(code) FROM bookings)").await;
    let sequence = booking.run("INSERT INTO outbox SELECT * FROM outbox").await;

    assert!(decided.is_err() && code.is_err() && sequence.is_err());
}

#[tokio::test]
async fn the_report_is_json_and_words() {
    let inn = inn_at_rest().await;
    let words = inn.run(&["audit"]).await;
    assert_eq!(words.code, 0, "{words}");

    let mut inventory = inn.files().sql("inventory").await;
    inventory.run("UPDATE nights SET taken = taken - 1 WHERE taken > 0").await.unwrap();
    let report = inn.audit().await;

    report.json();
    assert!(report.0.stdout.contains("taken"), "{}", report.0);
    let words = inn.run(&["audit"]).await;
    assert!(words.code == 1 && words.stdout.contains("taken"), "{words}");
}
