//! What GPT-2's pattern cuts before anything is merged.

use protocol::tokenization::{Alternative, Piece, Seen};
use viz::{
    table::Table,
    token_flow::{Chip, Joint},
};

use super::{lesson::Lesson, symbol::hex};

/// A part of the pattern, as it is written and what it takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PatternPart {
    pub by: Alternative,
    pub pattern: &'static str,
    pub takes: &'static str,
    /// Its pieces have the colour that its row in the legend has.
    pub hue: u32,
}

const fn part(by: Alternative, pattern: &'static str, takes: &'static str, hue: u32) -> PatternPart {
    PatternPart { by, pattern, takes, hue }
}

/// In the pattern's order: the first part that fits takes the piece.
pub const PATTERN: [PatternPart; 5] = [
    part(Alternative::Contraction, "'s|'t|'re|'ve|'m|'ll|'d", "English endings", 5),
    part(Alternative::Letters, " ?\\p{L}+", "letters, with the space before them", 0),
    part(Alternative::Numbers, " ?\\p{N}+", "digits, with the space", 1),
    part(Alternative::Others, " ?[^\\s\\p{L}\\p{N}]+", "anything else that is not blank, with the space", 2),
    part(Alternative::Spaces, "\\s+(?!\\S)|\\s+", "white space, but for the last before a word", 3),
];

fn pattern_of(piece: &Piece) -> &'static PatternPart {
    PATTERN.iter().find(|part| part.by == piece.by).unwrap_or(&PATTERN[0])
}

/// Each piece with its text.
fn pieces(seen: &Seen) -> impl Iterator<Item = (&Piece, &str)> {
    let mut start = 0;
    seen.pieces.iter().map(move |piece| {
        let text = seen.text.get(start..piece.end as usize).unwrap_or_default();
        start = piece.end as usize;
        (piece, text)
    })
}

impl Lesson {
    /// The pieces of the text on show; none where words are cut at white space.
    pub fn piece_chips(&self) -> Vec<Chip> {
        let Some(seen) = &self.seen else { return Vec::new() };
        let chip = |(piece, text): (&Piece, &str)| Chip {
            label: viz::token_strip::shown(text),
            hue: Some(pattern_of(piece).hue),
            joint: Joint::Apart,
            line_end: text.contains('\n'),
            ..Chip::default()
        };
        pieces(seen).map(chip).collect()
    }

    /// How many pieces each part of the pattern took, in the pattern's order.
    pub fn piece_counts(&self) -> [usize; 5] {
        let pieces = self.seen.as_ref().map_or(&[][..], |seen| &seen.pieces);
        PATTERN.map(|part| pieces.iter().filter(|piece| piece.by == part.by).count())
    }

    pub fn pieces_table(&self) -> Table {
        let rows = self.seen.as_deref().into_iter().flat_map(pieces).enumerate().map(|(at, (piece, text))| {
            let part = pattern_of(piece);
            vec![(at + 1).to_string(), viz::token_strip::shown(text), hex(text.as_bytes()), part.pattern.into()]
        });
        let columns = ["place", "piece", "bytes", "cut by"].map(String::from).to_vec();
        Table { columns, rows: rows.collect() }
    }
}
