//! Whether a file arrived as it was sent.

use sha2::{Digest, Sha256};

/// The hash itself.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// In lower-case hexadecimal, as `sha256sum` prints it.
pub fn sha256(bytes: &[u8]) -> String {
    digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// # Errors
/// If `bytes` are not those of which the manifest tells the size and the hash; in words for the reader.
pub fn verify(bytes: &[u8], size: u64, hash: &str) -> Result<(), String> {
    // Before anything else: a good file may well begin as a page does.
    if bytes.len() as u64 == size && sha256(bytes) == hash {
        return Ok(());
    }
    // Many hosts answer a request for a missing file with a page, and call it a success.
    let start = bytes.trim_ascii_start();
    if start.starts_with(b"<") {
        return Err("the host sent a web page instead of the file; it may not have been uploaded with the site".into());
    }
    if (bytes.len() as u64) < size {
        return Err(format!("the file broke off: {} of {size} bytes arrived", bytes.len()));
    }
    Err("the file is not the one this site was built with; reload the page to get both anew".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_sha_256() {
        // NIST's example.
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let hash = sha256(b"abc");
        assert_eq!(verify(b"abc", 3, &hash), Ok(()));
        assert!(verify(b"ab", 3, &hash).unwrap_err().contains("2 of 3"));
        assert!(verify(b"abd", 3, &hash).unwrap_err().contains("not the one"));
        assert!(verify(b"abcd", 3, &hash).unwrap_err().contains("not the one"));
        assert_eq!(verify(b"<", 1, &sha256(b"<")), Ok(()));
        assert!(verify(b"\n<!doctype html>", 3, &hash).unwrap_err().contains("web page"));
    }
}
