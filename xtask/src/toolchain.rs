//! The compiler that builds for the browser.
//!
//! Usually it is the developer's own, once `rustup target add` has run. Where that cannot download, Debian's `rustc-web` and a standard
//! library built from its sources do the same; then native builds stay with rustup and only wasm builds use Debian's compiler.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::progress::{note, step};
use crate::workspace::Workspace;
use crate::{debian, process, wasm_std};

pub const WASM: &str = "wasm32-unknown-unknown";

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_CLIPPY: &str = "/usr/bin/cargo-clippy";

pub enum Toolchain {
    /// The cargo and rustc on PATH have the wasm target.
    Own,
    /// Debian's compiler, linking with rustup's `rust-lld`: an LLVM linker of its own Debian does not package for it.
    Debian { linker: PathBuf },
}

impl Toolchain {
    /// Finds a compiler for wasm, or installs one.
    pub fn ensure(workspace: &Workspace) -> Result<Self> {
        if has_wasm_std("rustc") {
            note("wasm compiler: the one on PATH");
            return Ok(Self::Own);
        }
        if Path::new(DEBIAN_RUSTC).exists() && has_wasm_std(DEBIAN_RUSTC) {
            note("wasm compiler: Debian's");
            return Self::debian(workspace);
        }
        let added = step("adding the wasm target to rustup's toolchain", || {
            // It may well fail, and is no reason to alarm anyone with a backtrace.
            process::run(
                process::command(workspace, "rustup").env_remove("RUST_BACKTRACE").args(["target", "add", WASM]),
            )
        });
        match added {
            Ok(()) if has_wasm_std("rustc") => return Ok(Self::Own),
            Ok(()) => note("rustup added it, yet the rustc on PATH does not have it"),
            Err(error) => note(&format!("that did not work: {error:#}")),
        }
        if !debian::can_install() {
            bail!("no wasm target. Run: rustup target add {WASM}");
        }
        step("installing Debian's compiler for wasm", || {
            debian::install(workspace, &["rustc-web", "cargo-web", "rust-web-src"])
        })?;
        if !has_wasm_std(DEBIAN_RUSTC) {
            step("building the standard library for wasm", || {
                wasm_std::install(workspace, DEBIAN_RUSTC, DEBIAN_CARGO)
            })?;
        }
        Self::debian(workspace)
    }

    fn debian(workspace: &Workspace) -> Result<Self> {
        wasm_std::keep(workspace, DEBIAN_RUSTC)?;
        Ok(Self::Debian { linker: rustup_lld()? })
    }

    /// `cargo` for wasm builds.
    pub fn cargo(&self, workspace: &Workspace) -> Command {
        self.command(workspace, if matches!(self, Self::Own) { "cargo" } else { DEBIAN_CARGO })
    }

    /// `cargo clippy` for wasm. Debian's is called by its own name: through `cargo clippy`, rustup's would be found first.
    pub fn clippy(&self, workspace: &Workspace) -> Result<Command> {
        Ok(match self {
            Self::Own => {
                let mut command = self.cargo(workspace);
                command.arg("clippy");
                command
            }
            Self::Debian { .. } => {
                debian::install(workspace, &["rust-web-clippy"])?;
                let mut command = self.command(workspace, DEBIAN_CLIPPY);
                command.env("CARGO", DEBIAN_CARGO).arg("clippy");
                command
            }
        })
    }

    /// Any program that calls cargo and rustc by name: they must be this toolchain's.
    pub fn command(&self, workspace: &Workspace, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = process::command(workspace, program);
        command.env("CARGO_TARGET_DIR", workspace.target());
        let mut path = vec![workspace.tools().join("bin")];
        if let Self::Debian { linker } = self {
            path.push("/usr/bin".into());
            command.env("RUSTC", DEBIAN_RUSTC).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
            // With it set, Debian's cargo would look for the compiler in rustup's folders.
            command.env_remove("RUSTUP_TOOLCHAIN");
        }
        path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
        if let Ok(path) = std::env::join_paths(path) {
            command.env("PATH", path);
        }
        command
    }
}

/// Compiles one line for wasm: this also notices a standard library left behind by another version of the compiler.
fn has_wasm_std(rustc: &str) -> bool {
    let compile = || -> Result<bool> {
        let mut child = Command::new(rustc)
            .args(["--target", WASM, "--crate-type", "lib", "--crate-name", "probe", "--emit", "metadata=-", "-"])
            .env_remove("LD_LIBRARY_PATH")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        child.stdin.take().context("no stdin")?.write_all(b"pub fn probe() -> String { String::new() }")?;
        Ok(child.wait()?.success())
    };
    compile().unwrap_or(false)
}

fn rustup_lld() -> Result<PathBuf> {
    let sysroot = process::ask(Command::new("rustc").args(["--print", "sysroot"]))
        .context("no rustc on PATH; see https://rustup.rs")?;
    let version = process::ask(Command::new("rustc").arg("-vV")).unwrap_or_default();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc does not say its host")?;
    let linker = Path::new(&sysroot).join("lib/rustlib").join(host).join("bin/rust-lld");
    if !linker.exists() {
        bail!(
            "{} is missing: the linker for wasm comes with a toolchain of rustup. Run: rustup toolchain install stable",
            linker.display()
        );
    }
    Ok(linker)
}
