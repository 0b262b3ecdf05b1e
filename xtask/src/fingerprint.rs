//! Has anything changed since last time? One short text that answers for many files.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Of the contents of `files`, by name and in the given order, together with `extra`.
pub fn of_files(files: &[PathBuf], extra: &str) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    hasher.write(extra.as_bytes());
    for file in files {
        let bytes = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
        hasher.write(file.file_name().unwrap_or_default().as_encoded_bytes());
        hasher.write_usize(bytes.len());
        hasher.write(&bytes);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Every file under `paths` (files or folders, those that exist), sorted.
pub fn files_under(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths.iter().filter(|path| path.exists()) {
        collect(path, &mut files)?;
    }
    files.sort();
    Ok(files)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    for entry in fs::read_dir(path).with_context(|| format!("reading {}", path.display()))? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_names_and_extra_count() {
        let folder = std::env::temp_dir().join(format!("glassbox-fingerprint-{}", std::process::id()));
        fs::create_dir_all(folder.join("sub")).unwrap();
        fs::write(folder.join("a"), "1").unwrap();
        fs::write(folder.join("sub/b"), "2").unwrap();
        let now = |extra| of_files(&files_under(std::slice::from_ref(&folder)).unwrap(), extra).unwrap();
        let first = now("/");
        assert_eq!(first, now("/"));
        assert_ne!(first, now("/repo/"));
        fs::write(folder.join("sub/b"), "3").unwrap();
        assert_ne!(first, now("/"));
        fs::write(folder.join("sub/b"), "2").unwrap();
        assert_eq!(first, now("/"));
        fs::rename(folder.join("a"), folder.join("c")).unwrap();
        assert_ne!(first, now("/"));
        fs::remove_dir_all(folder).unwrap();
    }
}
