//! Access: who works here, what they may do, and how they prove it.
//!
//! Does not belong here: what a permission protects (its module asks), or a page to sign in on.

mod accounts;
mod email;
mod failure;
mod guesses;
mod hasher;
mod keys;
mod memory;
mod module;
mod new_password;
mod password;
mod port;
mod recognise;
mod secret_text;
mod sessions;
mod sign_in;
mod store;
mod tasks;

pub use module::{Config, Module};
