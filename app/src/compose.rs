//! Where modules are put together, and the only place that says where each of them lives.

use std::{path::Path, sync::Arc};

use access_api::Access;
use anyhow::Context;
use booking_api::Booking;
use db::{Cluster, ClusterError, Db};
use events::{Relay, RelayConfig, Subscriber};
use futures::future::BoxFuture;
use inventory_api::Inventory;
use kernel::Clock;
use object_store::{ObjectStore, local::LocalFileSystem};
use tokio_util::sync::CancellationToken;

use web::{Neighbours, Pages};

use crate::{
    backroom::Backroom,
    config::{Config, secrets::SecretKeys},
};

/// The data centre's name in events; there is one.
const REGION: &str = "main";

/// Each module's own database: a file, or a schema on a server.
#[derive(Debug, Clone)]
pub(crate) struct Databases {
    pub(crate) access: Db,
    pub(crate) inventory: Db,
    pub(crate) booking: Db,
    pub(crate) notification: Db,
    /// The servers; `None` on files.
    pub(crate) cluster: Option<Cluster>,
}

impl Databases {
    /// Opens every module's database wherever the configuration says.
    pub(crate) async fn open(config: &Config) -> anyhow::Result<Self> {
        let databases = match &config.database.servers {
            None => Self::embedded(&config.data_dir).await?,
            Some(servers) => {
                let cluster = Cluster::connect(servers.clone()).await;
                Self::on_postgres(cluster.map_err(|error| {
                    let variable = variable_of(&error);
                    anyhow::Error::from(error).context(variable)
                })?)
            }
        };
        Ok(databases.read_only(config.database.is_read_only))
    }

    /// Every module's schema on the servers.
    pub(crate) fn on_postgres(cluster: Cluster) -> Self {
        Self {
            access: Db::on_postgres(&cluster, "access"),
            inventory: Db::on_postgres(&cluster, "inventory"),
            booking: Db::on_postgres(&cluster, "booking"),
            notification: Db::on_postgres(&cluster, "notification"),
            cluster: Some(cluster),
        }
    }

    fn read_only(self, is_read_only: bool) -> Self {
        Self {
            access: self.access.read_only(is_read_only),
            inventory: self.inventory.read_only(is_read_only),
            booking: self.booking.read_only(is_read_only),
            notification: self.notification.read_only(is_read_only),
            ..self
        }
    }

    /// Opens every module's file in the data directory, making what is not there.
    pub(crate) async fn embedded(data_dir: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(data_dir)
            .with_context(|| format!("the data directory {} cannot be made", data_dir.display()))?;
        Ok(Self {
            access: open(data_dir, "access").await?,
            inventory: open(data_dir, "inventory").await?,
            booking: open(data_dir, "booking").await?,
            notification: open(data_dir, "notification").await?,
            cluster: None,
        })
    }

    /// Every database, in the order in which modules depend on each other.
    pub(crate) fn all(&self) -> [&Db; 4] {
        [&self.access, &self.inventory, &self.booking, &self.notification]
    }

    /// Closes everything, which folds the write-ahead logs into the files.
    pub(crate) async fn close(&self) {
        for db in self.all() {
            db.close().await;
        }
    }
}

async fn open(data_dir: &Path, module: &'static str) -> anyhow::Result<Db> {
    let path = data_dir.join(format!("{module}.db"));
    Db::open_sqlite(&path, module)
        .await
        .with_context(|| format!("the database {} cannot be opened", path.display()))
}

/// Which variable's value it is that cannot be used.
fn variable_of(error: &ClusterError) -> &'static str {
    match error {
        ClusterError::ReplicaIsPrimary(_) | ClusterError::ReplicaOfAnother(_) => "DATABASE_REPLICA_URLS",
        _ => "DATABASE_URL",
    }
}

/// Where files that are uploaded are kept. That it is a directory is known here and nowhere else.
fn uploads(data_dir: &Path) -> anyhow::Result<Arc<dyn ObjectStore>> {
    let directory = data_dir.join("uploads");
    let make = || -> anyhow::Result<_> {
        std::fs::create_dir_all(&directory)?;
        // On disk before it is acknowledged, as all that is written.
        Ok(LocalFileSystem::new_with_prefix(&directory)?.with_fsync(true))
    };
    let store = make().with_context(|| format!("uploads cannot be kept in {}", directory.display()))?;
    Ok(Arc::new(store))
}

