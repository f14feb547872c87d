//! A module's schema as the list of its SQL files, in the order of their release.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTraitSelf, SchemaManager};

/// What a module's schema went through.
pub(crate) struct History {
    pub(crate) module: &'static str,
    files: &'static [SqlFile],
}

impl History {
    pub(crate) fn of(module: &str) -> Result<Self, DbErr> {
        match module {
            "access" => Ok(ACCESS),
            "inventory" => Ok(INVENTORY),
            "booking" => Ok(BOOKING),
            "notification" => Ok(NOTIFICATION),
            unknown => Err(DbErr::Custom(format!("no module is called {unknown}"))),
        }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.files.iter().map(|file| file.name)
    }
}

impl MigratorTraitSelf for History {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        self.files.iter().map(|file| -> Box<dyn MigrationTrait> { Box::new(*file) }).collect()
    }
}

/// One step, written once for each engine. All of it happens, or nothing.
#[derive(Clone, Copy)]
struct SqlFile {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

impl MigrationName for SqlFile {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SqlFile {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        if manager.get_database_backend() == DbBackend::Postgres {
            // Its transaction is the migrator's, which records the step in it.
            connection.execute_unprepared(self.postgres).await?;
        } else {
            let script = format!("BEGIN IMMEDIATE;\n{}\nCOMMIT;", self.sqlite);
            connection.execute_unprepared(&script).await?;
        }
        Ok(())
    }
}

macro_rules! history {
    ($name:ident = $module:literal: $($file:literal),+ $(,)?) => {
        const $name: History = History {
            module: $module,
            files: &[$(SqlFile {
                name: $file,
                sqlite: include_str!(concat!("../", $file, ".sqlite.sql")),
                postgres: include_str!(concat!("../", $file, ".postgres.sql")),
            }),+],
        };
    };
}

history!(ACCESS = "access":
    "platform/0001_events",
    "access/0001_access",
    "access/0002_sessions",
    "platform/0002_audit_objects",
    "platform/0003_inbox_by_hotel",
);
history!(INVENTORY = "inventory":
    "platform/0001_events",
    "inventory/0001_inventory",
    "inventory/0002_photos",
    "platform/0002_audit_objects",
    "platform/0003_inbox_by_hotel",
);
history!(BOOKING = "booking":
    "platform/0001_events",
    "booking/0001_booking",
    "booking/0002_desk",
    "platform/0002_audit_objects",
    "platform/0003_inbox_by_hotel",
);
history!(NOTIFICATION = "notification":
    "platform/0001_events",
    "notification/0001_notification",
    "notification/0002_undelivered",
    "platform/0002_audit_objects",
    "platform/0003_inbox_by_hotel",
);
