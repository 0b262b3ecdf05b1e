//! What a reader pastes or opens: taken if the page can use it, refused with what to do if not.

use crate::format::count;

/// What a page can use, in bytes of UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub min: usize,
    /// Why fewer are not enough, as the second half of a sentence; empty where `min` is 1.
    pub why_min: &'static str,
    pub max: usize,
}

/// What is said about an accepted text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextFacts {
    pub characters: usize,
    pub bytes: usize,
    pub distinct: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong and what to do.
    pub message: String,
    /// The part that can be used, if the reader agrees.
    pub rescue: Option<String>,
}

impl Problem {
    pub fn new(message: impl Into<String>) -> Problem {
        Problem { message: message.into(), rescue: None }
    }
}

/// Whether a page with these limits can use `text`.
pub fn check_text(text: &str, limits: Limits) -> Result<TextFacts, Problem> {
    let bytes = text.len();
    if text.is_empty() {
        return Err(Problem::new("There is no text yet. Paste some, or open a file."));
    }
    if bytes > limits.max {
        return Err(Problem {
            message: format!(
                "This text has {} bytes; the page takes up to {}. Use its beginning, or paste a shorter part.",
                count(bytes),
                count(limits.max)
            ),
            rescue: Some(beginning(text, limits.max)),
        });
    }
    if let Some(at) = text.chars().position(|c| c == '\0') {
        return Err(Problem::new(format!(
            "Character {} is NUL, so this is not plain text. Save it as UTF-8 text, or paste the words themselves.",
            count(at + 1)
        )));
    }
    if text.chars().all(char::is_whitespace) {
        return Err(Problem::new("There is nothing but blank space here. Paste a text with words."));
    }
    if bytes < limits.min {
        return Err(Problem::new(format!(
            "{} bytes are too few: {}, so at least {} are needed. Add {} more.",
            count(bytes),
            limits.why_min,
            count(limits.min),
            count(limits.min - bytes)
        )));
    }
    // A bit for each character there can be: a megabyte of text is looked through in a few milliseconds, at every key press.
    let mut seen = vec![0_u64; (char::MAX as usize + 64) / 64];
    let (mut characters, mut distinct) = (0, 0);
    for c in text.chars() {
        let (word, bit) = (c as usize / 64, 1 << (c as usize % 64));
        characters += 1;
        distinct += usize::from(seen[word] & bit == 0);
        seen[word] |= bit;
    }
    Ok(TextFacts { characters, bytes, distinct })
}

/// Puts `text` where a field has its selection, in units of UTF-16 as browsers count.
pub fn insert(into: &mut String, selection: std::ops::Range<usize>, text: &str) {
    let place = |units: usize| {
        let mut at = 0;
        let after = into.char_indices().find(|(_, c)| {
            let found = at >= units;
            at += c.len_utf16();
            found
        });
        after.map_or(into.len(), |(place, _)| place)
    };
    let (from, to) = (place(selection.start), place(selection.end.max(selection.start)));
    into.replace_range(from..to, text);
}

/// The text in a file. `bytes` may be just its beginning, no longer than `max`: `size` is what the whole file has.
pub fn read_file(name: &str, bytes: &[u8], size: usize, max: usize) -> Result<String, Problem> {
    if bytes.is_empty() {
        return Err(Problem::new(format!("{name} is empty. Choose another file.")));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Problem::new(format!("{name} is UTF-16. Save it as UTF-8 and open it again.")));
    }
    let whole = size <= max;
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // The cut may have gone through a character.
        Err(error) if !whole && error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(error) => {
            return Err(Problem::new(format!(
                "{name} is not UTF-8 text: byte {} fits no character. Save it as UTF-8 text, or open another file.",
                count(error.valid_up_to() + 1)
            )));
        }
    };
    if let Some(at) = text.find('\0') {
        return Err(Problem::new(format!(
            "{name} is not plain text: byte {} is NUL. Open a text file, or paste the words themselves.",
            count(at + 1)
        )));
    }
    let text = normalised(text);
    if whole {
        return Ok(text);
    }
    Err(Problem {
        message: format!(
            "{name} has {} bytes; the page takes up to {}. Use its beginning, or open a smaller file.",
            count(size),
            count(max)
        ),
        rescue: Some(beginning(&text, max)),
    })
}

