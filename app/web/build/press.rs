//! Files pressed: what they name renamed, then named after what they have become.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256, Sha384};

use super::{
    BuildError,
    kind::{Kind, Syntax},
    references::{self, Reference},
    tree::{Source, Sources},
};

/// 48 bits: with a thousand files, chance gives two versions of one the same name once in 10¹¹ changes.
const HASH_BYTES: usize = 6;

/// A file as it will be served.
#[derive(Debug)]
pub(crate) struct Pressed {
    /// What templates call it: `css/app.css`.
    pub(crate) logical: String,
    /// What URLs call it: `css/app-3f7a9c01d2b4.css`.
    pub(crate) name: String,
    /// What makes the difference.
    pub(crate) hash: String,
    /// Subresource integrity: `sha384-…`.
    pub(crate) integrity: String,
    pub(crate) kind: Kind,
    pub(crate) bytes: Vec<u8>,
    /// Every module that this one needs, directly or not, by logical name.
    pub(crate) modules: BTreeSet<String>,
}

/// Presses every file, in the order of their logical names.
pub(crate) fn press(sources: &Sources) -> Result<Vec<Pressed>, BuildError> {
    let mut press = Press { sources, pressed: BTreeMap::new() };
    for (file, source) in sources {
        press.press(file, source, &mut Vec::new())?;
    }
    Ok(press.pressed.into_values().collect())
}

struct Press<'a> {
    sources: &'a Sources,
    pressed: BTreeMap<&'a str, Pressed>,
}

impl<'a> Press<'a> {
    /// Presses a file after those that it names. `above` are the files that led here.
    fn press(
        &mut self,
        file: &'a str,
        source: &'a Source,
        above: &mut Vec<&'a str>,
    ) -> Result<(), BuildError> {
        if self.pressed.contains_key(file) {
            return Ok(());
        }
        if let Some(start) = above.iter().position(|other| *other == file) {
            let circle = above.iter().skip(start).chain([&file]);
            return Err(BuildError::Circle { files: circle.map(ToString::to_string).collect() });
        }
        above.push(file);
        let pressed = match source.kind.syntax {
            Syntax::Opaque => Pressed::new(file, source.kind, source.bytes.clone()),
            Syntax::Css | Syntax::Js => self.press_text(file, source, above)?,
        };
        above.pop();
        self.pressed.insert(file, pressed);
        Ok(())
    }

    fn press_text(
        &mut self,
        file: &'a str,
        source: &'a Source,
        above: &mut Vec<&'a str>,
    ) -> Result<Pressed, BuildError> {
        let Source { kind, bytes } = source;
        let text = std::str::from_utf8(bytes).map_err(|_| BuildError::NotText { file: file.to_owned() })?;
        let references = references::find(self.sources, file, kind.syntax, text)?;
        for reference in &references {
            if let Some((target, source)) = self.sources.get_key_value(&reference.target) {
                self.press(target, source, above)?;
            }
        }
        let last_part = |target: &str| {
            let name = self.pressed.get(target).map_or(target, |pressed| &pressed.name);
            name.rsplit('/').next().unwrap_or_default().to_owned()
        };
        let rewritten = references::rewrite(text, &references, last_part);
        let mut pressed = Pressed::new(file, *kind, rewritten.into_bytes());
        if kind.syntax == Syntax::Js {
            pressed.modules = self.modules_behind(&references);
        }
        Ok(pressed)
    }

    fn modules_behind(&self, references: &[Reference]) -> BTreeSet<String> {
        let behind = |target: &String| self.pressed.get(target.as_str()).map(|pressed| &pressed.modules);
        let targets = references.iter().map(|reference| &reference.target);
        targets.flat_map(|target| behind(target).into_iter().flatten().chain([target])).cloned().collect()
    }
}

impl Pressed {
    fn new(file: &str, kind: Kind, bytes: Vec<u8>) -> Self {
        let hash = hex(&Sha256::digest(&bytes), HASH_BYTES);
        // Every kind has an extension, so every file has a dot.
        let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
        Self {
            logical: file.to_owned(),
            name: format!("{stem}-{hash}.{extension}"),
            integrity: format!("sha384-{}", STANDARD.encode(Sha384::digest(&bytes))),
            hash,
            kind,
            bytes,
            modules: BTreeSet::new(),
        }
    }
}

fn hex(bytes: &[u8], length: usize) -> String {
    bytes.iter().take(length).fold(String::new(), |mut hex, byte| {
        // A String takes everything.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
