//! What every JSON route stands on: problems, checked input, idempotency keys, guards, limits, headers.
//!
//! Does not belong here: a route, or a noun of one module.

mod address;
mod args;
mod body;
pub mod documented;
mod failures;
mod guard;
mod guess;
mod limit;
mod middleware;
mod once;
mod position;
mod problem;
mod reply;
mod request_id;
mod upload;

pub use address::{ClientAddress, TrustedProxies, household};
pub use args::{Ages, Args, PathArgs};
pub use body::{Body, body_limit};
pub use failures::{Failures, retry_after_s};
pub use guard::{AuthError, Authenticator, Bearer, Grant, Guard, Permission, Principal};
pub use guess::GuessLimit;
pub use limit::{Allowance, KeyedLimit};
pub use middleware::{Egress, head_as_get, observe, secure};
pub use once::{Act, IdempotencyKey, InFlight, Write};
pub use position::{POSITION, Positions, positioned};
pub use problem::{FieldError, Problem, ProblemBody};
pub use reply::{REPLAYED, replied};
pub use request_id::{RequestId, current_request_id, with_request_id};
pub use upload::Upload;
