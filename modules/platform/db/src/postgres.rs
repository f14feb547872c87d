//! Postgres: which server is the primary, pools that follow it, replicas that may answer, one module's sessions.

mod address;
mod cluster;
mod connection;
mod pools;
mod probe;
mod session;
mod tx;
mod watch;

pub use address::{ServerAddress, ServerAddressError};
pub use cluster::{Cluster, ClusterConfig, ClusterError, in_plain_words};
pub(crate) use pools::Module;
pub(crate) use tx::Tx;
