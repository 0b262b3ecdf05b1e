//! Answers about what was learned: the state at a step, a word's merges, an encoded text.

use algorithms::tokenization::{
    Base, Encoder, Split, UNKNOWN,
    corpus::{END_OF_WORD, spell},
    encoder::decode,
    pair_counts,
    rules::Order,
    split::{alternative, gpt2},
    state::tied,
    tree,
};
use protocol::tokenization::{Encoded, Event, Grown, MAX_SHOWN, Node, Pair, Piece, Request, Seen, Token};

use super::{Learned, convert, export};
use crate::Clock;

/// Rows of the table of pairs.
const PAIRS: usize = 40;
/// Letters of a word in that table.
const WORD_LETTERS: usize = 24;

impl Learned {
    pub fn answer(&self, request: Request, clock: Clock) -> Result<Event, String> {
        match request {
            Request::Look { step, start } => Ok(Event::Seen(self.look(step, start))),
            Request::Grow { word, step } => Ok(Event::Grown(self.grow(word, step))),
            Request::Encode { text, step } => Ok(Event::Encoded(self.encode(text, step, clock))),
            Request::Break(operation) => Ok(Event::Broken(self.broken(operation)?)),
            Request::Export(format) => {
                let file = export::file(self, format)?;
                Ok(Event::Exported { format, file })
            }
            Request::Train { .. } | Request::Cut { .. } => Err("this is answered elsewhere".into()),
        }
    }

    pub fn base(&self) -> Base {
        convert::base(self.settings.base)
    }

    pub fn split(&self) -> Split {
        convert::split(self.settings.split)
    }

    fn steps(&self, step: u32) -> usize {
        (step as usize).min(self.rules.len())
    }

    fn look(&self, step: u32, start: u32) -> Seen {
        let k = self.steps(step);
        let start = floor(&self.text, start as usize);
        let mut end = floor(&self.text, (start + MAX_SHOWN).min(self.text.len()));
        if end < self.text.len() {
            // No word of the training is cut in two, unless it alone is longer.
            let last = self.split().pieces(&self.text[start..end]).last().map_or(0, str::len);
            end -= if last < MAX_SHOWN / 2 { last } else { 0 };
        }
        let text = self.text[start..end].to_string();
        let tokens = self.tokens(&text, &mut |word, ids| {
            spell(word, self.base(), &self.symbols, ids);
            self.rules.apply(ids, k, Order::AsLearned);
        });
        let pairs = pair_counts(&self.corpus, &self.rules, k, convert::ties(self.settings.ties));
        let rows = pairs.iter().take(PAIRS).map(|pair| Pair {
            left: pair.left,
            right: pair.right,
            count: pair.count,
            first_word: pair.first_word,
            first_symbol: pair.first_symbol,
            word: self.word_text(pair.first_word),
        });
        Seen {
            step: k as u32,
            start: start as u32,
            end: end as u32,
            pieces: self.pieces(&text),
            text,
            tokens,
            pairs: rows.collect(),
            distinct_pairs: pairs.len() as u32,
            tied: tied(&pairs) as u32,
        }
    }

    /// Where GPT-2's pattern cuts a text, and by which of its parts.
    fn pieces(&self, text: &str) -> Vec<Piece> {
        if self.settings.split != protocol::tokenization::Split::Gpt2 {
            return Vec::new();
        }
        let end = |piece: &str| (piece.as_ptr() as usize - text.as_ptr() as usize + piece.len()) as u32;
        gpt2(text).map(|piece| Piece { end: end(piece), by: convert::alternative(alternative(piece)) }).collect()
    }

    /// A word of the training, shortened.
    pub fn word_text(&self, at: u32) -> String {
        let symbols = self.corpus.symbols_of(&self.corpus.words[at as usize]);
        // Four bytes make a letter, and a byte may be a symbol.
        let beginning = &symbols[..symbols.len().min(4 * WORD_LETTERS)];
        decode(beginning, self.base(), &self.symbols).chars().take(WORD_LETTERS).collect()
    }

    /// The tokens of a text, word by word, as `merge` leaves them.
    fn tokens(&self, text: &str, merge: &mut dyn FnMut(&str, &mut Vec<u32>)) -> Vec<Token> {
        let mut tokens = Vec::new();
        let mut ids = Vec::new();
        for (word, piece) in self.split().pieces(text).enumerate() {
            ids.clear();
            merge(piece, &mut ids);
            let mut start = piece.as_ptr() as usize - text.as_ptr() as usize;
            for id in &ids {
                let end = start + self.length(*id, &text.as_bytes()[start..]);
                tokens.push(Token { id: *id, start: start as u32, end: end as u32, word: word as u32 });
                start = end;
            }
        }
        tokens
    }

    /// How many bytes of a text a token covers that stands at its beginning.
    fn length(&self, id: u32, rest: &[u8]) -> usize {
        if id == UNKNOWN {
            // An unknown character: its first byte, and those that continue it.
            return 1 + rest.iter().skip(1).take_while(|byte| **byte & 0xc0 == 0x80).count();
        }
        let symbol = self.symbols.get(id);
        match self.base() {
            Base::Bytes => symbol.len(),
            // The reader's text may itself have a "</w>" in it.
            Base::Characters => match symbol.strip_suffix(END_OF_WORD.as_bytes()) {
                Some(word) if !rest.starts_with(symbol) => word.len(),
                _ => symbol.len(),
            },
        }
    }

    fn grow(&self, word: String, step: u32) -> Grown {
        let k = self.steps(step);
        let mut symbols = Vec::new();
        spell(&word, self.base(), &self.symbols, &mut symbols);
        let found = tree(&symbols, &self.rules, k, Order::AsLearned);
        let nodes = found
            .nodes
            .iter()
            .map(|node| Node { symbol: node.symbol, made: node.made.map(|made| (made.rank, made.left, made.right)) });
        Grown { word, step: k as u32, nodes: nodes.collect(), roots: found.roots }
    }

    fn encode(&self, text: String, step: u32, clock: Clock) -> Encoded {
        let k = self.steps(step);
        let mut encoder = Encoder::new(self.base(), self.split(), &self.symbols, &self.rules, k);
        let begun = clock();
        let ids = encoder.encode(&text);
        let milliseconds = clock() - begun;
        let decoded = decode(&ids, self.base(), &self.symbols);
        let same = decoded == text;
        let shown = &text[..floor(&text, MAX_SHOWN.min(text.len()))];
        let tokens = self.tokens(shown, &mut |word, ids| encoder.word(word, ids));
        Encoded {
            step: k as u32,
            tokens,
            total: ids.len() as u64,
            unknown: ids.iter().filter(|id| **id == UNKNOWN).count() as u64,
            decoded: decoded[..floor(&decoded, MAX_SHOWN.min(decoded.len()))].to_string(),
            same,
            milliseconds,
            text,
        }
    }
}

/// The nearest place at or before `at` that is between two characters.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}
