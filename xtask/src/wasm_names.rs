//! WebAssembly without the names of its functions: a quarter of the page's and a third of the engine's download.
//!
//! Cargo's `strip` would do it too early: it also drops the section by which wasm-bindgen knows what the program uses.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// Custom sections that only a debugger reads, and the one that only wasm-bindgen does.
const DROPPED: [&[u8]; 3] = [b"name", b"producers", b"target_features"];

/// Takes the names out of every wasm file of a site.
pub fn strip_all(dist: &Path) -> Result<()> {
    for entry in fs::read_dir(dist)?.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|ending| ending == "wasm") {
            let stripped = strip(&fs::read(&path)?).with_context(|| format!("{} is no WebAssembly", path.display()))?;
            fs::write(&path, stripped)?;
        }
    }
    Ok(())
}

/// A module is a header of 8 bytes and sections: an id, a length, and that many bytes. A custom section (id 0) begins with its name.
pub fn strip(module: &[u8]) -> Result<Vec<u8>> {
    ensure!(module.starts_with(b"\0asm"), "its first bytes are not those of a module");
    let (header, mut rest) = module.split_at_checked(8).context("it ends in its header")?;
    let mut kept = header.to_vec();
    while let [id, after_id @ ..] = rest {
        let (length, content) = number(after_id)?;
        let (content, next) = content.split_at_checked(length).context("it ends within a section")?;
        let dropped = *id == 0 && {
            let (length, name) = number(content)?;
            DROPPED.contains(&name.get(..length).context("it ends within a name")?)
        };
        if !dropped {
            kept.extend_from_slice(&rest[..rest.len() - next.len()]);
        }
        rest = next;
    }
    Ok(kept)
}

/// An unsigned LEB128 number, and what follows it.
fn number(bytes: &[u8]) -> Result<(usize, &[u8])> {
    let mut value = 0;
    for (k, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * k);
        if byte & 0x80 == 0 {
            return Ok((value, &bytes[k + 1..]));
        }
    }
    anyhow::bail!("it has a number without an end")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_go() {
        let header = b"\0asm\x01\0\0\0".as_slice();
        let types = b"\x01\x04\x01\x60\0\0".as_slice();
        let names = b"\0\x07\x04nameab".as_slice();
        let features = b"\0\x05\x03abcd".as_slice();
        let module = [header, names, types, features].concat();
        assert_eq!(strip(&module).unwrap(), [header, types, features].concat());
    }

    #[test]
    fn what_is_no_module_is_an_error() {
        assert!(strip(b"<html>").is_err());
        assert!(strip(b"\0asm\x01\0\0\0\x01\x7f").is_err());
    }
}
