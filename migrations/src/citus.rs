//! The step from one Postgres to a distributed one: which tables every node has whole, and which are cut by hotel.

use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::{
    MODULES, MigrateError,
    postgres::{Listener, alone, ask},
};

/// What distributes a module's schema. Tables that are distributed already stay as they are.
pub fn script(module: &str) -> Option<&'static str> {
    match module {
        "access" => Some(include_str!("../../deploy/citus/access.sql")),
        "inventory" => Some(include_str!("../../deploy/citus/inventory.sql")),
        "booking" => Some(include_str!("../../deploy/citus/booking.sql")),
        "notification" => Some(include_str!("../../deploy/citus/notification.sql")),
        _ => None,
    }
}

/// Distributes every schema that [`up_all_postgres`](crate::up_all_postgres) has made, one transaction for each.
/// `owner` is the schemas' owner, connected to the coordinator. Running it again distributes what is new.
pub async fn distribute(owner: &DatabaseConnection, progress: Listener<'_>) -> Result<(), MigrateError> {
    let sql = "SELECT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus')";
    let has_citus: bool =
        ask(owner, sql, []).await.map_err(MigrateError::while_doing("looking for the extension citus"))?;
    if !has_citus {
        return Err(MigrateError::NoCitus);
    }
    for module in MODULES {
        let failed = || MigrateError::while_doing(format!("distributing the schema {module}"));
        let tx = alone(owner, Some(module), progress).await?;
        tx.execute_unprepared(script(module).unwrap_or_default()).await.map_err(failed())?;
        tx.commit().await.map_err(failed())?;
    }
    Ok(())
}