/// The modules, ready to work.
pub(crate) struct House {
    pub(crate) databases: Databases,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) access: access::Module,
    pub(crate) inventory: inventory::Module,
    pub(crate) booking: booking::Module,
    pub(crate) notification: notification::Module,
}

impl House {
    /// Builds every module on its database. `public_url` is the base of links in mails. Without `keys` no token
    /// can be shown a second time, which only commands beside the server can do without.
    pub(crate) async fn build(
        config: &Config,
        databases: Databases,
        clock: Arc<dyn Clock>,
        keys: Option<SecretKeys>,
        public_url: &str,
    ) -> anyhow::Result<Self> {
        let secret_keys = keys.iter().flat_map(SecretKeys::all).map(<[u8]>::to_vec).collect();
        let access =
            access::Module::build(access::Config::default(), databases.access.clone(), clock.clone());
        let uploads = inventory::Config { photos: uploads(&config.data_dir)? };
        let inventory = inventory::Module::build(uploads, databases.inventory.clone(), clock.clone())
            .await
            .context("the hotels cannot be loaded")?;
        let booking = booking::Module::build(
            booking::Config { secret_keys },
            databases.booking.clone(),
            clock.clone(),
            inventory.port(),
        );
        let notification = notification::Module::build(
            notification::Config::new(config.mail_dir.clone(), public_url),
            databases.notification.clone(),
            clock.clone(),
            booking.port(),
            inventory.port(),
        );
        Ok(Self { databases, clock, access, inventory, booking, notification })
    }

    /// Access.
    pub(crate) fn access(&self) -> Arc<dyn Access> {
        self.access.port()
    }

    /// Inventory.
    pub(crate) fn inventory(&self) -> Arc<dyn Inventory> {
        self.inventory.port()
    }

    /// Booking.
    pub(crate) fn booking(&self) -> Arc<dyn Booking> {
        self.booking.port()
    }

    /// The pages over all of it. `public_url` is the base of absolute links.
    pub(crate) fn pages(&self, config: &Config, public_url: String) -> Pages {
        let neighbours = Neighbours {
            inventory: self.inventory(),
            booking: self.booking(),
            notification: self.notification.port(),
            access: self.access(),
            backroom: Arc::new(Backroom::new(self.databases.clone(), self.clock.clone())),
            clock: self.clock.clone(),
        };
        Pages::new(web::Config { public_url, asset_base: config.http.asset_base.clone() }, neighbours)
    }

    /// Background work: each module's own, and a relay for each outbox.
    pub(crate) fn tasks(&self, stop: &CancellationToken) -> Vec<(&'static str, BoxFuture<'static, ()>)> {
        let mut tasks = self.access.tasks(stop);
        tasks.extend(self.inventory.tasks(stop));
        tasks.extend(self.booking.tasks(stop));
        tasks.extend(self.notification.tasks(stop));
        let relays =
            self.relays().into_iter().map(|(name, relay)| -> (&'static str, BoxFuture<'static, ()>) {
                (name, Box::pin(relay.run(stop.clone())))
            });
        tasks.extend(relays);
        tasks
    }

    /// The local router: every outbox is carried to every subscriber of this process.
    fn relays(&self) -> [(&'static str, Relay); 3] {
        let relay = |db: &Db, wake| Relay {
            db: db.clone(),
            subscribers: self.subscribers(),
            clock: self.clock.clone(),
            config: RelayConfig { region: REGION.to_owned() },
            wake,
        };
        [
            ("inventory_relay", relay(&self.databases.inventory, self.inventory.outbox_wake())),
            ("booking_relay", relay(&self.databases.booking, self.booking.outbox_wake())),
            ("notification_relay", relay(&self.databases.notification, self.notification.outbox_wake())),
        ]
    }

    fn subscribers(&self) -> Vec<Arc<dyn Subscriber>> {
        // Rooms first, then those who look, then mail.
        let mut subscribers = self.booking.subscribers();
        subscribers.extend(self.inventory.subscribers());
        subscribers.extend(self.notification.subscribers());
        subscribers
    }
}
