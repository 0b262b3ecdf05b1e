//! Tokens as text. A token may end within a character: what of it is no text yet is shown as bytes.

/// A token as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelled {
    /// Its whole characters; the bytes of others as `‹E2 82›`.
    pub text: String,
    /// Whether all of it is text.
    pub whole: bool,
}

/// One token by itself.
pub fn spell(bytes: &[u8]) -> Spelled {
    let mut text = String::new();
    let mut whole = true;
    for part in bytes.utf8_chunks() {
        text.push_str(part.valid());
        if !part.invalid().is_empty() {
            whole = false;
            let hex: Vec<String> = part.invalid().iter().map(|byte| format!("{byte:02X}")).collect();
            // Neighbouring broken parts are one run of bytes.
            if part.valid().is_empty() && text.ends_with('›') {
                text.pop();
                text.push(' ');
            } else {
                text.push('‹');
            }
            text.push_str(&hex.join(" "));
            text.push('›');
        }
    }
    Spelled { text, whole }
}

/// Tokens one after the other: a character that several of them make is whole again.
pub fn running_text<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Spelled {
    let bytes: Vec<u8> = pieces.into_iter().flatten().copied().collect();
    spell(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_character_is_shown_as_bytes() {
        let euro = "a€b".as_bytes();
        assert_eq!(spell(&euro[..2]), Spelled { text: "a‹E2›".into(), whole: false });
        assert_eq!(spell(&euro[2..]), Spelled { text: "‹82 AC›b".into(), whole: false });
        assert_eq!(running_text([&euro[..2], &euro[2..]]), Spelled { text: "a€b".into(), whole: true });
        assert_eq!(spell(b"").text, "");
    }

    #[test]
    fn a_text_that_stops_within_a_character_says_so() {
        let rocket = "go 🚀".as_bytes();
        assert_eq!(running_text([&rocket[..6]]), Spelled { text: "go ‹F0 9F 9A›".into(), whole: false });
    }
}
