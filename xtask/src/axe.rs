//! axe-core: the rules of WCAG as a program. The browser tests run it in every page; it comes from npm alone.

use std::path::PathBuf;

use crate::process;
use crate::progress::{note, step};
use crate::workspace::Workspace;

const PACKAGE: &str = "axe-core@4.14.1";

/// The script to run in a page; `None`, with a line that says how to get it, where npm is missing or cannot download.
pub fn script(workspace: &Workspace) -> Option<PathBuf> {
    let folder = workspace.target().join("glassbox/npm");
    let file = folder.join("node_modules/axe-core/axe.min.js");
    if !file.is_file() && process::find_on_path(&["npm"]).is_some() {
        // That it failed is said below, with what to do.
        let _ = step("installing axe-core", || {
            let mut npm = process::command(workspace, "npm");
            process::run(
                npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"]).arg(&folder).arg(PACKAGE),
            )
        });
    }
    if file.is_file() {
        return Some(file);
    }
    note(&format!(
        "no axe-core: its rules are left out. With Node run: npm install --prefix {} {PACKAGE}",
        folder.display()
    ));
    None
}
