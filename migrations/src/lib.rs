//! Every module's schema, as the history of its SQL files. Forward only: what is released is never edited.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager};

/// The modules that own a schema (on SQLite: a file).
pub const MODULES: [&str; 4] = ["access", "inventory", "booking", "notification"];

/// Brings a module's schema up to date. Answers how many steps it took.
pub async fn up(module: &str, connection: &DatabaseConnection) -> Result<usize, DbErr> {
    let steps = pending(module, connection).await?;
    match module {
        "access" => Access::up(connection, None).await?,
        "inventory" => Inventory::up(connection, None).await?,
        "booking" => Booking::up(connection, None).await?,
        _ => Notification::up(connection, None).await?,
    }
    Ok(steps)
}

/// How many steps a module's schema is behind. Changes nothing.
pub async fn pending(module: &str, connection: &DatabaseConnection) -> Result<usize, DbErr> {
    let waiting = match module {
        "access" => Access::get_pending_migrations_read_only(connection).await?,
        "inventory" => Inventory::get_pending_migrations_read_only(connection).await?,
        "booking" => Booking::get_pending_migrations_read_only(connection).await?,
        _ => Notification::get_pending_migrations_read_only(connection).await?,
    };
    Ok(waiting.len())
}

/// One SQL file. All of it happens, or nothing.
struct SqlFile {
    name: &'static str,
    sqlite: &'static str,
}

impl MigrationName for SqlFile {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SqlFile {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let script = format!("BEGIN IMMEDIATE;\n{}\nCOMMIT;", self.sqlite);
        manager.get_connection().execute_unprepared(&script).await?;
        Ok(())
    }
}

macro_rules! migrator {
    ($migrator:ident: $($file:literal),+) => {
        struct $migrator;

        impl MigratorTrait for $migrator {
            fn migrations() -> Vec<Box<dyn MigrationTrait>> {
                vec![$(Box::new(SqlFile {
                    name: $file,
                    sqlite: include_str!(concat!("../", $file, ".sqlite.sql")),
                })),+]
            }
        }
    };
}

migrator!(Access: "platform/0001_events", "access/0001_access");
migrator!(Inventory: "platform/0001_events", "inventory/0001_inventory");
migrator!(Booking: "platform/0001_events", "booking/0001_booking");
migrator!(Notification: "platform/0001_events", "notification/0001_notification");
