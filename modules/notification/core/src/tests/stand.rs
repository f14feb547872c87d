//! A house with one hotel, whose mail goes to a directory of its own.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use booking_api::{BookingDetail, kinds};
use db::{Column, Db};
use db_testing::Place;
use events::Envelope;
use kernel::{Clock, EventId, HotelId, Locale, ManualClock};
use notification_api::{MessageList, MessageView};
use serde_json::{json, value::to_raw_value};
use tempfile::TempDir;

use super::{
    fakes::{Bookings, OneHotel},
    samples,
};
use crate::{Config, Module};

pub(super) struct Stand {
    pub(super) module: Module,
    pub(super) place: Place,
    pub(super) clock: Arc<ManualClock>,
    pub(super) hotel: HotelId,
    bookings: Arc<Bookings>,
    inventory: Arc<OneHotel>,
    folder: TempDir,
}

impl Stand {
    pub(super) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mail_dir = folder.path().join("mail");
        Self::sending_to(folder, mail_dir).await
    }

    /// Where mail goes lies beneath a file, so that nothing can be written there.
    pub(super) async fn with_unwritable_mail() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "in the way").unwrap();
        Self::sending_to(folder, file.join("mail")).await
    }

    async fn sending_to(folder: TempDir, mail_dir: PathBuf) -> Self {
        let place = db_testing::place("notification").await;
        let clock = Arc::new(ManualClock::at(samples::now()));
        let hotel = HotelId::new(samples::now());
        let bookings = Arc::new(Bookings::default());
        let inventory = Arc::new(OneHotel(Arc::new(samples::hotel(hotel))));
        let config = Config::new(mail_dir, "https://jumak.example");
        let module =
            Module::build(config, place.db.clone(), clock.clone(), bookings.clone(), inventory.clone());
        Self { module, place, clock, hotel, bookings, inventory, folder }
    }

    /// A booking that its module knows.
    pub(super) fn booking(&self, locale: Locale) -> BookingDetail {
        let booking = samples::booking(self.hotel, locale);
        self.knows(&booking);
        booking
    }

    pub(super) fn knows(&self, booking: &BookingDetail) {
        self.bookings.known.lock().unwrap().push(booking.clone());
    }

    /// What the relay hands over when a booking was changed.
    pub(super) fn event(&self, kind: &str, booking: &BookingDetail, version: i64) -> Envelope {
        let envelope = json!({
            "specversion": "1.0", "id": EventId::new(self.clock.now()), "source": "/jumak/test/booking",
            "type": kind, "subject": self.hotel, "time": self.clock.now(),
            "datacontenttype": "application/json", "aggregate": booking.booking_id, "sequence": version,
            "data": null,
        });
        let mut envelope: Envelope = serde_json::from_value(envelope).unwrap();
        envelope.data = to_raw_value(&samples::event_of(booking, version)).unwrap();
        envelope
    }

    pub(super) async fn receive(&self, events: &[Envelope]) {
        let subscribers = self.module.subscribers();
        subscribers.first().unwrap().receive(events).await.unwrap();
    }

    pub(super) async fn confirm(&self, booking: &BookingDetail) {
        self.receive(&[self.event(kinds::CONFIRMED, booking, 1)]).await;
    }

    /// Lets the sender work once; answers how many messages were due.
    pub(super) async fn send(&self) -> usize {
        self.module.sender().turn().await.unwrap()
    }

    /// The module as another process has it, sending to the same directory.
    pub(super) async fn elsewhere(&self) -> Module {
        self.over(self.place.again().await)
    }

    pub(super) fn over(&self, db: Db) -> Module {
        let config = Config::new(self.folder.path().join("mail"), "https://jumak.example");
        Module::build(config, db, self.clock.clone(), self.bookings.clone(), self.inventory.clone())
    }

    /// The hotel's messages, newest first.
    pub(super) async fn messages(&self) -> Vec<MessageView> {
        self.module.port().messages(self.everything()).await.unwrap().items
    }

    pub(super) fn everything(&self) -> MessageList {
        MessageList { hotel: self.hotel, booking: None, state: None, limit: 100, cursor: None }
    }

    /// The mails that lie in the directory, as text.
    pub(super) fn mails(&self) -> Vec<String> {
        let mut files = Vec::new();
        collect(&self.folder.path().join("mail"), &mut files);
        files.iter().map(|file| fs::read_to_string(file).unwrap()).collect()
    }

    /// The names of all files under the mail directory, temporary ones too.
    pub(super) fn files(&self) -> Vec<String> {
        let root = self.folder.path().join("mail");
        let mut files = Vec::new();
        collect(&root, &mut files);
        files.iter().map(|file| file.strip_prefix(&root).unwrap().display().to_string()).collect()
    }

    /// (type, sequence) of the module's events, in their order.
    pub(super) async fn events(&self) -> Vec<(String, i64)> {
        let read = self.place.db.fresh("test");
        let rows = db::many(&read, "SELECT kind, sequence FROM outbox ORDER BY sequence", []).await.unwrap();
        rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect()
    }

    /// (attempt, outcome) of every proof, in their order.
    pub(super) async fn proofs(&self) -> Vec<(i64, String)> {
        let read = self.place.db.fresh("test");
        let sql = "SELECT attempt, outcome FROM message_attempts ORDER BY attempt";
        let rows = db::many(&read, sql, []).await.unwrap();
        rows.iter().map(|row| (row.convert::<i32, _>(0).unwrap(), row.get(1).unwrap())).collect()
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            collect(&entry, files);
        } else {
            files.push(entry);
        }
    }
    files.sort();
}
