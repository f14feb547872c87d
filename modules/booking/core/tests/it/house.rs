//! A booking module at work, and short words for what guests and the desk ask of it.

use std::sync::Arc;

use booking::{Config, Module};
use booking_api::{
    AddNote, Booking, BookingError, BookingList, BookingRefusal, BookingView, CancelBooking, ChangeBooking,
    DeskAction, DeskCommand, Guest, HoldView, PlaceBooking, PlaceHold, Proof, Rooms, StaffNote,
};
use db::{Db, DbError};
use db_testing::Place;
use events::{Relay, RelayConfig};
use inventory_api::{HoldError, HoldTerms};
use kernel::{Actor, By, Done, HotelId, Locale, ManualClock, OnceKey, Party, Stay};

use crate::fake::FakeInventory;

pub(crate) struct House {
    pub(crate) module: Module,
    pub(crate) port: Arc<dyn Booking>,
    pub(crate) inventory: Arc<FakeInventory>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) db: Db,
    pub(crate) place: Arc<Place>,
}

pub(crate) type Booked = Result<Done<BookingView>, BookingError>;

impl House {
    /// Opens in the morning of 1 April 2030, Seoul time.
    pub(crate) async fn open() -> Self {
        let place = Arc::new(db_testing::place("booking").await);
        let clock = Arc::new(ManualClock::at("2030-04-01T00:00:00Z".parse().unwrap()));
        let inventory = Arc::new(FakeInventory::new(Arc::clone(&clock)));
        Self::build(place.db.clone(), place, clock, inventory)
    }

    /// The same bookings in the hands of another process.
    pub(crate) async fn next_door(&self) -> Self {
        let db = self.place.again().await;
        Self::build(db, Arc::clone(&self.place), Arc::clone(&self.clock), Arc::clone(&self.inventory))
    }

    /// The same bookings where the operator lets nobody write.
    pub(crate) fn closed_for_changes(&self) -> Self {
        let db = self.db.clone().read_only(true);
        Self::build(db, Arc::clone(&self.place), Arc::clone(&self.clock), Arc::clone(&self.inventory))
    }

    fn build(db: Db, place: Arc<Place>, clock: Arc<ManualClock>, inventory: Arc<FakeInventory>) -> Self {
        let config = Config { secret_keys: vec![vec![1; 32], vec![2; 32]] };
        let module = Module::build(config, db.clone(), clock.clone(), inventory.clone());
        Self { port: module.port(), module, inventory, clock, db, place }
    }

    pub(crate) fn hotel_id(&self) -> HotelId {
        self.inventory.hotel_id()
    }

    /// Moves the clock to noon in Seoul on that date.
    pub(crate) fn noon_of(&self, date: &str) {
        self.clock.set(format!("{date}T03:00:00Z").parse().unwrap());
    }

    pub(crate) async fn hold(&self, key: &str, terms: HoldTerms) -> Result<Done<HoldView>, HoldError> {
        self.port.hold(PlaceHold { hotel_id: self.hotel_id(), terms, once: once(key, 0) }).await
    }

    pub(crate) async fn book(&self, key: &str, rooms: Rooms) -> Booked {
        self.port.place(self.order(key, rooms)).await
    }

    pub(crate) fn order(&self, key: &str, rooms: Rooms) -> PlaceBooking {
        PlaceBooking {
            hotel_id: self.hotel_id(),
            rooms,
            guest: guest(),
            note: None,
            by: a_guest(),
            once: once(key, 0),
        }
    }

    /// A booking made in one step.
    pub(crate) async fn booked(&self, key: &str, check_in: &str, check_out: &str) -> BookingView {
        self.book(key, Rooms::Wanted(stay(check_in, check_out))).await.unwrap().answer
    }

    /// A suite booked in one step.
    pub(crate) async fn booked_suite(&self, key: &str, check_in: &str, check_out: &str) -> BookingView {
        let mut suite = stay(check_in, check_out);
        suite.room_type = "SUI".parse().unwrap();
        self.book(key, Rooms::Wanted(suite)).await.unwrap().answer
    }

    pub(crate) async fn cancel(&self, key: &str, booking: &BookingView) -> Booked {
        let (code, proof) = (booking.confirmation_code, token_of(booking));
        self.port.cancel(CancelBooking { code, proof, by: a_guest(), once: once(key, 0) }).await
    }

