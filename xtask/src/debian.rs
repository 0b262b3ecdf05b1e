//! Installing Debian packages, where that is possible without asking anyone.

use std::path::Path;
use std::process::Command;
use std::sync::Once;

use anyhow::{Result, bail};

use crate::process;
use crate::progress::note;
use crate::workspace::Workspace;

/// Root on Debian. Nowhere else does this project install system packages; it never calls sudo.
pub fn can_install() -> bool {
    let debian =
        std::fs::read_to_string("/etc/os-release").is_ok_and(|text| text.lines().any(|line| line == "ID=debian"));
    debian
        && Path::new("/usr/bin/apt-get").exists()
        && process::ask(Command::new("id").arg("-u")).as_deref() == Some("0")
}

/// Installs what is not installed yet; where it may not, fails with the command to run.
pub fn install(workspace: &Workspace, packages: &[&str]) -> Result<()> {
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !can_install() {
        bail!("missing: {0}. On Debian run, as root: apt-get install {0}", missing.join(" "));
    }
    static UPDATE: Once = Once::new();
    UPDATE.call_once(|| {
        // A stale list may still do; if it does not, the installation below says so.
        if let Err(error) = process::run(apt_get(workspace).args(["update", "--quiet"])) {
            note(&format!("going on with the package list as it is: {error:#}"));
        }
    });
    process::run(apt_get(workspace).args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(&missing))
}

fn apt_get(workspace: &Workspace) -> Command {
    let mut command = process::command(workspace, "/usr/bin/apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_installed(package: &str) -> bool {
    let status = process::ask(Command::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]));
    status.as_deref() == Some("installed")
}
