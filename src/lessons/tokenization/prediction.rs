//! What the reader expects of a change, and what it did.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Fewer,
    Same,
    More,
}

impl Effect {
    pub const ALL: [Effect; 3] = [Effect::Fewer, Effect::Same, Effect::More];

    pub fn label(self) -> &'static str {
        match self {
            Effect::Fewer => "The text takes fewer tokens",
            Effect::Same => "Exactly as many tokens",
            Effect::More => "The text takes more tokens",
        }
    }
}

pub fn effect(before: u64, after: u64) -> Effect {
    match after.cmp(&before) {
        std::cmp::Ordering::Less => Effect::Fewer,
        std::cmp::Ordering::Equal => Effect::Same,
        std::cmp::Ordering::Greater => Effect::More,
    }
}
