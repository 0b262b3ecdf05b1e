//! Which crate may know which other.

use super::project::{built_from, built_from_on_wasm, files, none};

/// Crates of these names, or of names that continue them after a dash.
fn offenders(names: &[String], forbidden: &[&str]) -> Vec<String> {
    let of_family = |name: &str, family: &str| {
        let rest = name.strip_prefix(family);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
    };
    let mut found = names.to_vec();
    found.retain(|name| forbidden.iter().any(|family| of_family(name, family)));
    found
}

#[test]
fn the_page_is_built_without_burn() {
    let found = offenders(&built_from_on_wasm("app"), &["burn", "cubecl", "cubek", "wgpu", "gemm", "models", "engine"]);
    none("app is built from", &found);
}

#[test]
fn lesson_state_and_drawing_know_no_browser_and_no_framework() {
    for package in ["viz", "lessons", "protocol"] {
        let found = offenders(
            &built_from(package),
            &["leptos", "web-sys", "js-sys", "wasm-bindgen", "burn", "models", "engine", "app"],
        );
        none(&format!("{package} is built from"), &found);
    }
}

#[test]
fn guide_is_built_from_std_alone_and_algorithms_with_unicodes_boundaries() {
    none("guide is built from", &built_from("guide"));
    let mut names = built_from("algorithms");
    names.retain(|name| name != "unicode-segmentation");
    none("algorithms is built from", &names);
}

#[test]
fn models_name_no_backend() {
    let mut found = Vec::new();
    for file in files("src/models") {
        for (number, line) in file.without_tests().lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let mut words = code.split(|c: char| !c.is_alphanumeric());
            let backend = words.find(|word| ["flex", "webgpu", "wgpu", "Wgpu", "Flex"].contains(word));
            if let Some(word) = backend {
                found.push(format!("{}:{}: {word}", file.path, number + 1));
            }
        }
    }
    none("a backend is named outside the engine", &found);
}
