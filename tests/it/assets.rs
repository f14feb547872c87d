//! Static files: kept for ever under names that carry their content, small over the wire, movable to a CDN.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use jumak_tests::{Answer, Jumak, Request, Setup, Wire};
use reqwest::{
    Method,
    header::{ACCEPT_ENCODING, IF_NONE_MATCH},
};
use serde_json::Value;
use sha2::{Digest, Sha384};

use crate::items;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ENCODINGS: [&str; 3] = ["br", "gzip", "zstd"];

/// What `jumak assets export` wrote.
struct Export {
    directory: PathBuf,
    manifest: Value,
}

impl Export {
    async fn of(jumak: &Jumak) -> Self {
        let directory = jumak.path().join("cdn");
        jumak.run(&["assets", "export", directory.to_str().unwrap()]).await.ok();
        let manifest = fs::read(directory.join("manifest.json")).unwrap();
        let export = Self { directory, manifest: serde_json::from_slice(&manifest).unwrap() };
        assert!(!export.assets().is_empty(), "there are static files");
        export
    }

    fn assets(&self) -> &[Value] {
        items(&self.manifest["assets"])
    }

    fn read(&self, path: &Value) -> Vec<u8> {
        fs::read(self.directory.join(path.as_str().unwrap())).unwrap()
    }

    /// The path of a file that exists in every encoding.
    fn compressible(&self) -> String {
        let is_whole = |asset: &&Value| ENCODINGS.iter().all(|name| asset["encodings"][*name].is_string());
        url(self.assets().iter().find(is_whole).expect("some file gains by every encoding"))
    }
}

fn url(asset: &Value) -> String {
    format!("/{}", asset["path"].as_str().unwrap())
}

async fn get(jumak: &Jumak, path: &str, accepted: &str) -> Answer {
    let request = jumak.api().request(Method::GET, path);
    jumak.api().send(request.header(ACCEPT_ENCODING, accepted)).await
}

fn decoded(encoding: &str, bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    let read = match encoding {
        "br" => brotli::Decompressor::new(bytes, 4096).read_to_end(&mut plain),
        "gzip" => flate2::read::GzDecoder::new(bytes).read_to_end(&mut plain),
        _ => zstd::Decoder::new(bytes).and_then(|mut decoder| decoder.read_to_end(&mut plain)),
    };
    read.unwrap();
    plain
}

#[tokio::test]
async fn every_exported_file_is_served_for_ever_as_the_manifest_says() {
    let jumak = Jumak::start().await;
    let export = Export::of(&jumak).await;

    for asset in export.assets() {
        let served = jumak.api().get(&url(asset)).await;

        assert_eq!((served.status, &served.body), (200, &export.read(&asset["path"])), "{asset}");
        assert_eq!(asset["cache_control"], FOR_EVER);
        for (header, value) in [
            ("cache-control", FOR_EVER),
            ("content-type", asset["content_type"].as_str().unwrap()),
            ("content-encoding", ""),
            ("vary", "Accept-Encoding"),
            ("access-control-allow-origin", "*"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(served.header(header), value, "{header} of {asset}");
        }
        let integrity = format!("sha384-{}", STANDARD.encode(Sha384::digest(&served.body)));
        assert_eq!(asset["integrity"], integrity, "{asset}");
    }
}

#[tokio::test]
async fn every_encoding_is_smaller_and_says_the_same() {
    let jumak = Jumak::start().await;
    let export = Export::of(&jumak).await;

    for asset in export.assets() {
        let plain = export.read(&asset["path"]);
        for (encoding, path) in asset["encodings"].as_object().unwrap() {
            let served = get(&jumak, &url(asset), encoding).await;

            assert_eq!(served.header("content-encoding"), encoding, "{asset}");
            assert_eq!(served.header("content-length"), served.body.len().to_string(), "{asset}");
            assert_eq!(served.body, export.read(path), "{encoding} of {asset}");
            assert!(served.body.len() < plain.len(), "{encoding} of {asset}");
            assert_eq!(decoded(encoding, &served.body), plain, "{encoding} of {asset}");
        }
    }
}

#[tokio::test]
async fn the_client_chooses_its_encoding_and_gets_the_best_where_it_does_not() {
    let jumak = Jumak::start().await;
    let path = Export::of(&jumak).await.compressible();

    for (accepted, encoding) in [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, zstd", "zstd"),
        ("gzip", "gzip"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0, *", "zstd"),
        ("deflate", ""),
        ("br;q=0", ""),
        ("br;q=0.12345678901234567890", ""),
        ("identity", ""),
        ("", ""),
    ] {
        let served = get(&jumak, &path, accepted).await;
        assert_eq!((served.status, served.header("content-encoding")), (200, encoding), "{accepted}");
    }
}

#[tokio::test]
async fn what_a_stylesheet_or_a_module_names_is_there_under_that_name() {
    let jumak = Jumak::start().await;
    let export = Export::of(&jumak).await;
    let mut followed = 0;

    for asset in export.assets() {
        let text = String::from_utf8_lossy(&export.read(&asset["path"])).into_owned();
        let here = url::Url::parse(&format!("{}{}", jumak.api().base(), url(asset))).unwrap();
        for name in named(asset["content_type"].as_str().unwrap(), &text) {
            let path = here.join(name).unwrap().path().to_owned();
            assert_eq!(jumak.api().get(&path).await.status, 200, "{name} in {asset}");
            followed += 1;
        }
    }

    assert!(followed > 0, "some file names another");
}

/// The paths in `url(…)` and after `from` and `import`, for files as simple as ours.
fn named<'a>(content_type: &str, text: &'a str) -> Vec<&'a str> {
    let openings: &[&str] = match content_type.split(';').next() {
        Some("text/css") => &["url(\"", "url('", "url(", "@import \"", "@import '"],
        Some("text/javascript") => &["from \"", "from '", "import \"", "import '", "import(\""],
        _ => &[],
    };
    let after = openings.iter().flat_map(|opening| text.split(opening).skip(1));
    let paths = after.map(|rest| rest.split(['"', '\'', ')']).next().unwrap_or_default());
    paths.filter(|path| !path.is_empty() && !path.starts_with("data:") && !path.starts_with('#')).collect()
}

