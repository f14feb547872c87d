//! What the build makes of the static files: its own tests, which Cargo would not run in a build script.

#[path = "../build/assets.rs"]
mod assets;
