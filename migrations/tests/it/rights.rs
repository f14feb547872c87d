//! Who may do what: the owner defines, a module's role works with its own rows, nobody rewrites the trail.

use migrations::{MODULES, MigrateError};

use crate::cluster::{Ground, fresh_name, migrate, number, refusal, run};

const DENIED: &str = "42501";
const NIL: &str = "00000000-0000-0000-0000-000000000000";

#[tokio::test]
async fn the_server_works_with_rows_and_defines_nothing() {
    let ground = Ground::new().await;
    let app = ground.user("").await;
    migrate(&ground.admin().await, Some(&app)).await.unwrap();

    let booking = ground.module(&app, "booking").await;
    let decided = format!("INSERT INTO decisions VALUES ('{NIL}', '{NIL}', 'abandoned', NULL, 1)");
    run(&booking, &decided).await;
    run(&booking, "UPDATE decisions SET decided_at = 2").await;
    assert_eq!(number(&booking, "SELECT decided_at FROM decisions FOR UPDATE").await, 2);
    run(&booking, "DELETE FROM decisions").await;

    for definition in [
        "CREATE TABLE wishes (wish text)",
        "ALTER TABLE decisions ADD COLUMN wish text",
        "CREATE INDEX wishes ON decisions (decided_at)",
        "DROP TABLE decisions",
        "TRUNCATE decisions",
        "CREATE SCHEMA wishes",
    ] {
        assert_eq!(refusal(&booking, definition).await, DENIED, "{definition}");
    }
}

#[tokio::test]
async fn a_module_does_not_see_into_another() {
    let ground = Ground::migrated().await;

    for module in MODULES {
        let connection = ground.module("postgres", module).await;
        for other in MODULES.into_iter().filter(|other| *other != module) {
            let peek = format!("SELECT * FROM {other}.outbox");
            assert_eq!(refusal(&connection, &peek).await, DENIED, "{module} reads {other}");
        }
        run(&connection, "SELECT * FROM outbox").await;
    }
}

#[tokio::test]
async fn a_stranger_sees_nothing() {
    let ground = Ground::migrated().await;
    let stranger = ground.login(&ground.user("").await).await;

    for module in MODULES {
        assert_eq!(refusal(&stranger, &format!("SELECT * FROM {module}.outbox")).await, DENIED);
        assert_eq!(refusal(&stranger, &format!("SET ROLE {}", migrations::role(module))).await, DENIED);
    }
}

#[tokio::test]
async fn nobody_at_work_rewrites_the_trail_or_the_history() {
    let ground = Ground::migrated().await;

    for module in MODULES {
        let connection = ground.module("postgres", module).await;
        run(&connection, &format!("INSERT INTO audit VALUES ('{NIL}', '{NIL}', 'a', 'b', 'c', 'd', 'e', 1)"))
            .await;
        assert_eq!(number(&connection, "SELECT COUNT(*) FROM audit").await, 1);
        for change in [
            "UPDATE audit SET actor = 'nobody'",
            "DELETE FROM audit",
            "TRUNCATE audit",
            "DELETE FROM seaql_migrations",
            "UPDATE seaql_migrations SET applied_at = 0",
            "INSERT INTO seaql_migrations VALUES ('x', 1)",
        ] {
            assert_eq!(refusal(&connection, change).await, DENIED, "{module}: {change}");
        }
    }
}

#[tokio::test]
async fn a_right_that_slipped_in_is_taken_back() {
    let ground = Ground::migrated().await;
    let owner = ground.admin().await;
    run(&owner, "GRANT UPDATE ON booking.audit TO jumak_booking").await;
    run(&owner, "GRANT USAGE ON SCHEMA booking TO PUBLIC; GRANT SELECT ON booking.bookings TO PUBLIC").await;

    migrate(&owner, None).await.unwrap();

    let booking = ground.module("postgres", "booking").await;
    assert_eq!(refusal(&booking, "UPDATE audit SET actor = 'nobody'").await, DENIED);
    let stranger = ground.login(&ground.user("").await).await;
    assert_eq!(refusal(&stranger, "SELECT * FROM booking.bookings").await, DENIED);
}