#[tokio::test]
async fn an_unknown_name_is_a_404_that_does_not_last() {
    let jumak = Jumak::start().await;
    let export = Export::of(&jumak).await;
    let known = export.compressible();
    let sources: Vec<String> = export
        .assets()
        .iter()
        .map(|asset| format!("/static/{}", asset["source"].as_str().unwrap()))
        .collect();
    let of_another_release = known.replace('-', "-0");

    // Over the wire as it stands: a polite client would tidy these paths up.
    let mut wire = Wire::connect(jumak.api().base()).await.unwrap();
    for path in sources.iter().map(String::as_str).chain([
        of_another_release.as_str(),
        &format!("{known}.br"),
        &format!("{known}/"),
        &known.replace("/static/", "/static//"),
        "/static/",
        "/static/manifest.json",
        "/static/../Cargo.toml",
        "/static/../../../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2fetc%2fpasswd",
        "/static/..\\..\\etc\\passwd",
        "/static/%00",
        "/static//etc/passwd",
    ]) {
        let answer = wire.get(path).await.unwrap();
        assert_eq!(
            (answer.status, answer.header("cache-control")),
            (404, Some("public, max-age=10")),
            "{path}"
        );
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"), "{path}");
    }
}

#[tokio::test]
async fn whoever_has_a_file_is_not_sent_it_again() {
    let jumak = Jumak::start().await;
    let path = Export::of(&jumak).await.compressible();
    let etag = get(&jumak, &path, "br").await.header("etag").to_owned();
    let ask = async |tags: &str| {
        jumak.api().send(jumak.api().request(Method::GET, &path).header(IF_NONE_MATCH, tags)).await
    };

    for known in
        [etag.clone(), format!("\"other\", {etag}"), etag.trim_start_matches("W/").into(), "*".into()]
    {
        let answer = ask(&known).await;
        assert_eq!((answer.status, answer.body.len()), (304, 0), "{known}");
        assert_eq!((answer.header("cache-control"), answer.header("etag")), (FOR_EVER, etag.as_str()));
    }
    assert_eq!(ask("\"other\"").await.status, 200);
}

#[tokio::test]
async fn files_are_only_read() {
    let jumak = Jumak::start().await;
    let path = Export::of(&jumak).await.compressible();
    let size = jumak.api().get(&path).await.body.len().to_string();

    let head = jumak.api().send(jumak.api().request(Method::HEAD, &path)).await;
    let written = jumak.api().delete(&path).await;

    assert_eq!((head.status, head.body.len(), head.header("content-length")), (200, 0, size.as_str()));
    assert_eq!((written.status, written.header("allow")), (405, "GET, HEAD"));
}

