//! Rust's standard library for wasm, built from Debian's `rust-web-src` and put beside Debian's compiler.
//!
//! What was built is kept in the cache as well: compiled crates are tied to the very standard library they were compiled against, so a new
//! machine that was given our cache must get the same one back or build everything again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::progress::note;
use crate::toolchain::WASM;
use crate::workspace::Workspace;
use crate::{fingerprint, process};

/// Puts the standard library into the compiler's own folders: the kept one, or else a new one.
pub fn install(workspace: &Workspace, rustc: &str, cargo: &str) -> Result<()> {
    let kept = kept_folder(workspace, rustc)?;
    if libraries(&kept).is_empty() {
        build(workspace, rustc, cargo, &kept)?;
    }
    let sysroot = sysroot_folder(rustc)?;
    fs::create_dir_all(&sysroot)?;
    for old in libraries(&sysroot) {
        fs::remove_file(old)?;
    }
    copy_libraries(&kept, &sysroot)
}

/// Keeps a copy of the standard library in use and drops what the target folder holds for another one.
pub fn keep(workspace: &Workspace, rustc: &str) -> Result<()> {
    let sysroot = sysroot_folder(rustc)?;
    let kept = kept_folder(workspace, rustc)?;
    if libraries(&kept).is_empty() {
        copy_libraries(&sysroot, &kept)?;
    }
    let identity = fingerprint::of_files(&libraries(&sysroot), "")?;
    let compiled = workspace.target().join(WASM);
    let stamp = compiled.join("glassbox-std");
    if fs::read_to_string(&stamp).is_ok_and(|stamped| stamped != identity) {
        note("the standard library is another one than before: dropping what was compiled against the old one");
        fs::remove_dir_all(&compiled)?;
    }
    fs::create_dir_all(&compiled)?;
    fs::write(stamp, identity)?;
    Ok(())
}

/// An empty program, built together with the standard library it needs.
fn build(workspace: &Workspace, rustc: &str, cargo: &str, into: &Path) -> Result<()> {
    let probe = workspace.wasm_std().join("probe");
    fs::create_dir_all(probe.join("src"))?;
    fs::write(probe.join("src/lib.rs"), "#![no_std]\n")?;
    fs::write(probe.join("Cargo.toml"), PROBE_MANIFEST)?;
    let target = probe.join("target");
    let mut command = process::command(workspace, cargo);
    command.current_dir(&probe).args(["build", "--release", "--target", WASM, "-Zbuild-std=std,panic_abort"]);
    command.env_remove("RUSTUP_TOOLCHAIN").env("RUSTC", rustc).env("CARGO_TARGET_DIR", &target);
    // Building std is an unstable feature, and the page's fat LTO needs std's bitcode.
    command.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Cembed-bitcode=yes");
    process::run(&mut command)?;
    copy_libraries(&target.join(WASM).join("release/deps"), into)?;
    fs::remove_dir_all(probe)?;
    Ok(())
}

const PROBE_MANIFEST: &str = "\
[package]
name = \"probe\"
version = \"0.0.0\"
edition = \"2021\"

[profile.release]
panic = \"abort\"

[workspace]
";

fn copy_libraries(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for library in libraries(from) {
        let name = library.file_name().context("a library without a name")?;
        if !name.to_string_lossy().starts_with("libprobe-") {
            fs::copy(&library, to.join(name)).with_context(|| format!("writing to {}", to.display()))?;
        }
    }
    Ok(())
}

fn libraries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut libraries: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "rlib")).collect();
    libraries.sort();
    libraries
}

fn kept_folder(workspace: &Workspace, rustc: &str) -> Result<PathBuf> {
    let version =
        process::ask(Command::new(rustc).arg("--version")).with_context(|| format!("{rustc} does not run"))?;
    let name: String = version.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
    Ok(workspace.wasm_std().join(name))
}

fn sysroot_folder(rustc: &str) -> Result<PathBuf> {
    let sysroot = process::ask(Command::new(rustc).args(["--print", "sysroot"]))
        .with_context(|| format!("{rustc} does not run"))?;
    Ok(Path::new(&sysroot).join("lib/rustlib").join(WASM).join("lib"))
}
