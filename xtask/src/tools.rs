//! The command line tools that cargo itself can install: trunk and wasm-bindgen.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;
use crate::progress::{note, step};
use crate::workspace::Workspace;

/// The newest trunk that compiles with the Rust this workspace asks for.
const TRUNK: &str = "0.21.14";

/// trunk, ready to be called.
pub fn trunk(workspace: &Workspace) -> Result<PathBuf> {
    // An optimised trunk takes twice as long to compile and builds the site no faster; with newer dependencies than its lock file's it
    // does not compile at all.
    ensure(workspace, "trunk", "trunk", TRUNK, &["--locked", "--debug"])
}

/// wasm-bindgen, of exactly the version of the crate. Its own lock file pins a dependency that no longer builds.
pub fn wasm_bindgen(workspace: &Workspace) -> Result<PathBuf> {
    let version = workspace.locked_version("wasm-bindgen")?;
    ensure(workspace, "wasm-bindgen", "wasm-bindgen-cli", &version, &[])
}

fn ensure(workspace: &Workspace, program: &str, package: &str, version: &str, options: &[&str]) -> Result<PathBuf> {
    if let Some(path) = find(workspace, program, version) {
        note(&format!("{program} {version}"));
        return Ok(path);
    }
    step(&format!("installing {program} {version} (a few minutes, once)"), || {
        let mut command = process::cargo(workspace);
        command.env("CARGO_TARGET_DIR", workspace.tools_target());
        // Outside the workspace, so that its `.cargo/config.toml` has no say.
        std::fs::create_dir_all(workspace.tools())?;
        command
            .current_dir(workspace.tools())
            .args(["install", package, "--version", version, "--root"])
            .arg(workspace.tools());
        process::run(command.args(options))
    })?;
    match find(workspace, program, version) {
        Some(path) => Ok(path),
        None => bail!("{program} {version} was installed but does not run"),
    }
}

/// Ours, or the one on PATH when it happens to be of the same version.
fn find(workspace: &Workspace, program: &str, version: &str) -> Option<PathBuf> {
    let candidates = [Some(workspace.tool(program)), process::find_on_path(&[program])];
    candidates.into_iter().flatten().find(|path| {
        let says = process::ask(Command::new(path).arg("--version"));
        says.is_some_and(|text| text.split_whitespace().nth(1) == Some(version))
    })
}
