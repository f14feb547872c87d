//! Events on their way: the envelope, those who listen, and the relay that carries one to the other.
//!
//! Does not belong here: any event of any module; each module's `-api` crate holds its own.

mod envelope;
mod relay;
mod subscriber;

pub use envelope::Envelope;
pub use relay::{Relay, RelayConfig};
pub use subscriber::{ReceiveError, Subscriber};
