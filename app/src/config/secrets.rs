//! The keys that guard tokens and cookies.

use std::{
    fmt, fs,
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use rand::{TryRng, rngs::SysRng};
use thiserror::Error;

const FILE_NAME: &str = "secret.key";
const KEY_BYTES: usize = 32;
/// Only the account that runs us may read secrets, and enter the directory that is made for them.
const FILE_MODE: u32 = 0o600;
const DIRECTORY_MODE: u32 = 0o700;

/// People paste keys with and without padding.
const FORGIVING: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Random bytes that nobody else may know. Its `Debug` shows nothing of them.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SecretKey(Vec<u8>);

impl SecretKey {
    /// Reads base64, of either alphabet.
    fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim().replace('-', "+").replace('_', "/");
        let bytes = FORGIVING.decode(text).ok().filter(|bytes| bytes.len() >= KEY_BYTES);
        bytes.map(Self).ok_or(
            "expected 32 or more random bytes in base64 (openssl rand -base64 32), several comma-separated",
        )
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// Keys in rotation: the first signs, all of them verify. There is at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SecretKeys(Vec<SecretKey>);

impl SecretKeys {
    /// Comma-separated keys, the current one first.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        text.split(',').map(SecretKey::parse).collect::<Result<_, _>>().map(Self)
    }

    /// Every key, the current one first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(|key| key.0.as_slice())
    }
}

/// Why there are no keys. Names files, never what is in them.
#[derive(Debug, Error)]
pub(crate) enum SecretError {
    /// The file cannot be read, or not made.
    #[error("{} cannot be read or made: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    /// The file holds something else.
    #[error("{} holds no key: {expected}", path.display())]
    Shape { path: PathBuf, expected: &'static str },
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes: {0}")]
    Random(String),
}

/// The keys kept in `secret.key` under the data directory, which are made (mode 0600) if there are none.
///
/// Of two processes that start at once, both end with the same keys. A file that is there is never replaced:
/// every token signed with it would die.
pub(crate) fn load_or_generate(data_dir: &Path) -> Result<SecretKeys, SecretError> {
    if let Some(keys) = load(data_dir)? {
        return Ok(keys);
    }
    let path = data_dir.join(FILE_NAME);
    let key = generate()?;
    make(data_dir, &path, &key).map_err(|source| SecretError::File { path: path.clone(), source })?;
    load(data_dir)?.ok_or_else(|| SecretError::File { path, source: io::ErrorKind::NotFound.into() })
}

/// The keys kept in `secret.key`; `None` when there is no such file.
pub(crate) fn load(data_dir: &Path) -> Result<Option<SecretKeys>, SecretError> {
    let path = data_dir.join(FILE_NAME);
    match fs::read_to_string(&path) {
        Ok(text) => {
            SecretKeys::parse(&text).map(Some).map_err(|expected| SecretError::Shape { path, expected })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(SecretError::File { path, source }),
    }
}

fn generate() -> Result<String, SecretError> {
    let mut bytes = [0; KEY_BYTES];
    SysRng.try_fill_bytes(&mut bytes).map_err(|error| SecretError::Random(error.to_string()))?;
    Ok(STANDARD.encode(bytes))
}

/// Writes a file of its own, then gives it the name: whole or not at all, and never over another's.
fn make(data_dir: &Path, path: &Path, key: &str) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(DIRECTORY_MODE).create(data_dir)?;
    let draft = data_dir.join(format!("{FILE_NAME}.{}", uuid::Uuid::new_v4()));
    let named = write_durably(&draft, key).and_then(|()| match fs::hard_link(&draft, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        outcome => outcome,
    });
    let removed = fs::remove_file(&draft);
    named?;
    removed?;
    // The name is in the directory, which reaches the disk by itself.
    fs::File::open(data_dir)?.sync_all()
}

fn write_durably(draft: &Path, key: &str) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(draft)?;
    writeln!(file, "{key}")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn keys_are_made_once_and_only_we_may_read_them() {
        let place = tempfile::tempdir().unwrap();
        let data_dir = place.path().join("new").join("data");

        let first = load_or_generate(&data_dir).unwrap();
        let again = load_or_generate(&data_dir).unwrap();

        assert_eq!(first, again);
        assert_eq!(first.all().map(<[u8]>::len).collect::<Vec<_>>(), [32]);
        let mode = fs::metadata(data_dir.join(FILE_NAME)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(&data_dir).unwrap().count(), 1, "no draft is left behind");
    }

    #[test]
    fn processes_that_start_at_once_end_with_the_same_keys() {
        let place = tempfile::tempdir().unwrap();

        let found: Vec<_> = std::thread::scope(|scope| {
            let racers: Vec<_> = (0..16).map(|_| scope.spawn(|| load_or_generate(place.path()))).collect();
            racers.into_iter().map(|racer| racer.join().unwrap().unwrap()).collect()
        });

        assert!(found.windows(2).all(|pair| pair[0] == pair[1]));
    }

    #[test]
    fn a_file_that_holds_no_key_is_named_and_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join(FILE_NAME);
        fs::write(&path, "hunter2").unwrap();

        let error = load_or_generate(place.path()).unwrap_err().to_string();

        assert!(error.contains("secret.key") && !error.contains("hunter2"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "hunter2");
    }

    #[test]
    fn the_first_key_signs_and_all_verify() {
        let (new, old) = (STANDARD.encode([1; 32]), STANDARD.encode([0xfb; 48]));
        let url_safe = old.replace('+', "-").replace('/', "_");

        let keys = SecretKeys::parse(&format!("{new}, {}\n", url_safe.trim_end_matches('='))).unwrap();

        assert_eq!(keys.all().next(), Some([1; 32].as_slice()));
        assert_eq!(keys.all().map(<[u8]>::len).collect::<Vec<_>>(), [32, 48]);
        assert_eq!(format!("{keys:?}"), "SecretKeys([[secret], [secret]])");
    }

    #[test]
    fn a_short_key_is_no_key() {
        for wrong in ["", "secret", &STANDARD.encode([1; 31]), &format!("{},", STANDARD.encode([1; 32]))] {
            assert!(SecretKeys::parse(wrong).is_err(), "{wrong}");
        }
    }
}
