//! All documents as one file, to keep or to take to another browser. The worker that reads files knows it by its first words
//! (`reader::exported`).

use std::fmt::Write;

use super::Documents;

/// JSON, with a document on each line.
pub fn export(documents: &Documents) -> String {
    let mut json = String::with_capacity(documents.bytes() + documents.bytes() / 16 + 200);
    json.push_str("{\"glassbox-documents\":1,\"documents\":[");
    for (place, line) in documents.lines().iter().enumerate() {
        json.push_str(if place == 0 { "\n" } else { ",\n" });
        let text = documents.get(line.id).map_or("", |document| &document.text);
        let fields = [("{\"name\":", line.name.as_str()), (",\"format\":", &line.format), (",\"text\":", text)];
        for (key, value) in fields {
            json.push_str(key);
            quote(&mut json, value);
        }
        json.push('}');
    }
    json.push_str("\n]}\n");
    json
}

/// A string as JSON writes it (RFC 8259, section 7).
fn quote(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            '\n' => json.push_str("\\n"),
            '\t' => json.push_str("\\t"),
            '\0'..='\u{1f}' => {
                // A string takes whatever is written to it.
                let _ = write!(json, "\\u{:04x}", u32::from(character));
            }
            _ => json.push(character),
        }
    }
    json.push('"');
}
