//! Every template belongs to a page, and every page is rendered by a test of its own.
#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

use std::{
    fs,
    path::{Path, PathBuf},
};

fn files(below: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(below).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
    found
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn templates() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let names = files(&root, "html");
    names.iter().map(|path| path.strip_prefix(&root).unwrap().to_string_lossy().into_owned()).collect()
}

/// Parts are called and frames are extended; neither is a page.
fn is_page(template: &str, extended: &str) -> bool {
    !template.starts_with("parts/") && !extended.contains(&format!("{{% extends \"{template}\" %}}"))
}

/// Everything that templates say.
fn all_templates() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    files(&root, "html").iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// The struct that a template is the page of.
fn page_of(template: &str, sources: &[(PathBuf, String)]) -> Option<String> {
    let naming = format!("path = \"{template}\"");
    let after = sources.iter().find_map(|(_, text)| text.split_once(&naming))?.1;
    let name = after.split_once("struct ")?.1;
    Some(name.chars().take_while(|c| c.is_alphanumeric()).collect())
}

/// Whether a test renders the page: one of its own file, of a file below it, or of a file that makes it too.
fn is_rendered(page: &str, sources: &[(PathBuf, String)]) -> bool {
    let names_page: Vec<_> = sources.iter().filter(|(_, text)| text.contains(page)).collect();
    names_page.iter().any(|(path, text)| {
        let below = path.with_extension("");
        let tested = text.split_once("#[cfg(test)]").map(|(_, tested)| tested.to_owned());
        let apart = sources.iter().filter(|(path, _)| path.starts_with(&below) && path.ends_with("tests.rs"));
        tested.into_iter().chain(apart.map(|(_, text)| text.clone())).any(|test| test.contains(".render()"))
    })
}

#[test]
fn every_template_belongs_to_a_page_that_a_test_renders() {
    let said = all_templates();
    let pages: Vec<_> = templates().into_iter().filter(|template| is_page(template, &said)).collect();
    let sources: Vec<_> = files(&source(), "rs")
        .into_iter()
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect();
    assert!(pages.len() > 30, "the templates are found: {pages:?}");

    for template in pages {
        let page = page_of(&template, &sources).unwrap_or_else(|| panic!("no page is made of {template}"));

        assert!(is_rendered(&page, &sources), "no test renders {page}, the page of {template}");
    }
}

#[test]
fn negative_control_a_page_that_no_test_renders_is_noticed() {
    let untested = "#[template(path = \"site/new.html\")]\nstruct NewPage {}".to_owned();
    let sources = [(PathBuf::from("new.rs"), untested)];

    let page = page_of("site/new.html", &sources).unwrap();

    assert_eq!(page, "NewPage");
    assert!(!is_rendered(&page, &sources));
}

#[test]
fn no_template_carries_a_script_or_a_style_of_its_own() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    for path in files(&root, "html") {
        let text = fs::read_to_string(&path).unwrap();
        for forbidden in [" style=\"", "<style", " onclick=", " onsubmit=", " onchange=", "javascript:"] {
            assert!(!text.contains(forbidden), "{}: {forbidden}", path.display());
        }
        let scripts = text.matches("<script").count();
        let data = text.matches("<script type=\"application/ld+json\">").count();
        let modules = text.matches("<script type=\"module\" src=").count();
        assert_eq!(scripts, data + modules, "{}", path.display());
    }
}
