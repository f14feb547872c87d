//! The servers of Postgres, examined: who answers, what we may do there, and what a commit is worth.

mod budget;
mod durability;
mod host;
mod pooler;
mod rights;
mod session;

use db::ClusterConfig;

use self::host::{Kind, Visit};
use super::{Finding, schemas};
use crate::{compose::Databases, config::Config};

/// Why something that was asked has no answer.
const UNREADABLE: &str = "cannot be asked";

pub(super) async fn findings(config: &Config, servers: &ClusterConfig) -> Vec<Finding> {
    let mut visits = host::visit_all(servers).await;
    let mut findings: Vec<_> = visits.iter().map(|visit| host::finding(visit, &visits, servers)).collect();
    let databases = match Databases::open(config).await {
        Ok(databases) => databases,
        Err(error) => {
            // One server's fault has been told.
            if !findings.iter().any(Finding::is_wrong) {
                findings.push(Finding::wrong("servers", format!("{error:#}")));
            }
            findings.extend(pooler_of(&mut visits, servers).await);
            return findings;
        }
    };
    findings.push(schemas(&databases, "with DATABASE_URL naming the schemas' owner").await);
    findings.extend(pooler_of(&mut visits, servers).await);
    if let Some(primary) = primary_of(&mut visits) {
        findings.extend(rights::findings(primary).await);
        findings.push(budget::finding(primary, servers).await);
        findings.extend(durability::findings(primary, servers).await);
    }
    for db in databases.all() {
        findings.push(session::finding(db).await);
    }
    databases.close().await;
    findings
}

async fn pooler_of(visits: &mut [Visit], servers: &ClusterConfig) -> Option<Finding> {
    Some(pooler::finding(primary_of(visits)?, servers).await)
}

/// The server that takes writes, if one was met.
fn primary_of(visits: &mut [Visit]) -> Option<&mut host::Met> {
    visits
        .iter_mut()
        .filter(|visit| visit.kind == Kind::Primary)
        .find_map(|visit| visit.met.as_mut().ok().filter(|met| !met.look.is_replica))
}
