//! One name for one section, in every layer.

use super::project::{none, root};
use guide::Section;
use std::fs;

/// A module of this name: a file or a folder.
fn module(folder: &str, name: &str) -> bool {
    let path = root().join(folder).join(name);
    path.with_extension("rs").is_file() || path.is_dir()
}

#[test]
fn a_live_section_has_its_name_in_every_layer() {
    let browser = fs::read_to_string(root().join("tests/browser.rs")).expect("browser.rs is read");
    let mut missing = Vec::new();
    for section in Section::ALL.iter().filter(|section| section.is_live()) {
        let name = section.slug().replace('-', "_");
        for folder in ["src/lessons", "src/app/pages", "tests/e2e"] {
            if !module(folder, &name) {
                missing.push(format!("{folder}/{name}.rs"));
            }
        }
        // What a section computes is a model or an algorithm of its own, or, as with RAG, several that others use too, put together in the engine.
        if !["src/models", "src/algorithms", "src/engine"].into_iter().any(|folder| module(folder, &name)) {
            missing.push(format!("src/models/{name}.rs, src/algorithms/{name}.rs or src/engine/{name}"));
        }
        if !browser.contains(&format!("mod {name};")) {
            missing.push(format!("`mod {name};` in tests/browser.rs"));
        }
    }
    none("a live section lacks", &missing);
}
