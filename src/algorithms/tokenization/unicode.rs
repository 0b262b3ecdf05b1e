//! What kind of character: the classes that GPT-2's pattern asks for, and pictographs.

use super::unicode_ranges::PICTOGRAPHS;

pub use crate::unicode::{is_letter, is_number};

fn within(ranges: &[(u32, u32)], character: char) -> bool {
    let code = u32::from(character);
    let at = ranges.partition_point(|&(_, high)| high < code);
    ranges.get(at).is_some_and(|&(low, _)| low <= code)
}

/// Emoji and the letters that make flags. `©` and digits are not meant, although Unicode's emoji data knows them.
pub fn is_pictograph(character: char) -> bool {
    !character.is_ascii() && within(&PICTOGRAPHS, character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_neither_letters_nor_numbers() {
        // Devanagari: the letter, the vowel sign, the virama.
        assert_eq!(['ह', 'ि', '्', 'é', '中'].map(is_letter), [true, false, false, true, true]);
        assert_eq!(['²', 'Ⅷ', '٣', 'x'].map(is_number), [true, true, true, false]);
    }

    #[test]
    fn emoji_are_pictographs() {
        assert_eq!(['🚀', '🇩', 'a', '1', '中'].map(is_pictograph), [true, true, false, false, false]);
    }
}
