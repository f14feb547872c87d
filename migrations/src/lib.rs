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

migrator!(Access: "platform/0001_events", "access/0001_access", "access/0002_sessions", "platform/0002_audit_objects");
migrator!(Inventory: "platform/0001_events", "inventory/0001_inventory", "inventory/0002_photos", "platform/0002_audit_objects");
migrator!(Booking: "platform/0001_events", "booking/0001_booking", "booking/0002_desk", "platform/0002_audit_objects");
migrator!(
    Notification: "platform/0001_events", "notification/0001_notification", "notification/0002_undelivered", "platform/0002_audit_objects"
);

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::{Database, DbBackend, Statement};

    #[tokio::test]
    async fn bookings_of_the_first_release_know_how_many_people_come() {
        let connection = Database::connect("sqlite::memory:").await.unwrap();
        Booking::up(&connection, Some(2)).await.unwrap();
        let old = r#"INSERT INTO bookings (
                hotel_id, booking_id, code, status, version, check_in, check_out, rooms, room_type, rate_plan,
                total_minor, currency, email, guest_name, token_hash, detail, created_at, changed_at)
            VALUES (x'01', x'02', 'A', 'confirmed', 1, '2030-05-01', '2030-05-02', 1, 'DBL', 'BAR', 1, 'KRW', 'a@b.cc',
                'Ann', x'03', '{"quote": {"party": {"adults": 2, "children": [4, 9]}}}', 1, 1)"#;
        connection.execute_unprepared(old).await.unwrap();

        up("booking", &connection).await.unwrap();

        let asked = Statement::from_string(DbBackend::Sqlite, "SELECT guests FROM bookings");
        let found = connection.query_one_raw(asked).await.unwrap().unwrap();
        assert_eq!(found.try_get_by_index::<i64>(0).unwrap(), 4);
        assert_eq!(pending("booking", &connection).await.unwrap(), 0);
    }
}