/// One kind of line end, no byte order mark.
fn normalised(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n")
}

/// As much of `text` as fits in `max` bytes.
fn beginning(text: &str, max: usize) -> String {
    let mut end = text.len().min(max);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { min: 200, why_min: "a tenth is held out to test on", max: 1_000_000 };

    fn message(text: &str) -> String {
        check_text(text, LIMITS).unwrap_err().message
    }

    #[test]
    fn a_paste_replaces_the_selection_that_the_browser_counts_in_utf16() {
        let after = |selection| {
            let mut text = "a🚀é".to_string();
            insert(&mut text, selection, "<>");
            text
        };
        assert_eq!(after(0..0), "<>a🚀é");
        assert_eq!(after(1..3), "a<>é");
        assert_eq!(after(3..4), "a🚀<>");
        assert_eq!(after(4..4), "a🚀é<>");
        assert_eq!(after(98..99), "a🚀é<>");
        // In the middle of a surrogate pair there is no place.
        assert_eq!(after(2..2), "a🚀<>é");
    }

    #[test]
    fn what_cannot_be_learnt_is_refused_with_what_to_do() {
        assert!(message("").contains("Paste some"));
        assert!(message(&" \n\t".repeat(500)).contains("blank space"));
        assert!(message("Too short.").contains("Add 190 more"));
        assert!(message(&"ab\0".repeat(100)).contains("Character 3 is NUL"));
    }

    #[test]
    fn every_script_is_welcome() {
        for piece in ["שלום עולם ", "👩‍👩‍👧 emoji ", "e\u{301}te\u{301} ", "漢字仮名 ", "<b>bold</b><script>1</script> "]
        {
            let text = piece.repeat(40);
            let facts = check_text(&text, LIMITS).unwrap();
            assert_eq!(facts.bytes, text.len());
            assert_eq!(facts.characters, text.chars().count());
            let mut alphabet: Vec<char> = text.chars().collect();
            alphabet.sort_unstable();
            alphabet.dedup();
            assert_eq!(facts.distinct, alphabet.len());
        }
    }

    #[test]
    fn too_much_is_cut_at_a_character_and_only_if_the_reader_agrees() {
        let text = "aé漢".repeat(4_000_000);
        let problem = check_text(&text, LIMITS).unwrap_err();
        assert!(problem.message.contains("24,000,000 bytes"));
        let rescue = problem.rescue.unwrap();
        assert!(rescue.len() <= LIMITS.max && rescue.len() > LIMITS.max - 4);
        assert!(check_text(&rescue, LIMITS).is_ok());
    }

    #[test]
    fn files_that_are_no_text_are_named() {
        let refused = |bytes: &[u8]| read_file("a.bin", bytes, bytes.len(), LIMITS.max).unwrap_err().message;
        assert!(refused(b"").contains("empty"));
        assert!(refused(b"\x89PNG\r\n").contains("byte 1 fits no character"));
        assert!(refused(b"PK\x03\x00").contains("byte 4 is NUL"));
        assert!(refused(&[0xff, 0xfe, b'a', 0]).contains("UTF-16"));
    }

    #[test]
    fn line_ends_and_byte_order_marks_are_levelled() {
        assert_eq!(read_file("a.txt", b"\xef\xbb\xbfa\r\nb\rc", 9, LIMITS.max).unwrap(), "a\nb\nc");
    }

    #[test]
    fn the_beginning_of_a_large_file_may_end_inside_a_character() {
        let problem = read_file("a.txt", &"é".as_bytes()[..1], 2_000_000, LIMITS.max).unwrap_err();
        assert_eq!(problem.rescue.as_deref(), Some(""));
        let mut bytes = "aé".repeat(100).into_bytes();
        bytes.pop();
        let problem = read_file("a.txt", &bytes, 2_000_000, LIMITS.max).unwrap_err();
        assert_eq!(problem.rescue.unwrap().chars().count(), 199);
    }
}
