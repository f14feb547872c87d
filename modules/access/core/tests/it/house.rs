//! Access at work, and short words for what is asked of it.

use std::{
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use access::{Config, Module};
use access_api::{
    Access, AccessError, AddStaff, IssueApiKey, Role, SetDisabled, SetRole, SignIn, StaffAdded, StaffSession,
};
use db::{Column, Db, audit::AuditEntry};
use db_testing::Place;
use http_kit::{AuthError, Principal};
use kernel::{By, Clock, HotelId, ManualClock, StaffId, SystemClock};

pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const ANN: &str = "ann@example.com";
/// Where the front desk is.
pub(crate) const DESK: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

/// Generous for a busy two-core machine; a test that waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(5);

/// Access on a new database, which goes with it.
pub(crate) struct House {
    pub(crate) access: Module,
    pub(crate) db: Db,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) place: Place,
}

impl House {
    pub(crate) async fn open() -> Self {
        let place = db_testing::place("access").await;
        let clock = Arc::new(ManualClock::at(SystemClock.now()));
        let access = Module::build(Config::default(), place.db.clone(), clock.clone());
        Self { access, db: place.db.clone(), clock, place }
    }

    pub(crate) fn port(&self) -> Arc<dyn Access> {
        self.access.port()
    }

    pub(crate) async fn add(&self, email: &str, role: Role, hotel: Option<HotelId>) -> StaffAdded {
        self.try_add(email, role, hotel).await.unwrap()
    }

    pub(crate) async fn try_add(
        &self,
        email: &str,
        role: Role,
        hotel: Option<HotelId>,
    ) -> Result<StaffAdded, AccessError> {
        let password = Some(PASSWORD.to_owned());
        let command = AddStaff { email: email.to_owned(), role, hotel, password, by: by_test() };
        self.port().add_staff(command).await
    }

    pub(crate) async fn set_role(
        &self,
        staff_id: StaffId,
        hotel: Option<HotelId>,
        role: Option<Role>,
    ) -> Result<(), AccessError> {
        self.port().set_role(SetRole { staff_id, hotel, role, by: by_test() }).await
    }

    pub(crate) async fn disable(&self, staff_id: StaffId) -> Result<(), AccessError> {
        self.port().set_disabled(SetDisabled { staff_id, is_disabled: true, by: by_test() }).await
    }

    pub(crate) async fn enable(&self, staff_id: StaffId) -> Result<(), AccessError> {
        self.port().set_disabled(SetDisabled { staff_id, is_disabled: false, by: by_test() }).await
    }

    pub(crate) async fn try_key(&self, email: &str, hotel: Option<HotelId>) -> Result<String, AccessError> {
        let (email, name) = (email.to_owned(), "channel-manager".to_owned());
        self.port().issue_api_key(IssueApiKey { email, name, hotel, by: by_test() }).await
    }

    pub(crate) async fn key(&self, email: &str, hotel: Option<HotelId>) -> String {
        self.try_key(email, hotel).await.unwrap()
    }

    pub(crate) async fn holder(&self, key: &str) -> Result<Principal, AuthError> {
        self.access.authenticator().by_api_key(key).await
    }

    pub(crate) async fn try_sign_in(
        &self,
        email: &str,
        password: &str,
        address: IpAddr,
    ) -> Result<String, AccessError> {
        let (email, password) = (email.to_owned(), password.to_owned());
        self.port().sign_in(SignIn { email, password, address }).await.map(|started| started.token)
    }

    /// The token of a new session, begun at the front desk with the right password.
    pub(crate) async fn sign_in(&self, email: &str) -> String {
        self.try_sign_in(email, PASSWORD, DESK).await.unwrap()
    }

    pub(crate) async fn session(&self, token: &str) -> Result<StaffSession, AccessError> {
        self.port().session(token).await
    }

    /// Shows the token as a page would, and waits until that is noted.
    pub(crate) async fn is_used(&self, token: &str) {
        let staff_id = self.session(token).await.unwrap().staff_id;
        let now = self.clock.now();
        eventually("the use is noted", async || {
            let account = self.port().staff().await.unwrap().into_iter().find(|a| a.staff_id == staff_id);
            account?.last_seen_at.filter(|seen| now - *seen < chrono::TimeDelta::minutes(1))
        })
        .await;
    }

    /// Access as another process knows it: with nothing in memory yet.
    pub(crate) fn elsewhere(&self) -> Module {
        Module::build(Config::default(), self.db.clone(), self.clock.clone())
    }

    pub(crate) async fn change(&self, sql: &'static str) {
        let tx = self.db.begin("test").await.unwrap();
        db::execute(&tx, sql, []).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn text(&self, sql: &'static str) -> String {
        db::one(&self.db.fresh("test"), sql, []).await.unwrap().unwrap().get(0).unwrap()
    }

    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        db::one(&self.db.fresh("test"), sql, []).await.unwrap().unwrap().get(0).unwrap()
    }

    /// Every byte of the file, or every row on the server.
    pub(crate) async fn everything_kept(&self) -> Vec<u8> {
        if let Some(file) = self.db.path() {
            let files = std::fs::read_dir(file.parent().unwrap()).unwrap();
            return files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
        }
        let kept = self.text(
            "SELECT concat((SELECT string_agg(CAST(t AS TEXT), ' ') FROM staff AS t),
                           (SELECT string_agg(CAST(t AS TEXT), ' ') FROM staff_roles AS t),
                           (SELECT string_agg(CAST(t AS TEXT), ' ') FROM staff_seen AS t),
                           (SELECT string_agg(CAST(t AS TEXT), ' ') FROM sessions AS t),
                           (SELECT string_agg(CAST(t AS TEXT), ' ') FROM api_keys AS t),
                           (SELECT string_agg(CAST(t AS TEXT), ' ') FROM audit AS t))",
        );
        kept.await.into_bytes()
    }

    /// What the trail says of all hotels.
    pub(crate) async fn trail(&self) -> Vec<AuditEntry> {
        db::audit::newest(&self.db.fresh("test"), None, 1_000).await.unwrap()
    }

    /// What was done, by name: entries of one instant have no order.
    pub(crate) async fn actions(&self) -> Vec<String> {
        let mut actions: Vec<_> = self.trail().await.into_iter().map(|entry| entry.action).collect();
        actions.sort_unstable();
        actions
    }

    pub(crate) fn hotel(&self) -> HotelId {
        HotelId::new(self.clock.now())
    }
}

pub(crate) fn by_test() -> By {
    By::system("test")
}

/// The first answer of `probe` that is something; fails with `what` when none comes.
pub(crate) async fn eventually<T>(what: &str, mut probe: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = probe().await {
            return found;
        }
        assert!(Instant::now() < deadline, "waited {PATIENCE:?} in vain: {what}");
        tokio::time::sleep(PAUSE).await;
    }
}
