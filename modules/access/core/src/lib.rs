//! Access: who works here, what they may do, and how they prove it.
//!
//! Does not belong here: what a permission protects (its module asks), or a page to sign in on.

mod accounts;
mod email;
mod failure;
mod hasher;
mod keys;
mod module;
mod password;
mod recognise;
mod secret_text;
mod store;

pub use module::{Config, Module};
