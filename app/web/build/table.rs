//! What is embedded: the files, and the Rust source of their table.

use std::{
    fmt::{self, Write},
    fs, io,
    path::Path,
};

use super::{
    BuildError,
    compress::{Effort, Encoded},
    press::Pressed,
};

/// Writes every file in every encoding into `out/static`, and the table into `out/assets.rs`.
pub(crate) fn write(files: &[Pressed], out: &Path, effort: Effort) -> Result<(), BuildError> {
    let directory = out.join("static");
    // What an earlier build left would not be found by anybody, only heaped up.
    match fs::remove_dir_all(&directory) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(BuildError::at(directory)(error));
        }
        _ => {}
    }
    let number_of = |logical: &String| files.iter().position(|file| file.logical == *logical);
    let mut listed = Vec::new();
    for file in files {
        let encoded = if file.kind.is_compressible {
            Encoded::of(&file.bytes, effort).map_err(BuildError::at(&file.logical))?
        } else {
            Encoded::default()
        };
        store(&directory, file, &encoded)?;
        let modules = file.modules.iter().filter_map(number_of).collect();
        listed.push(Listed { file, encoded, modules });
    }
    let path = out.join("assets.rs");
    fs::write(&path, Table(listed).to_string()).map_err(BuildError::at(path))
}

fn store(directory: &Path, file: &Pressed, encoded: &Encoded) -> Result<(), BuildError> {
    let whole = directory.join(&file.name);
    if let Some(parent) = whole.parent() {
        fs::create_dir_all(parent).map_err(BuildError::at(parent))?;
    }
    let encoded = [("br", &encoded.br), ("gz", &encoded.gzip), ("zst", &encoded.zstd)];
    let encoded = encoded.into_iter().filter_map(|(suffix, bytes)| Some((suffix, bytes.as_ref()?)));
    fs::write(&whole, &file.bytes).map_err(BuildError::at(whole))?;
    for (suffix, bytes) in encoded {
        let path = directory.join(format!("{}.{suffix}", file.name));
        fs::write(&path, bytes).map_err(BuildError::at(path))?;
    }
    Ok(())
}

struct Listed<'a> {
    file: &'a Pressed,
    encoded: Encoded,
    /// The numbers of the modules it needs.
    modules: Vec<usize>,
}

/// The Rust source: a static for each file, all of them in the order of their names, and `asset!`.
struct Table<'a>(Vec<Listed<'a>>);

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, listed) in self.0.iter().enumerate() {
            writeln!(f, "pub(crate) static FILE_{number}: Asset = {listed};")?;
        }
        let mut by_name: Vec<_> = self.0.iter().enumerate().collect();
        by_name.sort_by_key(|(_, listed)| &listed.file.name);
        let by_name = by_name.into_iter().map(|(number, _)| number);
        writeln!(f, "pub(super) static ALL: &[&Asset] = {};", references(by_name))?;
        self.write_macro(f)
    }
}

impl Table<'_> {
    fn write_macro(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("macro_rules! asset {\n")?;
        for (number, listed) in self.0.iter().enumerate() {
            let logical = &listed.file.logical;
            writeln!(f, "    ({logical:?}) => {{ &$crate::assets::table::FILE_{number} }};")?;
        }
        f.write_str(
            "    ($other:literal) => { compile_error!(concat!(\"no such file under static/: \", $other)) };\n\
             \x20   ($($other:tt)*) => { compile_error!(\"asset! takes the path of a file under static/, in quotes\") };\n\
             }\n",
        )
    }
}

fn references(numbers: impl Iterator<Item = usize>) -> String {
    let all: Vec<_> = numbers.map(|number| format!("&FILE_{number}")).collect();
    format!("&[{}]", all.join(", "))
}

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Pressed { logical, name, hash, integrity, kind, .. } = self.file;
        let embedded =
            |suffix: &str| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/static/{name}{suffix}\"))");
        let encoded = |bytes: &Option<Vec<u8>>, suffix| match bytes {
            Some(_) => format!("Some({})", embedded(suffix)),
            None => "None".to_owned(),
        };
        let Encoded { br, gzip, zstd } = &self.encoded;
        f.write_str("Asset {\n")?;
        for (field, value) in [
            ("name", format!("{name:?}")),
            ("logical", format!("{logical:?}")),
            ("content_type", format!("{:?}", kind.content_type)),
            ("integrity", format!("{integrity:?}")),
            // Weak: the encodings of one file differ in their bytes and share what they say (RFC 9110 §8.8.1).
            ("etag", format!("{:?}", format!("W/\"{hash}\""))),
            ("bytes", embedded("")),
            ("br", encoded(br, ".br")),
            ("gzip", encoded(gzip, ".gz")),
            ("zstd", encoded(zstd, ".zst")),
            ("modules", references(self.modules.iter().copied())),
        ] {
            writeln!(f, "    {field}: {value},")?;
        }
        f.write_char('}')
    }
}
