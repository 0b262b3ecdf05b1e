//! Running other programs with an environment that means the same on every machine.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// What `cargo xtask` leaks from the cargo that runs it into its children, and flags that would replace those in `.cargo/config.toml` and
/// so cost a full build of Burn. Settings of the user's own (proxies, registries, CARGO_HOME) stay.
const LEAKED: &[&str] = &[
    "CARGO",
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_TARGET_DIR",
    "LD_LIBRARY_PATH",
    "RUSTC",
    "RUSTDOC",
    "RUSTFLAGS",
    "RUST_RECURSION_COUNT",
];
const LEAKED_PREFIXES: &[&str] =
    &["CARGO_MANIFEST_", "CARGO_PKG_", "CARGO_BIN_", "CARGO_PRIMARY_PACKAGE", "CARGO_CRATE_NAME"];

/// A program started in the workspace, in a clean environment.
pub fn command(workspace: &Workspace, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(workspace.root());
    for (name, _) in std::env::vars_os() {
        if let Some(text) = name.to_str().filter(|text| is_leaked(text)) {
            command.env_remove(text);
        }
    }
    command
}

/// The cargo the developer calls, building into the shared target folder.
pub fn cargo(workspace: &Workspace) -> Command {
    let mut command = command(workspace, "cargo");
    command.env("CARGO_TARGET_DIR", workspace.target());
    command
}

fn is_leaked(name: &str) -> bool {
    LEAKED.contains(&name) || LEAKED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// Shows the command, runs it with its own output on the terminal, fails when it fails.
pub fn run(command: &mut Command) -> Result<()> {
    eprintln!("    $ {}", shown(command));
    let status = command.status().with_context(|| format!("starting {}", shown(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Like [`run`], with each line of the command's stdout also handed to `line`.
pub fn run_with_lines(command: &mut Command, mut line: impl FnMut(&str)) -> Result<()> {
    eprintln!("    $ {}", shown(command));
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| format!("starting {}", shown(command)))?;
    let stdout = child.stdout.take().context("the command has no stdout")?;
    for text in BufReader::new(stdout).split(b'\n') {
        let text = String::from_utf8_lossy(&text?).into_owned();
        println!("{text}");
        line(&text);
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// What a command prints on stdout, or `None` when it cannot be started or fails: for questions, not for work.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// The first of `names` that is a file on PATH.
pub fn find_on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    names
        .iter()
        .find_map(|name| std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file()))
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cargo_leaks_is_removed() {
        for name in ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_PKG_VERSION", "RUSTFLAGS", "LD_LIBRARY_PATH"] {
            assert!(is_leaked(name), "{name}");
        }
        for name in ["CARGO_HOME", "CARGO_HTTP_PROXY", "CARGO_NET_OFFLINE", "PATH", "RUSTUP_TOOLCHAIN"] {
            assert!(!is_leaked(name), "{name}");
        }
    }
}
