//! Compressed once, here, so that no request ever waits for it.

use std::io::{self, Write};

use brotli::enc::{BrotliCompress, BrotliEncoderParams};
use flate2::{Compression, write::GzEncoder};

/// How long compressing may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// For whoever waits for the build.
    Quick,
    /// For whoever waits for the page.
    Best,
}

/// A file in each encoding that makes it smaller.
#[derive(Debug, Default)]
pub(crate) struct Encoded {
    pub(crate) br: Option<Vec<u8>>,
    pub(crate) gzip: Option<Vec<u8>>,
    pub(crate) zstd: Option<Vec<u8>>,
}

impl Encoded {
    pub(crate) fn of(bytes: &[u8], effort: Effort) -> io::Result<Self> {
        let if_smaller = |encoded: Vec<u8>| (encoded.len() < bytes.len()).then_some(encoded);
        Ok(Self {
            br: if_smaller(br(bytes, effort)?),
            gzip: if_smaller(gzip(bytes, effort)?),
            zstd: if_smaller(zstd(bytes, effort)?),
        })
    }
}

fn br(mut bytes: &[u8], effort: Effort) -> io::Result<Vec<u8>> {
    let quality = match effort {
        Effort::Quick => 4,
        Effort::Best => 11,
    };
    let mut encoded = Vec::new();
    let params = BrotliEncoderParams { quality, size_hint: bytes.len(), ..Default::default() };
    BrotliCompress(&mut bytes, &mut encoded, &params)?;
    Ok(encoded)
}

fn gzip(bytes: &[u8], effort: Effort) -> io::Result<Vec<u8>> {
    let level = match effort {
        Effort::Quick => Compression::fast(),
        Effort::Best => Compression::best(),
    };
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn zstd(bytes: &[u8], effort: Effort) -> io::Result<Vec<u8>> {
    let level = match effort {
        Effort::Quick => 3,
        Effort::Best => 19,
    };
    zstd::bulk::compress(bytes, level)
}