#[tokio::test]
async fn the_server_asks_how_far_behind_it_is_with_its_own_rights() {
    let ground = Ground::new().await;
    let app = ground.user("").await;
    let unfurnished = ground.login(&app).await;
    assert!(migrations::pending("booking", &unfurnished).await.unwrap() > 0);

    migrate(&ground.admin().await, Some(&app)).await.unwrap();

    assert_eq!(migrations::pending("booking", &ground.module(&app, "booking").await).await.unwrap(), 0);
    // Behind a pooler the role and the search path may not be set.
    assert_eq!(migrations::pending("booking", &unfurnished).await.unwrap(), 0);
}

#[tokio::test]
async fn an_owner_needs_no_more_than_two_rights() {
    let ground = Ground::new().await;
    let (owner, app) = (ground.user("CREATEROLE").await, ground.user("").await);
    run(&ground.admin().await, &format!("GRANT CREATE ON DATABASE {} TO {owner}", ground.database)).await;

    migrate(&ground.login(&owner).await, Some(&app)).await.unwrap();

    run(&ground.module(&app, "access").await, "SELECT * FROM staff").await;
    // The owner too: a server that is given the owner's URL still works with a module's rights.
    let booking = ground.module(&owner, "booking").await;
    assert_eq!(refusal(&booking, "DROP TABLE bookings").await, DENIED);
    assert_eq!(migrate(&ground.login(&owner).await, Some(&app)).await.unwrap(), 0);
}

#[tokio::test]
async fn a_user_without_the_rights_is_told_which_and_how() {
    let ground = Ground::new().await;
    let nobody = ground.user("").await;

    let rights = migrated_as_told(&ground, &nobody).await;

    // Roles outlive databases: what is missing there depends on who was here before. This one is always missing.
    assert!(rights.len() > 1, "{rights:?}");
    assert_eq!(rights.last().unwrap(), "create the schema access");
}

#[tokio::test]
async fn another_owner_is_told_whose_the_schema_is() {
    let ground = Ground::new().await;
    let (first, second) = (ground.user("CREATEROLE").await, ground.user("CREATEROLE").await);
    migrated_as_told(&ground, &first).await;

    let rights = migrated_as_told(&ground, &second).await;

    assert_eq!(rights.last().unwrap(), &format!("change the schema access, which belongs to {first}"));
}

/// Lets a user migrate, and an administrator do as each refusal says. Answers which rights were missing, in order.
async fn migrated_as_told(ground: &Ground, user: &str) -> Vec<String> {
    const AT_MOST: usize = 8;
    let mut rights = Vec::new();
    while let Err(refused) = migrate(&ground.login(user).await, None).await {
        let MigrateError::MissingRight { user: whose, right, remedy } = refused else { panic!("{refused}") };
        assert_eq!(whose, user);
        run(&ground.admin().await, &remedy).await;
        rights.push(right);
        assert!(rights.len() < AT_MOST, "{rights:?}");
    }
    rights
}

#[tokio::test]
async fn the_role_that_is_granted_to_must_exist_and_may_be_called_anything() {
    let ground = Ground::new().await;
    let admin = ground.admin().await;
    let name = format!("o'\"; {}; --", fresh_name("DROP"));

    let refused = migrate(&admin, Some(&name)).await.unwrap_err();
    assert!(matches!(&refused, MigrateError::NoSuchRole(missing) if *missing == name), "{refused}");

    run(&admin, &format!("CREATE ROLE \"{}\" LOGIN", name.replace('"', "\"\""))).await;
    migrate(&admin, Some(&name)).await.unwrap();

    let is_member =
        format!("SELECT pg_has_role('{}', 'jumak_booking', 'MEMBER')::int::bigint", name.replace('\'', "''"));
    assert_eq!(number(&admin, &is_member).await, 1);
}

#[tokio::test]
async fn two_databases_of_one_cluster_share_the_roles() {
    let (one, two) = (Ground::new().await, Ground::new().await);
    let app = one.user("").await;
    let (a, b) = (one.admin().await, two.admin().await);

    let (first, second) = tokio::join!(migrate(&a, Some(&app)), migrate(&b, Some(&app)));

    assert_eq!(first.unwrap(), second.unwrap());
    run(&two.module(&app, "inventory").await, "SELECT * FROM nights").await;
}
