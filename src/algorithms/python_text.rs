//! Text as Python's `re` and `str` see it, where the standard library of Rust sees it differently.

mod table;

use std::borrow::Cow;

use table::WORD;

/// Whether `\w` of Python's `re` matches: letters, numbers and the underscore, but no marks. (`char::is_alphanumeric` is true of vowel
/// signs too, which break a Hindi or Thai word in Python and not in Rust.)
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    let code = c as u32;
    let (mut low, mut high) = (0, WORD.len() / 2);
    while low < high {
        let middle = usize::midpoint(low, high);
        if WORD[2 * middle + 1] < code {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low < WORD.len() / 2 && WORD[2 * low] <= code
}

/// Whether `str.split()` splits here: Unicode's white space and the four ASCII separators.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

/// `str.lower`, without a copy where nothing changes.
pub fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.to_lowercase())
}

/// The runs of word characters, whatever their length, each with the byte it starts at: what `\b\w+\b` finds.
pub fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(is_word)?;
        let rest = &text[start..];
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        from = start + length;
        Some((start, &rest[..length]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn fixture() -> Value {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/python_text.json");
        let text = std::fs::read_to_string(path).expect("the fixture is there");
        serde_json::from_str(&text).expect("the fixture is JSON")
    }

    fn within(ranges: &Value, c: char) -> bool {
        let code = u64::from(c as u32);
        let runs = ranges.as_array().expect("ranges");
        let after = runs.partition_point(|run| run[1].as_u64().is_some_and(|last| last < code));
        runs.get(after).is_some_and(|run| run[0].as_u64().is_some_and(|first| first <= code))
    }

    #[test]
    fn every_assigned_character_is_what_python_says() {
        let python = fixture();
        let (mut compared, lowered) = (0, python["lower"].as_object().expect("a map"));
        for c in char::MIN..=char::MAX {
            if within(&python["unassigned"], c) {
                continue;
            }
            compared += 1;
            assert_eq!(is_word(c), within(&python["word"], c), "U+{:04X}", c as u32);
            assert_eq!(is_space(c), within(&python["space"], c), "U+{:04X}", c as u32);
            let text = c.to_string();
            let theirs = lowered.get(&text).and_then(Value::as_str).unwrap_or(&text);
            assert_eq!(lower(&text), theirs, "U+{:04X}", c as u32);
        }
        assert!(compared > 280_000, "Unicode 14 assigns more than that, private use included: {compared}");
    }

    #[test]
    fn a_word_is_lowered_as_a_whole() {
        let python = fixture();
        for (text, lowered) in python["lower_texts"].as_object().expect("a map") {
            assert_eq!(lower(text), lowered.as_str().expect("a text"), "{text}");
        }
        assert!(matches!(lower("as it is, 7"), Cow::Borrowed(_)));
    }

    #[test]
    fn runs_are_found_with_their_places() {
        let found: Vec<(usize, &str)> = runs("é, don't_x 7!").collect();
        assert_eq!(found, [(0, "é"), (4, "don"), (8, "t_x"), (12, "7")]);
        assert_eq!(runs(" ,.").count(), 0);
        // Python breaks this Hindi word at its vowel signs.
        assert_eq!(runs("हिन्दी").map(|(_, run)| run).collect::<Vec<_>>(), ["ह", "न", "द"]);
    }
}