    pub(crate) async fn change(&self, key: &str, booking: &BookingView, terms: HoldTerms) -> Booked {
        let command = ChangeBooking {
            code: booking.confirmation_code,
            proof: token_of(booking),
            stay: terms.stay,
            room_type: Some(terms.room_type),
            expected_total: terms.expected_total,
            by: a_guest(),
            once: once(key, 0),
        };
        self.port.change(command).await
    }

    pub(crate) async fn desk(&self, key: &str, booking: &BookingView, action: DeskAction) -> Booked {
        let (code, proof) = (booking.confirmation_code, self.staff());
        self.port.desk(DeskCommand { code, proof, action, by: By::system("test"), once: once(key, 0) }).await
    }

    pub(crate) async fn note(
        &self,
        key: &str,
        booking: &BookingView,
        text: &str,
    ) -> Result<Done<StaffNote>, BookingError> {
        self.port.add_note(self.note_to_add(key, booking, text)).await
    }

    pub(crate) fn note_to_add(&self, key: &str, booking: &BookingView, text: &str) -> AddNote {
        AddNote {
            code: booking.confirmation_code,
            proof: self.staff(),
            text: text.to_owned(),
            by: By { actor: Actor::System, request_id: "r-note".to_owned() },
            once: once(key, 0),
        }
    }

    /// The right of whoever works at this hotel.
    pub(crate) fn staff(&self) -> Proof {
        Proof::Staff { hotels: Some(vec![self.hotel_id()]) }
    }

    /// All bookings of the hotel, by arrival; at most 100.
    pub(crate) fn everything(&self) -> BookingList {
        BookingList {
            hotel_id: self.hotel_id(),
            status: None,
            arrival_from: None,
            arrival_to: None,
            departure_from: None,
            departure_to: None,
            q: None,
            limit: 100,
            cursor: None,
        }
    }

    /// Tells the module's own subscribers of everything that happened.
    pub(crate) async fn deliver(&self) {
        let relay = Relay {
            db: self.db.clone(),
            subscribers: self.module.subscribers(),
            clock: self.clock.clone(),
            config: RelayConfig { region: "test".to_owned() },
            wake: self.module.outbox_wake(),
        };
        while relay.turn().await.unwrap() > 0 {}
    }

    pub(crate) async fn assert_clean(&self) {
        assert_eq!(self.port.audit().await.unwrap(), []);
    }
}

pub(crate) fn guest() -> Guest {
    Guest { name: "Ann Lee".to_owned(), email: "Ann@Example.com".to_owned(), phone: None, locale: Locale::Ko }
}

pub(crate) fn a_guest() -> By {
    By { actor: Actor::Guest, request_id: "test".to_owned() }
}

pub(crate) fn once(key: &str, body: u8) -> OnceKey {
    OnceKey { caller: "guest".to_owned(), key: key.to_owned(), fingerprint: [body; 32] }
}

pub(crate) fn stay(check_in: &str, check_out: &str) -> HoldTerms {
    HoldTerms {
        room_type: "DBL".parse().unwrap(),
        rate_plan: "BAR".parse().unwrap(),
        stay: Stay::new(check_in.parse().unwrap(), check_out.parse().unwrap()).unwrap(),
        rooms: 1,
        party: Party::new(2, vec![]).unwrap(),
        expected_total: None,
    }
}

pub(crate) fn token_of(booking: &BookingView) -> Proof {
    Proof::ManageToken(booking.manage_token.clone().expect("a new booking has its token"))
}

pub(crate) fn refusal(outcome: Booked) -> BookingRefusal {
    match outcome {
        Err(BookingError::Refused { refusal, .. }) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

impl House {
    /// Runs a statement behind the module's back.
    pub(crate) async fn run(&self, sql: &str) {
        self.place.as_owner(sql).await;
    }

    /// Runs a statement of the module's own that the database may refuse.
    pub(crate) async fn try_run(&self, sql: &'static str) -> Result<(), DbError> {
        let tx = self.db.begin("test").await?;
        db::execute(&tx, sql, []).await?;
        tx.commit().await
    }
}

impl House {
    /// The first column of a query, as text.
    pub(crate) async fn texts(&self, sql: &'static str) -> Vec<String> {
        use db::Column;
        let rows = db::many(&self.db.fresh("test"), sql, []).await.unwrap();
        rows.iter().map(|row| row.get(0).unwrap()).collect()
    }
}
