//! A token: a number of a vocabulary, and the piece of text it stands for.

/// Positions are bytes of the text's UTF-8; with byte-level tokens they may fall inside a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    pub id: u32,
    pub start: u32,
    pub end: u32,
}

impl Token {
    pub fn new(id: u32, start: usize, end: usize) -> Self {
        Token { id, start: start as u32, end: end as u32 }
    }
}
