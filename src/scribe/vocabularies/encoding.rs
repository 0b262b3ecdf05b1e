//! Cutting one text one way, a portion at a time.

use algorithms::special_tokens::{self, Place};
use algorithms::token::Token;
use algorithms::tokenization::words::{Kind, unicode_segments};
use protocol::vocabularies::{self as plain, Count, Cut, Encoded, Specials};

use super::Vocabulary;

/// Tokens that are sent: more than a screen shows, few enough to draw at once.
const SHOWN: usize = 600;
/// Bytes between two looks at the clock.
const PORTION: usize = 32_768;

pub struct Job {
    pub cut: Cut,
    pub count: Count,
    pub milliseconds: f64,
    place: Place,
    shown: Vec<Token>,
    /// Of one portion.
    tokens: Vec<Token>,
}

impl Job {
    pub fn new(cut: Cut) -> Self {
        let (count, milliseconds, place, shown, tokens) = Default::default();
        Job { cut, count, milliseconds, place, shown, tokens }
    }

    /// Bytes.
    pub fn done(&self) -> usize {
        self.place.at
    }

    pub fn is_done(&self, text: &str) -> bool {
        self.place.at >= text.len()
    }

    /// One portion. Without a vocabulary the text is cut into words.
    pub fn advance(&mut self, text: &str, vocabulary: Option<&mut Vocabulary>, specials: Specials) {
        self.tokens.clear();
        let from = self.place.at;
        match vocabulary {
            None => {
                words(text, from, &mut self.tokens);
                self.place.at = end_of_portion(text, from);
            }
            Some(vocabulary) => {
                vocabulary.encode_some(text, &mut self.place, PORTION, convert(specials), &mut self.tokens);
                self.count.unknown += self.tokens.iter().filter(|token| vocabulary.is_unknown(token.id)).count();
                let lost = |from: usize, to: usize| {
                    text.as_bytes()[from..to].iter().filter(|&&byte| vocabulary.loses(byte)).count()
                };
                // Special tokens are found as a whole, whatever their spelling is made of.
                let special = self.tokens.iter().filter(|token| vocabulary.is_special(token.id));
                let kept: usize = special.map(|token| lost(token.start as usize, token.end as usize)).sum();
                self.count.lost += lost(from, self.place.at) - kept;
                let inside = |at: u32| !text.is_char_boundary(at as usize);
                self.count.split += self.tokens.iter().filter(|token| inside(token.start) || inside(token.end)).count();
            }
        }
        self.count.tokens += self.tokens.len();
        let room = SHOWN.saturating_sub(self.shown.len());
        self.shown.extend(self.tokens.iter().take(room));
    }

    pub fn finish(self, text: &str, vocabulary: Option<&Vocabulary>) -> Encoded {
        let mut ids: Vec<u32> = self.shown.iter().map(|token| token.id).collect();
        let decoded = vocabulary.map(|it| it.decode(ids.iter().copied())).unwrap_or_default();
        ids.sort_unstable();
        ids.dedup();
        let token = |token: &Token| plain::Token { id: token.id, start: token.start as usize, end: token.end as usize };
        Encoded {
            cut: self.cut,
            shown: self.shown.iter().map(token).collect(),
            spelled: vocabulary.map(|it| ids.iter().map(|&id| it.spelling(id)).collect()).unwrap_or_default(),
            count: self.count,
            decoded,
            bytes: text.len(),
            characters: text.chars().count(),
            milliseconds: self.milliseconds,
        }
    }
}

/// Near a portion's length: after a line if there is one, for no word goes on there.
fn end_of_portion(text: &str, from: usize) -> usize {
    let bytes = &text.as_bytes()[from..];
    let line = bytes.iter().skip(PORTION).position(|&byte| byte == b'\n');
    line.map_or(text.len(), |line| from + PORTION + line + 1)
}

/// Unicode's words, numbers, pictographs and punctuation marks; white space separates and is no token.
pub fn words(text: &str, from: usize, tokens: &mut Vec<Token>) {
    let portion = &text[from..end_of_portion(text, from)];
    for segment in unicode_segments(portion).iter().filter(|segment| segment.kind != Kind::Space) {
        tokens.push(Token::new(0, from + segment.span.start, from + segment.span.end));
    }
}

pub fn convert(specials: Specials) -> special_tokens::Specials {
    match specials {
        Specials::Recognised => special_tokens::Specials::Recognised,
        Specials::AsText => special_tokens::Specials::AsText,
    }
}
