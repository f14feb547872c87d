//! The modules' roles, which every database of a cluster shares, and who may take them on.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use super::{ask, quoted, role, server::Server};
use crate::{
    MODULES, MigrateError,
    error::{DUPLICATE_OBJECT, INSUFFICIENT_PRIVILEGE, INTERNAL_ERROR, UNIQUE_VIOLATION, is_any_of},
};

/// Makes the roles that are missing, and their members.
pub(super) async fn ensure(
    owner: &DatabaseConnection,
    server: &Server,
    grant_to: Option<&str>,
) -> Result<(), MigrateError> {
    if let Some(member) = grant_to
        && !exists(owner, member).await?
    {
        return Err(MigrateError::NoSuchRole(member.to_owned()));
    }
    for module in MODULES {
        let role = role(module);
        if !exists(owner, &role).await? {
            create(owner, server, &role).await?;
        }
        // A superuser may take on any role as it is.
        for member in [server.user.as_str()].into_iter().chain(grant_to) {
            if !may_switch(owner, server, &role, member).await? {
                grant(owner, server, &role, member).await?;
            }
        }
    }
    Ok(())
}

async fn create(owner: &DatabaseConnection, server: &Server, role: &str) -> Result<(), MigrateError> {
    if !server.may_create_roles {
        let remedy = format!("ALTER ROLE {} CREATEROLE;", quoted(&server.user));
        return Err(server.missing_right(format!("create the role {role}"), remedy));
    }
    match owner.execute_unprepared(&format!("CREATE ROLE {} NOLOGIN", quoted(role))).await {
        // A migrator of another database was faster: its lock is not ours.
        Err(error) if !is_any_of(&error, &[DUPLICATE_OBJECT, UNIQUE_VIOLATION]) => {
            Err(MigrateError::while_doing(format!("creating the role {role}"))(error))
        }
        _ => Ok(()),
    }
}

async fn grant(
    owner: &DatabaseConnection,
    server: &Server,
    role: &str,
    member: &str,
) -> Result<(), MigrateError> {
    let sql = format!("GRANT {} TO {}", quoted(role), quoted(member));
    let Err(error) = owner.execute_unprepared(&sql).await else { return Ok(()) };
    if is_any_of(&error, &[INSUFFICIENT_PRIVILEGE]) {
        return Err(server.missing_right(format!("grant {role} to {member}"), format!("{sql};")));
    }
    let is_race = is_any_of(&error, &[DUPLICATE_OBJECT, UNIQUE_VIOLATION, INTERNAL_ERROR]);
    if is_race && may_switch(owner, server, role, member).await? {
        return Ok(());
    }
    Err(MigrateError::while_doing(format!("granting {role} to {member}"))(error))
}

async fn exists(owner: &DatabaseConnection, role: &str) -> Result<bool, MigrateError> {
    let sql = "SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = $1)";
    ask(owner, sql, [role.into()]).await.map_err(looking_at(role))
}

async fn may_switch(
    owner: &DatabaseConnection,
    server: &Server,
    role: &str,
    member: &str,
) -> Result<bool, MigrateError> {
    let sql = "SELECT pg_has_role($1::name, $2::name, $3)";
    let values = [member.into(), role.into(), server.switch().into()];
    ask(owner, sql, values).await.map_err(looking_at(role))
}

fn looking_at(role: &str) -> impl FnOnce(DbErr) -> MigrateError {
    MigrateError::while_doing(format!("looking at the role {role}"))
}
