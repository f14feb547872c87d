//! The static files: named after their content, compressed by the build, embedded in the binary.
//!
//! A name that carries a hash always means the same bytes. So browsers and CDNs may keep a file for ever, and one
//! release never meets the files of another.

mod base;
mod encoding;
mod export;
mod serve;
pub(crate) mod table {
    //! Every file there is, as the build found it.
    use super::Asset;

    include!(concat!(env!("OUT_DIR"), "/assets.rs"));
    pub(crate) use asset;
}

pub use base::{AssetBase, AssetUrl};
pub(crate) use encoding::Encoding;
pub use export::{ExportError, Exported, export};
pub use serve::routes;
/// The file under `static/` with this path, `asset!("css/app.css")`, as a `&'static Asset`. A path that is none
/// fails the build.
pub(crate) use table::asset;

/// The directory of every file's URL.
const DIRECTORY: &str = "static";
/// Why this may be so long: see above.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A static file.
#[derive(Debug)]
pub struct Asset {
    /// Its path, with its hash: `css/app-3f7a9c01d2b4.css`.
    pub name: &'static str,
    /// Its path as it was written: `css/app.css`.
    pub logical: &'static str,
    /// What it is, for the header.
    pub content_type: &'static str,
    /// For a page that loads it from elsewhere: `sha384-…` (Subresource Integrity).
    pub integrity: &'static str,
    /// What it says.
    pub bytes: &'static [u8],
    /// The same in brotli (RFC 7932), if that is smaller.
    pub br: Option<&'static [u8]>,
    /// The same in gzip (RFC 1952), if that is smaller.
    pub gzip: Option<&'static [u8]>,
    /// The same in zstd (RFC 8878), if that is smaller.
    pub zstd: Option<&'static [u8]>,
    /// The modules that this one imports, directly or not: a page that names them all lets them be loaded at once,
    /// and their integrity be checked.
    pub modules: &'static [&'static Asset],
    etag: &'static str,
}

impl Asset {
    /// Every file, in the order of their names.
    pub fn all() -> &'static [&'static Self] {
        table::ALL
    }

    /// The file with this name, hash included.
    pub fn named(name: &str) -> Option<&'static Self> {
        let found = Self::all().binary_search_by(|asset| asset.name.cmp(name)).ok()?;
        Self::all().get(found).copied()
    }

    fn encoded(&self, encoding: Encoding) -> Option<&'static [u8]> {
        match encoding {
            Encoding::Br => self.br,
            Encoding::Zstd => self.zstd,
            Encoding::Gzip => self.gzip,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_found_by_its_name_and_by_nothing_else() {
        for asset in Asset::all() {
            assert!(std::ptr::eq(Asset::named(asset.name).unwrap(), *asset), "{}", asset.name);
            assert!(Asset::named(asset.logical).is_none(), "{}", asset.logical);
            assert!(Asset::named(&format!("{}.br", asset.name)).is_none(), "{}", asset.name);
        }
        assert!(Asset::named("").is_none());
        assert!(Asset::named("../Cargo.toml").is_none());
    }

    #[test]
    fn whatever_a_module_names_is_among_the_modules_behind_it() {
        let says = |asset: &Asset, name: &str| String::from_utf8_lossy(asset.bytes).contains(name);
        let scripts =
            || Asset::all().iter().filter(|asset| asset.content_type.starts_with("text/javascript"));
        for script in scripts() {
            let last_part = |asset: &Asset| asset.name.rsplit('/').next().unwrap();
            let named: Vec<_> = scripts().filter(|other| says(script, last_part(other))).collect();
            let behind = |name| script.modules.iter().any(|module| module.name == name);

            for other in named.iter().flat_map(|other| other.modules.iter().chain([*other])) {
                assert!(behind(other.name), "{} needs {}", script.name, other.name);
            }
            assert_eq!(named.is_empty(), script.modules.is_empty(), "{}", script.name);
        }
    }
}
