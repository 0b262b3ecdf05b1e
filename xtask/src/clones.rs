//! One target folder for all clones on a machine.
//!
//! Cargo names what it compiles of a workspace by paths inside the workspace, the same in every clone, and tells whether it is fresh by
//! times alone: after another clone has built something younger, it would link that clone's code into ours. So when the folder changes
//! hands, the workspace's own crates are compiled again. The hundreds of others, Burn among them, are the same for all.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::progress::note;
use crate::workspace::Workspace;

/// Makes the target folder this clone's.
pub fn claim(workspace: &Workspace) -> Result<()> {
    let stamp = workspace.target().join("glassbox-clone");
    let ours = workspace.root().to_string_lossy();
    match fs::read_to_string(&stamp) {
        Ok(owner) if owner == ours => return Ok(()),
        Ok(_) => note("the target folder was another clone's: our own crates are compiled again"),
        Err(_) => {}
    }
    forget(workspace.target(), &crates(workspace.root())?)?;
    fs::create_dir_all(workspace.target())?;
    fs::write(stamp, &*ours).context("marking the target folder as ours")
}

/// The workspace's crates: its folders, which have their names.
fn crates(root: &Path) -> Result<Vec<String>> {
    let mut names = vec!["tests".to_string(), "xtask".to_string()];
    for entry in fs::read_dir(root.join("src"))?.flatten() {
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    Ok(names)
}

/// Removes the fingerprints of these crates, by which cargo knows that they are compiled: in `<target>/<profile>/.fingerprint/` and
/// `<target>/<triple>/<profile>/.fingerprint/`.
fn forget(target: &Path, crates: &[String]) -> Result<()> {
    let folders = |folder: &Path| -> Vec<_> {
        fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.is_dir())
            .collect()
    };
    let profiles = folders(target).into_iter().flat_map(|folder| {
        let inside = folders(&folder);
        std::iter::once(folder).chain(inside)
    });
    for fingerprint in profiles.flat_map(|profile| folders(&profile.join(".fingerprint"))) {
        let name = fingerprint.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.rsplit_once('-').is_some_and(|(name, _)| crates.iter().any(|ours| ours == name)) {
            fs::remove_dir_all(&fingerprint)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_workspaces_own_crates_are_forgotten() {
        let target = std::env::temp_dir().join(format!("glassbox-clones-{}", std::process::id()));
        let made = |path: &str| target.join(path);
        let (ours, deep, other) = (
            "debug/.fingerprint/app-0123456789abcdef",
            "wasm32-unknown-unknown/release/.fingerprint/engine-0123456789abcdef",
            "debug/.fingerprint/burn-engine-0123456789abcdef",
        );
        for path in [ours, deep, other] {
            fs::create_dir_all(made(path)).unwrap();
        }
        forget(&target, &["app".into(), "engine".into()]).unwrap();
        let left = [ours, deep, other].map(|path| made(path).exists());
        fs::remove_dir_all(&target).unwrap();
        assert_eq!(left, [false, false, true]);
    }
}
