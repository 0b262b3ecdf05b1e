//! The file that a page writes its documents to (`lessons::rag::export`), read again.

use protocol::reader::Text;
use serde::Deserialize;

/// How every version of the file begins, white space aside.
const HEAD: [&str; 2] = ["{", "\"glassbox-documents\""];

/// The version that is written, and the latest that is read.
const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "glassbox-documents")]
    version: u32,
}

#[derive(Deserialize)]
struct Exported {
    documents: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    #[serde(default)]
    format: String,
    text: String,
}

/// Whether the bytes begin as such a file.
pub fn is_one(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(200)];
    let mut rest = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    HEAD.iter().all(|part| match rest.trim_ascii_start().strip_prefix(part.as_bytes()) {
        Some(after) => {
            rest = after;
            true
        }
        None => false,
    })
}

/// # Errors
/// If the file is damaged or of a later version, in words for the reader.
pub fn read(bytes: &[u8]) -> Result<Vec<Text>, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let damaged = |error: serde_json::Error| {
        format!(
            "This is a file of exported documents, but it is damaged (line {}, column {}): use another copy, or export once more.",
            error.line(),
            error.column()
        )
    };
    let Head { version } = serde_json::from_slice(bytes).map_err(damaged)?;
    if version > VERSION {
        return Err(format!(
            "This file was exported by a later version of this page ({version}, and this one reads {VERSION}): reload the page to get the newest one."
        ));
    }
    let Exported { documents } = serde_json::from_slice(bytes).map_err(damaged)?;
    if documents.is_empty() {
        return Err("There is no document in this file: what was exported was an empty list.".into());
    }
    let text = |Entry { name, format, text }| Text { name, format, text, notes: Vec::new() };
    Ok(documents.into_iter().map(text).collect())
}
