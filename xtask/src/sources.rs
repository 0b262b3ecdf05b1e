//! `dist/source/`: the Rust that runs, for the pages that show it. A page fetches the file it shows, and no other.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::fingerprint;
use crate::workspace::Workspace;

/// The crates a lesson may quote: what it exists for.
const SHOWN: &[&str] = &["src/algorithms", "src/models", "src/engine/rag"];

/// Copies them, each file under its path without `src/`.
pub fn publish(workspace: &Workspace, dist: &Path) -> Result<()> {
    let roots: Vec<_> = SHOWN.iter().map(|folder| workspace.root().join(folder)).collect();
    for file in fingerprint::files_under(&roots)? {
        let inside = file.strip_prefix(workspace.root().join("src"))?;
        if file.extension().is_some_and(|ending| ending == "rs") {
            let copy = dist.join("source").join(inside);
            fs::create_dir_all(copy.parent().unwrap_or(dist))?;
            fs::copy(&file, copy)?;
        }
    }
    Ok(())
}
