//! Folders of packs: made once in the cache, copied into every site.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;

use crate::workspace::Workspace;

/// In a folder of packs, what a page reads first.
pub const MANIFEST: &str = "manifest.txt";

const STAMP: &str = "stamp";

/// The folder `name` of the cache, if what it was made of is what `stamp` says.
pub fn made(workspace: &Workspace, name: &str, stamp: &str) -> Option<PathBuf> {
    let folder = workspace.packs().join(name);
    fs::read_to_string(folder.join(STAMP)).is_ok_and(|found| found == stamp).then_some(folder)
}

/// Makes the folder `name` of the cache anew: all of it or nothing, since a build beside this one must not see half.
pub fn make(
    workspace: &Workspace,
    name: &str,
    stamp: &str,
    write: impl FnOnce(&Path) -> Result<()>,
) -> Result<PathBuf> {
    let (packs, folder) = (workspace.packs(), workspace.packs().join(name));
    sweep(&packs, &format!("{name}-"));
    let fresh = packs.join(format!("{name}-{}", std::process::id()));
    fs::create_dir_all(&fresh)?;
    let written = write(&fresh).and_then(|()| Ok(fs::write(fresh.join(STAMP), stamp)?));
    if written.is_err() {
        fs::remove_dir_all(&fresh)?;
    }
    written?;
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    // Another build may have put its own there meanwhile: it is the same.
    fs::rename(&fresh, &folder).or_else(|_| fs::remove_dir_all(&fresh))?;
    Ok(folder)
}

/// Removes what an interrupted command left behind: nothing takes an hour to write.
fn sweep(packs: &Path, start: &str) {
    for entry in fs::read_dir(packs).into_iter().flatten().flatten() {
        let age = entry.metadata().and_then(|data| data.modified()).ok().and_then(|time| time.elapsed().ok());
        let old = age.is_some_and(|age| age > Duration::from_secs(3600));
        if old && entry.file_name().to_string_lossy().starts_with(start) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Puts the files of a folder into a site. Where there is none, an empty manifest: a page's question for it would otherwise be an error in
/// every reader's console.
pub fn publish(folder: Option<&Path>, empty: &str, target: &Path) -> Result<()> {
    let Some(folder) = folder else {
        if target.exists() {
            fs::remove_dir_all(target)?;
        }
        fs::create_dir_all(target)?;
        return Ok(fs::write(target.join(MANIFEST), empty)?);
    };
    let files: Vec<_> = fs::read_dir(folder)?.flatten().filter(|entry| entry.path().is_file()).collect();
    let published = files.iter().filter(|file| file.file_name() != STAMP);
    if published.clone().all(|file| same_size(&file.path(), &target.join(file.file_name()))) {
        return Ok(());
    }
    if target.exists() {
        fs::remove_dir_all(target)?;
    }
    fs::create_dir_all(target)?;
    for file in published {
        fs::copy(file.path(), target.join(file.file_name()))?;
    }
    Ok(())
}

/// A pack's name carries its hash, and the manifest is written with them: one of the same size is the same.
fn same_size(a: &Path, b: &Path) -> bool {
    let size = |path: &Path| fs::metadata(path).map(|data| data.len()).ok();
    size(a).is_some() && size(a) == size(b)
}
