//! Canonical decomposition (NFD) by the Unicode Standard, chapter 3.11, with the tables of Unicode 9 that Hugging Face's tokenizers use.

use std::sync::OnceLock;

use super::tables::COMBINING_CLASS;

/// One line for each character that decomposes: its code point, then the full decomposition's, in hexadecimal.
const DECOMPOSITIONS: &str = include_str!("decompositions.txt");

/// Hangul syllables decompose by arithmetic (section 3.12).
const SYLLABLE: u32 = 0xac00;
const SYLLABLES: u32 = 11_172;
const LEAD: u32 = 0x1100;
const VOWEL: u32 = 0x1161;
const TAIL: u32 = 0x11a7;
const TAILS: u32 = 28;
const VOWELS_TIMES_TAILS: u32 = 21 * TAILS;

/// Appends the canonical decomposition of `text` to `out`: each character taken apart, then runs of combining marks in the order of
/// their class. With every character goes the value that came with the one it stems from (a position, for instance).
pub fn nfd<T: Copy>(text: impl IntoIterator<Item = (char, T)>, out: &mut Vec<(char, T)>) {
    // Where the run of marks that is not yet in order begins.
    let mut run = out.len();
    let mut put = |c: char, with: T| {
        if combining_class(c) == 0 {
            sort(&mut out[run..]);
            out.push((c, with));
            run = out.len();
        } else {
            out.push((c, with));
        }
    };
    for (c, with) in text {
        let code = c as u32;
        if code < 0xc0 {
            put(c, with);
        } else if let Some(index) = code.checked_sub(SYLLABLE).filter(|&index| index < SYLLABLES) {
            put(scalar(LEAD + index / VOWELS_TIMES_TAILS), with);
            put(scalar(VOWEL + index % VOWELS_TIMES_TAILS / TAILS), with);
            if index % TAILS != 0 {
                put(scalar(TAIL + index % TAILS), with);
            }
        } else if let Some(parts) = decomposition(c) {
            parts.iter().for_each(|&part| put(part, with));
        } else {
            put(c, with);
        }
    }
    sort(&mut out[run..]);
}

/// Stable: marks of one class keep their order.
fn sort<T>(run: &mut [(char, T)]) {
    if run.len() > 1 {
        run.sort_by_key(|&(c, _)| combining_class(c));
    }
}

/// The canonical combining class; 0 for what is no combining mark.
pub fn combining_class(c: char) -> u8 {
    let code = c as u32;
    if code < 0x300 {
        return 0;
    }
    // Flat triples: first, last, class.
    let ranges = COMBINING_CLASS.as_chunks::<3>().0;
    let index = ranges.partition_point(|&[_, last, _]| last < code);
    match ranges.get(index) {
        Some(&[first, _, class]) if first <= code => class as u8,
        _ => 0,
    }
}

fn decomposition(c: char) -> Option<&'static [char]> {
    let table = table();
    let index = table.keys.binary_search_by_key(&c, |&(key, _)| key).ok()?;
    let start = table.keys[index].1 as usize;
    let end = table.keys.get(index + 1).map_or(table.parts.len(), |&(_, next)| next as usize);
    Some(&table.parts[start..end])
}

struct Table {
    /// Ascending, each with where its parts start.
    keys: Vec<(char, u32)>,
    parts: Vec<char>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table { keys: Vec::new(), parts: Vec::new() };
        for line in DECOMPOSITIONS.lines() {
            let mut codes = line.split(' ').map(|code| scalar(u32::from_str_radix(code, 16).expect("hexadecimal")));
            table.keys.push((codes.next().expect("a line begins with its character"), table.parts.len() as u32));
            table.parts.extend(codes);
        }
        table
    })
}

fn scalar(code: u32) -> char {
    char::from_u32(code).expect("decompositions are characters")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decomposed(text: &str) -> String {
        let mut out = Vec::new();
        nfd(text.chars().map(|c| (c, ())), &mut out);
        out.into_iter().map(|(c, ())| c).collect()
    }

    #[test]
    fn letters_and_their_marks_come_apart() {
        assert_eq!(decomposed("Zürich, Ồ, \u{212b}"), "Zu\u{308}rich, O\u{302}\u{300}, A\u{30a}");
        assert_eq!(decomposed("한"), "\u{1112}\u{1161}\u{11ab}");
        assert_eq!(decomposed("가"), "\u{1100}\u{1161}");
    }

    #[test]
    fn marks_stand_in_the_order_of_their_class() {
        // Dot below (220) before dot above (230), whichever was typed first.
        assert_eq!(decomposed("q\u{307}\u{323}"), "q\u{323}\u{307}");
        assert_eq!(decomposed("\u{307}\u{323}x\u{307}\u{323}"), "\u{323}\u{307}x\u{323}\u{307}");
    }

    #[test]
    fn positions_go_with_their_characters() {
        let mut out = Vec::new();
        nfd([('é', 0), ('x', 2)], &mut out);
        assert_eq!(out, [('e', 0), ('\u{301}', 0), ('x', 2)]);
    }
}
