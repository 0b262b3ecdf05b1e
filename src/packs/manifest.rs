//! Which packs a site carries: a text of a few lines, which a page reads before it offers to load anything.

use std::fmt::Write;

/// One pack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// By which the program knows it: `smollm2`.
    pub name: String,
    /// Beside the manifest. It carries part of the hash, so that no cache serves an older one.
    pub file: String,
    /// Bytes.
    pub size: u64,
    pub sha256: String,
    /// As an SPDX expression.
    pub licence: String,
    /// The model, and the package it was taken from.
    pub source: String,
}

const HEADING: &str = "glassbox packs 1";

/// The text of a manifest: one pack a paragraph, one fact a line.
pub fn write(entries: &[Entry]) -> String {
    let mut text = format!("{HEADING}\n");
    for Entry { name, file, size, sha256, licence, source } in entries {
        write!(
            text,
            "\nname: {name}\nfile: {file}\nsize: {size}\nsha256: {sha256}\nlicence: {licence}\nsource: {source}\n"
        )
        .expect("a string grows");
    }
    text
}

/// # Errors
/// If `text` is no manifest of this version: a host that answers a request for a missing file with a page, for instance.
pub fn read(text: &str) -> Result<Vec<Entry>, String> {
    let Some(body) = text.strip_prefix(HEADING) else {
        return Err("this is no list of packs of this version of Glassbox".into());
    };
    let mut entries = Vec::new();
    for paragraph in body.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        let mut entry = Entry::default();
        for line in paragraph.lines() {
            let Some((key, value)) = line.split_once(": ") else {
                return Err(format!("the list of packs is damaged at {line:?}"));
            };
            let place = match key {
                "name" => &mut entry.name,
                "file" => &mut entry.file,
                "sha256" => &mut entry.sha256,
                "licence" => &mut entry.licence,
                "source" => &mut entry.source,
                "size" => {
                    entry.size = value.parse().map_err(|_| format!("the list of packs is damaged at {line:?}"))?;
                    continue;
                }
                // Facts that later versions add.
                _ => continue,
            };
            *place = value.into();
        }
        // Nothing outside the folder of the packs, whoever wrote the list.
        if entry.file.is_empty() || entry.file.contains(['/', '\\', ':']) {
            return Err("the list of packs is damaged: a pack without a file".into());
        }
        entries.push(entry);
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str) -> Entry {
        Entry {
            name: name.into(),
            file: format!("{name}.1234.pack"),
            size: 159_000,
            sha256: "ab".repeat(32),
            licence: "Apache-2.0".into(),
            source: "SmolLM2: from a package".into(),
        }
    }

    #[test]
    fn a_manifest_survives_its_text() {
        let entries = vec![entry("smollm2"), entry("minilm")];
        assert_eq!(read(&write(&entries)), Ok(entries));
        assert_eq!(read(&write(&[])), Ok(vec![]));
    }

    #[test]
    fn other_texts_are_refused() {
        assert!(read("<!doctype html>").is_err());
        assert!(read("").is_err());
        let text = write(&[entry("smollm2")]);
        assert!(read(&text.replace("159000", "many")).unwrap_err().contains("damaged"));
        assert!(read(&text.replace("smollm2.1234", "../smollm2")).unwrap_err().contains("damaged"));
        assert!(read(&text.replace("file: ", "")).is_err());
    }
}
