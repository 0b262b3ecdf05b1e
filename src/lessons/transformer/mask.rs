//! Who may look at whom: the choices, and the matrix they make.

use protocol::transformer::Mask;

/// What stands for a place that holds no word.
pub const PAD: &str = "[PAD]";
/// How many of them the padding mask adds.
pub const PADS: usize = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaskKind {
    None,
    Causal,
    Padding,
    Custom,
}

impl MaskKind {
    pub const ALL: [MaskKind; 4] = [MaskKind::None, MaskKind::Causal, MaskKind::Padding, MaskKind::Custom];

    pub fn label(self) -> &'static str {
        match self {
            MaskKind::None => "None",
            MaskKind::Causal => "Causal",
            MaskKind::Padding => "Padding",
            MaskKind::Custom => "Custom",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            MaskKind::None => "none",
            MaskKind::Causal => "causal",
            MaskKind::Padding => "padding",
            MaskKind::Custom => "custom",
        }
    }

    pub fn from_key(key: &str) -> Option<MaskKind> {
        MaskKind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    pub fn help(self) -> &'static str {
        match self {
            MaskKind::None => "Every token looks at every other, as in BERT.",
            MaskKind::Causal => "A token sees itself and what stands before it, as in GPT.",
            MaskKind::Padding => "Two places are filled up with [PAD]; nobody looks at them.",
            MaskKind::Custom => "Click cells of the mask in its step, or press Enter on them.",
        }
    }

    /// The matrix for `words`, `true` where a query (row) may look; `None` where nothing is hidden.
    pub fn visible(self, words: &[String], custom: &[bool]) -> Option<Vec<bool>> {
        let tokens = words.len();
        let cells = 0..tokens * tokens;
        match self {
            MaskKind::None => None,
            MaskKind::Causal => Some(cells.map(|k| k % tokens <= k / tokens).collect()),
            MaskKind::Padding => Some(cells.map(|k| words[k % tokens] != PAD).collect()),
            MaskKind::Custom if custom.len() == tokens * tokens => Some(custom.to_vec()),
            MaskKind::Custom => Some(vec![true; tokens * tokens]),
        }
    }
}

/// How many rows of a mask see nothing at all.
pub fn blind_rows(mask: &Mask) -> usize {
    let tokens = mask.visible.len().isqrt();
    mask.visible.chunks(tokens.max(1)).filter(|row| row.iter().all(|seen| !seen)).count()
}

/// Bits as hexadecimal digits, four cells each, the first cell in the highest bit.
pub fn to_hex(cells: &[bool]) -> String {
    let digit = |four: &[bool]| {
        let value = (0..4).fold(0, |value, k| value * 2 + u32::from(four.get(k).copied().unwrap_or(false)));
        char::from_digit(value, 16).unwrap_or('0')
    };
    cells.chunks(4).map(digit).collect()
}

/// The first `count` cells of what [`to_hex`] wrote.
pub fn from_hex(text: &str, count: usize) -> Option<Vec<bool>> {
    let mut cells = Vec::new();
    for letter in text.chars() {
        let digit = letter.to_digit(16)?;
        cells.extend((0..4).rev().map(|bit| digit >> bit & 1 == 1));
    }
    (cells.len() >= count && cells.len() < count + 4).then(|| cells[..count].to_vec())
}
