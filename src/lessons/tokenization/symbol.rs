//! How a symbol is written on the page.

use viz::token_strip;

/// A symbol for the eye: white space in a visible form, bytes that are no whole characters as `⟨e4·b8⟩`.
pub fn shown(symbol: &[u8]) -> String {
    match std::str::from_utf8(symbol) {
        Ok(text) => token_strip::shown(text),
        Err(_) => {
            let mut out = String::new();
            for chunk in symbol.utf8_chunks() {
                out += &token_strip::shown(chunk.valid());
                if !chunk.invalid().is_empty() {
                    out += &format!("⟨{}⟩", hex(chunk.invalid()));
                }
            }
            // A character cut in two may leave several pieces; they read as one run of bytes.
            out.replace("⟩⟨", " ")
        }
    }
}

/// Bytes as two digits each: `e4 b8 ad`.
pub fn hex(bytes: &[u8]) -> String {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.join(" ")
}

/// Whether a symbol is made of whole characters.
pub fn is_text(symbol: &[u8]) -> bool {
    std::str::from_utf8(symbol).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_symbol_holds_can_be_seen() {
        assert_eq!(shown(b" the"), "·the");
        assert_eq!(shown(b"low</w>"), "low</w>");
        assert_eq!(shown(&[0xe4, 0xb8]), "⟨e4 b8⟩");
        assert_eq!(shown(&[b'a', 0xff, 0xfe, b'b']), "a⟨ff fe⟩b");
        assert_eq!(shown(b""), "");
    }
}
