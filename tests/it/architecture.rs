//! The shape of the house: which crate may name which, and how large things may grow.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

const FILE_LINES_MAX: usize = 500;
const FUNCTION_LINES_MAX: usize = 70;
const NAMES_OF_NOTHING: [&str; 6] = ["common", "utils", "util", "shared", "misc", "helpers"];

type Edges = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn packages() -> Vec<Package> {
    let metadata = MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().exec().unwrap();
    metadata.packages
}

/// Who uses whom, by Cargo's own account: normal dependencies inside the workspace.
fn edges(packages: &[Package]) -> Edges {
    let ours: BTreeSet<String> = packages.iter().map(|package| package.name.to_string()).collect();
    let of = |package: &Package| {
        let used = package.dependencies.iter().filter(|used| used.kind == DependencyKind::Normal);
        used.map(|used| used.name.clone()).filter(|name| ours.contains(name)).collect()
    };
    packages.iter().map(|package| (package.name.to_string(), of(package))).collect()
}

/// Who may use whom, by the table in the document.
fn allowed(document: &str) -> Edges {
    let section = document.split("## Crate edges").nth(1).expect("the document has its table");
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| {
        let mut cells = row.trim_matches('|').split('|').map(|cell| cell.replace('`', "").trim().to_owned());
        let (name, uses) = (cells.next().unwrap(), cells.next().unwrap_or_default());
        let uses = uses.split([',', ' ']).map(|used| used.trim().to_owned());
        (name, uses.filter(|used| !used.is_empty() && used != "—" && used != "-").collect())
    })
    .collect()
}

/// What is used and not allowed, and what is in one account but not in the other.
fn disagreements(actual: &Edges, allowed: &Edges) -> Vec<String> {
    let mut found = Vec::new();
    for (name, uses) in actual {
        let Some(may) = allowed.get(name) else {
            found.push(format!("{name} is not in the table"));
            continue;
        };
        found.extend(
            uses.difference(may).map(|used| format!("{name} uses {used}, which the table does not allow")),
        );
        found.extend(
            may.difference(uses)
                .map(|unused| format!("the table allows {name} {unused}, which it does not use")),
        );
    }
    found.extend(
        allowed.keys().filter(|name| !actual.contains_key(*name)).map(|name| format!("{name} is no crate")),
    );
    found
}

fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut waiting = vec![root()];
    while let Some(directory) = waiting.pop() {
        for entry in fs::read_dir(&directory).unwrap().flatten() {
            let path = entry.path();
            let is_ours =
                !path.ends_with("target") && !path.file_name().unwrap().to_string_lossy().starts_with('.');
            if path.is_dir() && is_ours {
                waiting.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                found.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

/// Functions that are too long, by their first line and the brace that closes it at the same indentation.
fn long_functions(source: &str) -> Vec<String> {
    let lines: Vec<&str> = source.lines().collect();
    let indentation = |line: &str| line.len() - line.trim_start().len();
    let is_function = |line: &str| {
        let code = line.trim_start();
        !code.starts_with("//") && (code.starts_with("fn ") || code.contains(" fn "))
    };
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate().filter(|(_, line)| is_function(line)) {
        let end = lines[start..]
            .iter()
            .position(|other| other.trim_end() == format!("{}}}", " ".repeat(indentation(line))));
        if end.is_some_and(|length| length >= FUNCTION_LINES_MAX) {
            found.push(line.trim().to_owned());
        }
    }
    found
}

#[test]
fn crates_use_what_the_table_allows_and_nothing_else() {
    let document = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).unwrap();

    assert_eq!(disagreements(&edges(&packages()), &allowed(&document)), [""; 0]);
}

#[test]
fn negative_control_a_forbidden_edge_is_noticed() {
    let actual = Edges::from([
        ("web".to_owned(), BTreeSet::from(["booking".to_owned()])),
        ("odd".to_owned(), BTreeSet::new()),
    ]);
    let table = "## Crate edges\n\n| crate | may use |\n|---|---|\n| `web` | `booking-api` |\n\n## Next\n";

    let found = disagreements(&actual, &allowed(table));

    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn no_core_names_another_core_and_no_platform_names_a_module() {
    let modules = ["inventory", "booking", "notification", "access"];
    let platform = ["kernel", "db", "events", "http-kit", "observe"];

    for (name, uses) in edges(&packages()) {
        let cores = uses.iter().filter(|used| modules.contains(&used.as_str())).count();
        let apis = uses.iter().filter(|used| used.ends_with("-api")).count();
        let is_whole = ["jumak", "jumak-tests"].contains(&name.as_str());
        assert!(is_whole || cores == 0, "{name} names a core crate: {uses:?}");
        assert!(!platform.contains(&name.as_str()) || apis == 0, "{name} names a module: {uses:?}");
    }
}

#[test]
fn an_api_crate_knows_no_database_and_no_web() {
    for package in packages()
        .iter()
        .filter(|package| package.name.ends_with("-api") || package.name.as_str() == "kernel")
    {
        for used in &package.dependencies {
            let is_heavy = ["sea-orm", "sqlx", "actix-web", "db", "http-kit"].contains(&used.name.as_str());
            assert!(!is_heavy, "{} names {}", package.name, used.name);
        }
    }
}

#[test]
fn every_package_has_a_name_that_says_something_and_the_lints_of_the_house() {
    for package in packages() {
        assert!(!NAMES_OF_NOTHING.contains(&package.name.as_str()), "{}", package.name);
        let manifest = fs::read_to_string(&package.manifest_path).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{}", package.manifest_path);
    }
}

#[test]
fn every_file_opens_by_saying_what_it_is_and_stays_small() {
    let mut wrong = Vec::new();
    for (path, source) in sources() {
        if !source.starts_with("//!") {
            wrong.push(format!("{} does not say what it is", path.display()));
        }
        let lines = source.lines().count();
        if lines > FILE_LINES_MAX {
            wrong.push(format!("{} has {lines} lines", path.display()));
        }
        wrong.extend(
            long_functions(&source).into_iter().map(|name| format!("{}: {name} is too long", path.display())),
        );
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn negative_control_a_long_function_is_noticed() {
    let body = "    let x = 1;\n".repeat(80);

    assert_eq!(long_functions(&format!("//! Doc.\npub(crate) async fn long() {{\n{body}}}\n")).len(), 1);
    assert_eq!(long_functions("fn short() {\n    let x = 1;\n}\n").len(), 0);
}
