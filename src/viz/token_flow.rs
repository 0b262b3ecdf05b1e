//! Coloured tokens in flowing text: what each looks like, decided where it can be tested.

/// Colours a token may have. Equal ids have equal colours; neighbours are kept apart by their edges, not by colour alone.
pub const HUES: u32 = 6;

/// What is special about a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    #[default]
    Plain,
    /// The left and the right half of what is merged next.
    NextLeft,
    NextRight,
    /// Made by the last merge.
    Fresh,
    /// Not in the vocabulary.
    Unknown,
    /// A rule throws it away.
    Dropped,
    /// Two rules disagree here.
    Differs,
    DroppedAndDiffers,
}

impl State {
    pub fn class(self) -> &'static str {
        match self {
            State::Plain => "",
            State::NextLeft => " next-left",
            State::NextRight => " next-right",
            State::Fresh => " fresh",
            State::Unknown => " unknown",
            State::Dropped => " dropped",
            State::Differs => " differs",
            State::DroppedAndDiffers => " dropped differs",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Joint {
    /// Beside it; a line may break between them.
    #[default]
    Loose,
    /// Beside it, on the same line.
    Tight,
    /// A space away.
    Apart,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chip {
    /// Nothing invisible in it.
    pub label: String,
    pub hue: Option<u32>,
    pub state: State,
    /// How it stands to the chip before it.
    pub joint: Joint,
    /// The text breaks its line after it.
    pub line_end: bool,
}

/// The colour of an id, spread so that neighbouring ids differ.
pub fn hue(id: u32) -> u32 {
    (id.wrapping_mul(0x9e37_79b9) >> 16) % HUES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_colours_are_used() {
        let mut seen = [0; HUES as usize];
        for id in 0..600 {
            seen[hue(id) as usize] += 1;
        }
        assert!(seen.iter().all(|times| *times > 60), "{seen:?}");
    }
}
