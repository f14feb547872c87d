//! The schemas can be distributed by hotel as they stand.

use crate::{
    cluster::{Ground, run},
    rules::broken,
};

#[tokio::test]
async fn every_table_keeps_to_its_hotel() {
    let ground = Ground::migrated().await;

    assert_eq!(broken(&ground.admin().await).await, Vec::<String>::new());
}

/// The check's own check: each rule catches what breaks it, and nothing else does.
#[tokio::test]
async fn a_table_that_breaks_a_rule_is_found() {
    let ground = Ground::migrated().await;
    let owner = ground.admin().await;
    run(&owner, "SET search_path = booking, public").await;

    for (offence, found) in [
        ("CREATE TABLE wishes (id uuid PRIMARY KEY)", "no hotel: booking.wishes"),
        ("CREATE TABLE wishes (hotel_id uuid, id uuid PRIMARY KEY)", "no hotel: booking.wishes"),
        ("CREATE TABLE wishes (hotel_id text NOT NULL)", "no hotel: booking.wishes"),
        ("CREATE TABLE wishes (hotel_id uuid NOT NULL)", "no primary key: booking.wishes"),
        (
            "CREATE TABLE wishes (hotel_id uuid NOT NULL, id uuid CONSTRAINT wishes_pk PRIMARY KEY)",
            "key without hotel: wishes_pk",
        ),
        ("ALTER TABLE bookings ADD CONSTRAINT mail_once UNIQUE (email)", "key without hotel: mail_once"),
        ("CREATE UNIQUE INDEX mail_once ON bookings (email) WHERE rooms > 1", "key without hotel: mail_once"),
        (
            "CREATE UNIQUE INDEX mail_once ON bookings (email) INCLUDE (hotel_id)",
            "key without hotel: mail_once",
        ),
        (
            "CREATE UNIQUE INDEX crossed ON bookings (booking_id, hotel_id);
             ALTER TABLE booking_notes ADD CONSTRAINT astray
             FOREIGN KEY (hotel_id, booking_id) REFERENCES bookings (booking_id, hotel_id)",
            "foreign key across hotels: booking.booking_notes astray",
        ),
        (
            "ALTER TABLE inventory.hotels ADD CONSTRAINT astray
             FOREIGN KEY (hotel_id, slug) REFERENCES inventory.room_types (hotel_id, code)",
            "foreign key across hotels: inventory.hotels astray",
        ),
        (
            "CREATE TABLE public.elsewhere (hotel_id uuid PRIMARY KEY);
             ALTER TABLE decisions ADD CONSTRAINT astray FOREIGN KEY (hotel_id) REFERENCES elsewhere",
            "foreign key across hotels: booking.decisions astray",
        ),
        (
            "CREATE TRIGGER astray BEFORE UPDATE ON bookings
             FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "trigger: booking.bookings astray",
        ),
        ("CREATE RULE astray AS ON DELETE TO bookings DO INSTEAD NOTHING", "rule: booking.bookings astray"),
        ("ALTER TABLE bookings ADD COLUMN wish text", "not in byte order: booking.bookings.wish"),
        (
            "ALTER TABLE decisions ALTER COLUMN decided_at SET DEFAULT extract(epoch FROM clock_timestamp())",
            "not a plain value: booking.decisions.decided_at",
        ),
        ("CREATE FUNCTION wish() RETURNS integer LANGUAGE SQL AS 'SELECT 1'", "routine: wish()"),
    ] {
        run(&owner, &format!("BEGIN; {offence}")).await;
        let told = broken(&owner).await;
        run(&owner, "ROLLBACK").await;
        assert!(told.iter().any(|told| told == found), "{offence}: {told:?}");
    }
    assert_eq!(broken(&owner).await, Vec::<String>::new());
}
