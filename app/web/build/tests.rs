//! The whole way, from files to the table.

use std::{fs, io, path::PathBuf};

use tempfile::TempDir;

use super::*;
use press::Pressed;

/// A directory of sources.
struct Static(TempDir);

impl Static {
    fn with(files: &[(&str, &str)]) -> Self {
        let directory = TempDir::new().unwrap();
        for (file, text) in files {
            let path = directory.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self(directory)
    }

    fn pressed(&self) -> Result<Vec<Pressed>, BuildError> {
        press::press(&tree::read(self.0.path())?)
    }

    fn refusal(&self) -> String {
        self.pressed().unwrap_err().to_string()
    }
}

fn file<'a>(pressed: &'a [Pressed], logical: &str) -> &'a Pressed {
    pressed.iter().find(|file| file.logical == logical).unwrap()
}

fn text(file: &Pressed) -> &str {
    std::str::from_utf8(&file.bytes).unwrap()
}

#[test]
fn a_name_carries_the_hash_of_the_content() {
    let one = Static::with(&[("css/app.min.css", "a{}"), ("favicon.svg", "<svg/>")]).pressed().unwrap();
    let same = Static::with(&[("css/app.min.css", "a{}")]).pressed().unwrap();
    let other = Static::with(&[("css/app.min.css", "b{}")]).pressed().unwrap();

    // printf 'a{}' | sha256sum; printf 'a{}' | openssl dgst -sha384 -binary | base64
    assert_eq!(one[0].name, "css/app.min-5f546eb4606b.css");
    assert_eq!(one[0].integrity, "sha384-m4Zcd9m9Kerya2aMKZ9CuL1yv7QLjdpmEo79GaQCk1uO2U4trsxWuyqSJsOzpOru");
    assert_eq!((one[0].name.as_str(), one[1].logical.as_str()), (same[0].name.as_str(), "favicon.svg"));
    assert_ne!(one[0].name, other[0].name);
}

#[test]
fn what_a_stylesheet_names_is_renamed_in_it() {
    let files = Static::with(&[
        (
            "css/app.css",
            "@import 'base.css'; a { background: url(../img/a.svg#x) } b { mask: url(#m) url(data:,) }",
        ),
        ("css/base.css", "c { background: url('../img/a.svg') }"),
        ("img/a.svg", "<svg/>"),
    ]);

    let pressed = files.pressed().unwrap();

    let last_part = |logical| file(&pressed, logical).name.rsplit('/').next().unwrap();
    let (base, picture) = (last_part("css/base.css"), last_part("img/a.svg"));
    assert_eq!(
        text(file(&pressed, "css/app.css")),
        format!(
            "@import '{base}'; a {{ background: url(../img/{picture}#x) }} b {{ mask: url(#m) url(data:,) }}"
        )
    );
    assert_eq!(text(file(&pressed, "css/base.css")), format!("c {{ background: url('../img/{picture}') }}"));
}

#[test]
fn modules_import_each_other_by_their_new_names() {
    let files = Static::with(&[
        ("js/site.js", "import { a } from \"./parts/a.js\";\nimport './b.js';\n"),
        ("js/parts/a.js", "export * from '../b.js';"),
        ("js/b.js", "export const b = 1;"),
    ]);

    let pressed = files.pressed().unwrap();

    let names = |logical: &str| file(&pressed, logical).name.trim_start_matches("js/").to_owned();
    let (a, b) = (names("js/parts/a.js"), names("js/b.js"));
    assert_eq!(
        text(file(&pressed, "js/site.js")),
        format!("import {{ a }} from \"./{a}\";\nimport './{b}';\n")
    );
    assert_eq!(text(file(&pressed, "js/parts/a.js")), format!("export * from '../{b}';"));
    let modules = |logical| file(&pressed, logical).modules.iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(modules("js/site.js"), ["js/b.js", "js/parts/a.js"]);
    assert_eq!(modules("js/parts/a.js"), ["js/b.js"]);
    assert_eq!(modules("js/b.js"), [""; 0]);
}

#[test]
fn a_change_reaches_the_name_of_whatever_names_the_changed() {
    let site = |picture: &str| {
        let files = [("a.css", "@import 'b.css';"), ("b.css", "a { mask: url(c.svg) }"), ("c.svg", picture)];
        Static::with(&files).pressed().unwrap()
    };

    let (before, after) = (site("<svg/>"), site("<svg></svg>"));

    for logical in ["a.css", "b.css", "c.svg"] {
        assert_ne!(file(&before, logical).name, file(&after, logical).name, "{logical}");
    }
}

