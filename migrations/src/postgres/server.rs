//! What is at the other end, and who we are there.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};

use crate::{MigrateError, OLDEST_POSTGRES};

/// The server, the database, and the user of the URL.
#[derive(Debug, Clone)]
pub(super) struct Server {
    /// As the server counts: 150004 is 15.4.
    pub(super) version_number: i32,
    pub(super) version: String,
    pub(super) is_standby: bool,
    pub(super) encoding: String,
    pub(super) database: String,
    pub(super) user: String,
    pub(super) may_create_roles: bool,
    pub(super) may_create_schemas: bool,
}

/// The first version whose memberships say separately whether one may switch to the role.
const WITH_SET_OPTION: i32 = 160_000;

impl Server {
    pub(super) async fn ask(owner: &DatabaseConnection) -> Result<Self, MigrateError> {
        let failed = || MigrateError::while_doing("asking the server about itself");
        let sql = "SELECT
                current_setting('server_version_num')::integer, current_setting('server_version'),
                pg_is_in_recovery(), current_setting('server_encoding'), current_database()::text,
                rolname::text, rolsuper OR rolcreaterole,
                has_database_privilege(current_database(), 'CREATE')
            FROM pg_catalog.pg_roles
            WHERE rolname = current_user";
        let statement = Statement::from_string(owner.get_database_backend(), sql);
        let row = owner.query_one_raw(statement).await.map_err(failed())?;
        let row = row.ok_or_else(|| failed()(DbErr::RecordNotFound("current_user".into())))?;
        let read = || -> Result<Self, DbErr> {
            Ok(Self {
                version_number: row.try_get_by_index(0)?,
                version: row.try_get_by_index(1)?,
                is_standby: row.try_get_by_index(2)?,
                encoding: row.try_get_by_index(3)?,
                database: row.try_get_by_index(4)?,
                user: row.try_get_by_index(5)?,
                may_create_roles: row.try_get_by_index(6)?,
                may_create_schemas: row.try_get_by_index(7)?,
            })
        };
        read().map_err(failed())
    }

    /// Whether schemas can be made here at all.
    pub(super) fn check(&self) -> Result<(), MigrateError> {
        if self.version_number < OLDEST_POSTGRES * 10_000 {
            return Err(MigrateError::TooOld { found: self.version.clone() });
        }
        if self.is_standby {
            return Err(MigrateError::Standby);
        }
        if self.encoding != "UTF8" {
            return Err(MigrateError::NotUtf8 {
                database: self.database.clone(),
                found: self.encoding.clone(),
            });
        }
        Ok(())
    }

    /// What membership in a role must be for `SET ROLE`.
    pub(super) fn switch(&self) -> &'static str {
        if self.version_number < WITH_SET_OPTION { "MEMBER" } else { "SET" }
    }

    pub(super) fn missing_right(&self, right: impl Into<String>, remedy: String) -> MigrateError {
        MigrateError::MissingRight { user: self.user.clone(), right: right.into(), remedy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_before_fifteen_is_too_old() {
        let server = server(140_019, "14.19 (Debian 14.19-1)");

        let refused = server.check().unwrap_err();

        assert_eq!(refused.to_string(), "Postgres 14.19 (Debian 14.19-1) is too old: 15 or later is needed");
    }

    #[test]
    fn fifteen_and_later_will_do() {
        assert!(server(150_000, "15.0").check().is_ok());
        assert!(server(180_001, "18.1").check().is_ok());
    }

    #[test]
    fn a_standby_is_refused() {
        let standby = Server { is_standby: true, ..server(150_004, "15.4") };

        assert!(matches!(standby.check(), Err(MigrateError::Standby)));
    }

    #[test]
    fn a_database_that_cannot_hold_every_name_is_refused() {
        let latin = Server { encoding: "LATIN1".into(), ..server(150_004, "15.4") };

        assert!(matches!(latin.check(), Err(MigrateError::NotUtf8 { .. })));
    }

    fn server(version_number: i32, version: &str) -> Server {
        Server {
            version_number,
            version: version.into(),
            is_standby: false,
            encoding: "UTF8".into(),
            database: "jumak".into(),
            user: "owner".into(),
            may_create_roles: true,
            may_create_schemas: true,
        }
    }
}
