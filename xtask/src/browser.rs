//! The browser and its driver that the browser tests and benchmarks run in.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::progress::{note, step};
use crate::workspace::Workspace;
use crate::{debian, process};

pub struct Browser {
    pub chrome: PathBuf,
    pub driver: PathBuf,
}

impl Browser {
    /// What `CHROME` and `CHROMEDRIVER` name, what is on PATH, or what Debian can install.
    pub fn ensure(workspace: &Workspace) -> Result<Self> {
        if let Some(browser) = Self::find() {
            note(&format!("browser: {}, {}", browser.chrome.display(), browser.driver.display()));
            return Ok(browser);
        }
        if debian::can_install() {
            step("installing Chromium and its driver", || {
                debian::install(workspace, &["chromium", "chromium-driver"])
            })?;
        }
        match Self::find() {
            Some(browser) => Ok(browser),
            None => bail!(
                "no Chromium with chromedriver found. On Debian run, as root: apt-get install chromium chromium-driver; elsewhere set CHROME and CHROMEDRIVER"
            ),
        }
    }

    fn find() -> Option<Self> {
        let chrome =
            named("CHROME", &["chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome"])?;
        let driver = named("CHROMEDRIVER", &["chromedriver"])?;
        Some(Self { chrome, driver })
    }

    /// Hands both to a test program.
    pub fn describe_to(&self, command: &mut Command) {
        command.env("CHROME", &self.chrome).env("CHROMEDRIVER", &self.driver);
    }
}

fn named(variable: &str, names: &[&str]) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).or_else(|| process::find_on_path(names))
}
