//! What the modules' roles may do: work with their rows, and nothing else.

use db::sea_orm::sqlx::{self, Row, postgres::PgRow};
use migrations::{MODULES, role};

use super::{Finding, UNREADABLE, host::Met};

/// A module's role, as the server knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer of the server's to one question")]
struct Role {
    module: String,
    is_there: bool,
    is_superuser: bool,
    /// Whether the URL's user may work as it.
    is_ours: bool,
    may_define: bool,
    /// Rights on tables that it lacks.
    missing: Option<String>,
    /// Rights on tables that it should not have.
    surplus: Option<String>,
}

/// Who the URL names.
struct Login {
    user: String,
    is_superuser: bool,
    is_owner: bool,
}

/// The first version whose memberships say separately whether one may switch to the role.
const WITH_SET_OPTION: i32 = 160_000;

const LOGIN: &str = "
    SELECT rolname::text, rolsuper,
           EXISTS (SELECT FROM pg_catalog.pg_namespace
                   WHERE nspname = 'booking' AND pg_has_role(current_user, nspowner, 'USAGE'))
    FROM pg_catalog.pg_roles
    WHERE rolname = current_user";

/// Every right is asked of every table. The trail is written once, and of the steps taken the server only reads.
const ROLES: &str = "
    SELECT module.name, r.oid IS NOT NULL, COALESCE(r.rolsuper, false),
           COALESCE(pg_has_role(current_user, r.oid, '{switch}'), false),
           COALESCE(has_schema_privilege(r.oid, n.oid, 'CREATE'), false),
           asked.missing, asked.surplus
    FROM (VALUES {modules}) AS module (name, role)
    LEFT JOIN pg_catalog.pg_roles AS r ON r.rolname = module.role
    LEFT JOIN pg_catalog.pg_namespace AS n ON n.nspname = module.name
    LEFT JOIN LATERAL (
        SELECT string_agg(one.what, ', ') FILTER (WHERE one.is_due AND NOT one.is_given) AS missing,
               string_agg(one.what, ', ') FILTER (WHERE one.is_given AND NOT one.is_due) AS surplus
        FROM (
            SELECT lower(wanted.privilege) || ' ' || t.relname AS what,
                   has_table_privilege(r.oid, t.oid, wanted.privilege) AS is_given,
                   NOT (t.relname = 'audit' AND wanted.privilege IN ('UPDATE', 'DELETE'))
                       AND NOT (t.relname = 'seaql_migrations' AND wanted.privilege <> 'SELECT') AS is_due
            FROM pg_catalog.pg_class AS t
            CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) AS wanted (privilege)
            WHERE t.relnamespace = n.oid
              AND t.relkind IN ('r', 'p')
            ORDER BY t.relname
        ) AS one
    ) AS asked ON true
    ORDER BY module.name";

pub(super) async fn findings(primary: &mut Met) -> Vec<Finding> {
    let login = primary.ask_one(LOGIN, Login::read).await;
    match (login, roles(primary).await) {
        (Ok(login), Ok(roles)) => {
            let mut findings = vec![login.finding()];
            findings.extend(roles.iter().map(|role| role.finding(&login.user)));
            findings
        }
        (Err(why), _) | (_, Err(why)) => vec![Finding::doubtful("rights", format!("{UNREADABLE} ({why})"))],
    }
}

async fn roles(primary: &mut Met) -> Result<Vec<Role>, String> {
    let switch = if primary.look.version_number < WITH_SET_OPTION { "MEMBER" } else { "SET" };
    let modules = MODULES.map(|module| format!("('{module}', '{}')", role(module))).join(", ");
    let sql = ROLES.replace("{switch}", switch).replace("{modules}", &modules);
    let rows = primary.ask(&sql).await?;
    rows.iter().map(|row| Role::read(row).map_err(|error| error.to_string())).collect()
}

impl Login {
    fn read(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self { user: row.try_get(0)?, is_superuser: row.try_get(1)?, is_owner: row.try_get(2)? })
    }

    fn finding(&self) -> Finding {
        let what = format!("user {}", self.user);
        let too_much = if self.is_superuser {
            "a superuser"
        } else if self.is_owner {
            "the schemas' owner"
        } else {
            return Finding::fine(what, "owns nothing");
        };
        Finding::doubtful(
            what,
            format!(
                "is {too_much}; sessions work with less, but whoever steals the URL does not: make a user for the \
                 server alone and run jumak migrate --app-user with it"
            ),
        )
    }
}

impl Role {
    fn read(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            module: row.try_get(0)?,
            is_there: row.try_get(1)?,
            is_superuser: row.try_get(2)?,
            is_ours: row.try_get(3)?,
            may_define: row.try_get(4)?,
            missing: row.try_get(5)?,
            surplus: row.try_get(6)?,
        })
    }

    fn finding(&self, user: &str) -> Finding {
        let what = format!("role {}", role(&self.module));
        let migrate = "run jumak migrate, with DATABASE_URL naming the schemas' owner";
        if !self.is_there {
            Finding::wrong(what, format!("is not there; {migrate}"))
        } else if !self.is_ours {
            Finding::wrong(what, format!("{user} may not work as it; {migrate}, and with --app-user {user}"))
        } else if let Some(missing) = &self.missing {
            Finding::wrong(what, format!("may not {missing}; {migrate}"))
        } else if let Some(too_much) = self.too_much() {
            Finding::wrong(
                what,
                format!("{too_much}, which no request of a guest should; take that right away"),
            )
        } else {
            Finding::fine(what, "works with its rows and defines nothing")
        }
    }

    fn too_much(&self) -> Option<String> {
        if self.is_superuser {
            return Some("is a superuser".to_owned());
        }
        if self.may_define {
            return Some("may create tables".to_owned());
        }
        self.surplus.as_deref().map(|surplus| format!("may {surplus}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn booking() -> Role {
        Role {
            module: "booking".to_owned(),
            is_there: true,
            is_superuser: false,
            is_ours: true,
            may_define: false,
            missing: None,
            surplus: None,
        }
    }

    #[test]
    fn a_role_may_do_exactly_what_it_needs() {
        assert!(!booking().finding("app").is_wrong());
        for ill in [
            Role { is_there: false, ..booking() },
            Role { is_superuser: true, ..booking() },
            Role { is_ours: false, ..booking() },
            Role { may_define: true, ..booking() },
            Role { missing: Some("insert outbox".to_owned()), ..booking() },
            Role { surplus: Some("delete audit".to_owned()), ..booking() },
        ] {
            assert!(ill.finding("app").is_wrong(), "{ill:?}");
        }
    }

    #[test]
    fn what_is_missing_is_named_with_the_command_that_gives_it() {
        let told = Role { is_ours: false, ..booking() }.finding("app").to_string();

        assert!(told.contains("jumak_booking") && told.contains("--app-user app"), "{told}");
    }
}
