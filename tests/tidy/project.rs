//! The project's own files, as text.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The folder of the workspace's manifest.
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("tests stands in the root").into()
}

pub struct File {
    /// From the root, with `/`.
    pub path: String,
    pub text: String,
}

impl File {
    pub fn extension(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, ending)| ending)
    }

    /// The text before the unit tests, which stand last in a file.
    pub fn without_tests(&self) -> &str {
        let end = self.text.find("\n#[cfg(test)]");
        &self.text[..end.unwrap_or(self.text.len())]
    }
}

/// Every text file under `folder` (from the root; empty is all of it) but build products.
pub fn files(folder: &str) -> Vec<File> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn walk(folder: &Path, found: &mut Vec<File>) {
    const NOT_OURS: [&str; 6] = [".git", "target", "dist", "models", "node_modules", "__pycache__"];
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let inside = path.strip_prefix(root()).unwrap_or(&path).to_path_buf();
        let inside = inside.to_string_lossy().replace('\\', "/");
        // Only the root's own folders of these names are build products: `src/models` is not.
        if NOT_OURS.contains(&inside.as_str()) || inside.ends_with("__pycache__") {
            continue;
        }
        if path.is_dir() {
            walk(&path, found);
        } else if let Ok(text) = fs::read_to_string(&path) {
            found.push(File { path: inside, text });
        }
    }
}

/// The names of the crates that `package` is built from on this machine, itself excluded.
pub fn built_from(package: &str) -> Vec<String> {
    tree(package, None)
}

/// As [`built_from`], for the browser.
pub fn built_from_on_wasm(package: &str) -> Vec<String> {
    tree(package, Some("wasm32-unknown-unknown"))
}

fn tree(package: &str, target: Option<&str>) -> Vec<String> {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root()).args([
        "tree",
        "--locked",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    command.args(["--package", package]);
    if let Some(target) = target {
        command.args(["--target", target]);
    }
    let output = command.output().expect("cargo runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo tree {package}: {said}");
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut names: Vec<String> =
        lines.lines().skip(1).filter_map(|line| line.split_whitespace().next().map(String::from)).collect();
    names.sort();
    names.dedup();
    names
}

/// Fails with the whole list, so that one run shows everything there is to mend.
#[track_caller]
pub fn none(what: &str, offenders: &[String]) {
    assert!(offenders.is_empty(), "{what}:\n  {}", offenders.join("\n  "));
}