#[tokio::test]
async fn their_bytes_are_counted_apart_from_answers_that_are_made() {
    let jumak = Jumak::start().await;
    let path = Export::of(&jumak).await.compressible();

    let sent = get(&jumak, &path, "br").await.body.len() + get(&jumak, &path, "identity").await.body.len();
    jumak.api().get("/static/unknown").await;

    let metrics = jumak.admin().get("/metrics").await.text();
    let counted = "jumak_http_egress_bytes_total{class=\"static\",via=\"direct\"}";
    let counted = metrics.lines().find_map(|line| line.strip_prefix(counted)).expect("they are counted");
    assert_eq!(counted.trim(), sent.to_string());
}

#[tokio::test]
async fn a_second_export_touches_nothing_and_an_earlier_release_stays() {
    let jumak = Jumak::prepare(Setup::default()).await;
    let export = Export::of(&jumak).await;
    let directory = export.directory.to_str().unwrap();
    let earlier = export.directory.join("static/earlier-000000000000.css");
    fs::write(&earlier, "a{}").unwrap();
    let spoilt = export.directory.join(export.assets()[0]["path"].as_str().unwrap());
    let dates = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
    let kept = export.directory.join(export.assets()[1]["path"].as_str().unwrap());
    let date = dates(&kept);

    let again = jumak.run(&["assets", "export", directory]).await;
    fs::write(&spoilt, "spoilt").unwrap();
    let mended = jumak.run(&["assets", "export", directory]).await;

    assert!(again.ok().starts_with("0 files written"), "{again}");
    assert!(mended.ok().starts_with("1 files written"), "{mended}");
    assert_eq!(dates(&kept), date);
    assert_eq!(Export::of(&jumak).await.manifest, export.manifest);
    assert!(earlier.exists());
    let left_over = |path: &&PathBuf| path.extension().is_some_and(|kind| kind == "part");
    assert_eq!(files_under(&export.directory).iter().find(left_over), None);
}

fn files_under(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files_under(&path)) } else { found.push(path) }
    }
    found
}

#[tokio::test]
async fn an_export_to_where_nothing_can_be_written_says_so() {
    let jumak = Jumak::prepare(Setup::default()).await;
    let file = jumak.path().join("a-file");
    fs::write(&file, "").unwrap();

    let refused = jumak.run(&["assets", "export", file.to_str().unwrap()]).await;

    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains("a-file") && refused.stderr.contains("cannot be written"), "{refused}");
}

#[tokio::test]
async fn with_a_cdn_this_server_still_has_the_files_for_it_to_fetch() {
    let jumak = Jumak::with(Setup::default().with("JUMAK_ASSET_BASE_URL", "https://cdn.example.com")).await;
    let path = Export::of(&jumak).await.compressible();

    let mut wire = Wire::connect(jumak.api().base()).await.unwrap();
    let headers = "origin: https://stay.example.com\r\naccept-encoding: br\r\n";
    let served = wire.ask(Request { method: "GET", path: &path, headers, body: b"" }).await.unwrap();

    assert_eq!((served.status, served.header("access-control-allow-origin")), (200, Some("*")));
}

#[tokio::test]
async fn with_a_cdn_pages_name_it_allow_it_and_have_browsers_check_it() {
    let cdn = "https://cdn.example.com";
    let jumak = Jumak::with(Setup::default().with("JUMAK_ASSET_BASE_URL", cdn)).await;

    let page = jumak.api().get("/en/").await;

    let html = page.text();
    let names = |place: &str| html.matches(&format!("=\"{place}/static/")).count();
    assert!(names(cdn) > 2 && names("") == 0, "{page}");
    let scripts_and_styles = html.matches("<script type=\"module\"").count()
        + html.matches("rel=\"modulepreload\"").count()
        + html.matches("rel=\"stylesheet\"").count();
    assert_eq!(html.matches(" integrity=\"sha384-").count(), scripts_and_styles, "{page}");
    assert_eq!(html.matches(" crossorigin=\"anonymous\"").count(), scripts_and_styles, "{page}");
    let policy = page.header("content-security-policy");
    for source in ["script-src 'self' ", "style-src 'self' ", "img-src 'self' "] {
        assert!(policy.contains(&format!("{source}{cdn}")), "{source}: {policy}");
    }
}

#[tokio::test]
async fn every_file_that_a_page_names_is_served() {
    let jumak = Jumak::start().await;
    let html = jumak.api().get("/en/").await.text();

    let named: Vec<&str> = html
        .split("=\"")
        .filter(|rest| rest.starts_with("/static/"))
        .filter_map(|rest| rest.split('"').next())
        .collect();

    assert!(named.len() > 2, "{html}");
    for path in named {
        assert_eq!(jumak.api().get(path).await.header("cache-control"), FOR_EVER, "{path}");
    }
}