#[test]
fn a_reference_to_nothing_is_refused_with_its_file_and_itself() {
    for (name, content, expected) in [
        (
            "css/app.css",
            "a { background: url(../img/nope.svg) }",
            ["../img/nope.svg", "no static/img/nope.svg"],
        ),
        ("css/app.css", "@import 'nope.css';", ["nope.css", "no static/css/nope.css"]),
        ("css/app.css", "a { background: url() }", ["\"\"", "there is no static/css/"]),
        ("js/app.js", "import './nope.js';", ["./nope.js", "no static/js/nope.js"]),
        ("js/app.js", "import 'dates.js';", ["dates.js", "only with ./ or ../"]),
        ("css/app.css", "a { background: url(/static/img/a.svg) }", ["/static/img/a.svg", "relative"]),
        (
            "css/app.css",
            "a { background: url(https://x.example/a.svg) }",
            ["https://x.example/a.svg", "relative"],
        ),
        ("app.css", "a { background: url(../../etc/a.svg) }", ["../../etc/a.svg", "leaves static/"]),
        ("js/app.js", "import(name)", ["import()", "plain string"]),
    ] {
        let refusal = Static::with(&[(name, content)]).refusal();

        assert!(refusal.starts_with(&format!("static/{name}: ")), "{refusal}");
        assert!(expected.iter().all(|part| refusal.contains(part)), "{refusal}");
    }
}

#[test]
fn files_that_name_each_other_in_a_circle_are_refused() {
    let files = Static::with(&[
        ("a.js", "import './b.js'"),
        ("b.js", "import './c.js'"),
        ("c.js", "import './b.js'"),
    ]);

    let refusal = files.refusal();

    assert!(refusal.contains("b.js → c.js → b.js") && !refusal.contains("a.js"), "{refusal}");
}

#[test]
fn what_nobody_said_how_to_serve_is_refused_and_hidden_files_are_passed_over() {
    let unknown = Static::with(&[("notes.md", "")]).refusal();
    let unfit = Static::with(&[("img/a b.svg", "")]).refusal();
    let hidden = Static::with(&[(".app.css.swp", ""), ("css/.git/config", "")]).pressed().unwrap();

    assert!(unknown.starts_with("static/notes.md: its kind is not known"), "{unknown}");
    assert!(unfit.starts_with("static/img/a b.svg: a name may have only"), "{unfit}");
    assert!(hidden.is_empty());
}

#[test]
fn the_table_lists_every_file_by_name_and_every_encoding_decodes_to_it() {
    let long = "a { color: red }\n".repeat(100);
    let files = Static::with(&[("css/app.css", &long), ("css/tiny.css", "a{}"), ("img/a.png", &long)]);
    let out = TempDir::new().unwrap();

    embed(files.0.path(), out.path(), Effort::Best).unwrap();

    let table = fs::read_to_string(out.path().join("assets.rs")).unwrap();
    assert!(table.contains("modules: &[]"), "{table}");
    assert_eq!(table.matches("Asset {").count(), 3);
    assert_eq!(table.matches("Some(include_bytes!").count(), 3, "the long stylesheet, three times: {table}");
    assert!(table.contains("(\"css/app.css\") => { &$crate::assets::table::FILE_0 };"), "{table}");
    assert!(table.contains("no such file under static/"), "{table}");
    let pressed = files.pressed().unwrap();
    let stored = |suffix| fs::read(out.path().join(format!("static/{}{suffix}", pressed[0].name))).unwrap();
    let mut br = Vec::new();
    brotli::BrotliDecompress(&mut stored(".br").as_slice(), &mut br).unwrap();
    let mut gzip = String::new();
    io::Read::read_to_string(&mut flate2::read::GzDecoder::new(stored(".gz").as_slice()), &mut gzip).unwrap();
    let zstd = zstd::decode_all(stored(".zst").as_slice()).unwrap();
    assert_eq!((stored(""), gzip), (long.clone().into_bytes(), long.clone()));
    assert_eq!((br, zstd), (long.clone().into_bytes(), long.into_bytes()));
}

#[test]
fn what_an_earlier_build_left_goes() {
    let out = TempDir::new().unwrap();
    let stored = || {
        let directory: PathBuf = out.path().join("static");
        fs::read_dir(directory).map_or(0, Iterator::count)
    };

    embed(Static::with(&[("a.css", "a{}")]).0.path(), out.path(), Effort::Quick).unwrap();
    assert_eq!(stored(), 1);
    embed(Static::with(&[("b.css", "b{}")]).0.path(), out.path(), Effort::Quick).unwrap();
    assert_eq!(stored(), 1);
    embed(&out.path().join("nowhere"), out.path(), Effort::Quick).unwrap();
    assert_eq!(stored(), 0, "no sources are an empty table");
}
