//! Lists the pictures of the demo hotels, so that a new one needs no line of code.

use std::{
    env,
    error::Error,
    ffi::OsStr,
    fs,
    io::{self, Write},
    path::Path,
};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("demo/photos");
    writeln!(io::stdout().lock(), "cargo::rerun-if-changed={}", folder.display())?;
    let mut pictures = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|kind| kind == "jpg") {
            pictures.push(path);
        }
    }
    // The same build whatever the order in which a disk lists its files.
    pictures.sort();
    let mut table = b"&[\n".to_vec();
    for path in pictures {
        let (path, name) = (path.to_str(), path.file_name().and_then(OsStr::to_str));
        let (Some(path), Some(name)) = (path, name) else { return Err("a path is no text".into()) };
        writeln!(table, "    ({name:?}, include_bytes!({path:?})),")?;
    }
    table.push(b']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join("demo_photos.rs"), table)?;
    Ok(())
}
