//! Text to the model's input: WordPiece, `[CLS]` before it and `[SEP]` after it.

use algorithms::special_tokens::Specials;
use algorithms::token::Token;
use algorithms::wordpiece::{Encoder, WordPiece};

use super::Sequence;

/// Encodes texts for a BERT.
#[derive(Debug)]
pub struct Text {
    encoder: Encoder,
    cls: u32,
    sep: u32,
}

/// One or two texts as the model reads them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encoded {
    pub sequence: Sequence,
    /// As many as the sequence has ids.
    pub pieces: Vec<Piece>,
    /// Where each text was cut because there were more tokens than fit: its first byte that is not read.
    pub cut: [Option<usize>; 2],
}

/// Where a token comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    pub id: u32,
    /// Which text, and its bytes that the token stands for. `None` for a `[CLS]` or `[SEP]` that was put around them.
    pub source: Option<(usize, Token)>,
}

impl Text {
    /// # Errors
    /// If the vocabulary is no BERT's.
    pub fn new(vocabulary: WordPiece) -> Result<Self, String> {
        let id = |token: &str| vocabulary.id(token).ok_or_else(|| format!("the vocabulary has no {token}"));
        let (cls, sep) = (id("[CLS]")?, id("[SEP]")?);
        Ok(Text { encoder: Encoder::new(vocabulary), cls, sep })
    }

    pub fn vocabulary(&self) -> &WordPiece {
        self.encoder.vocabulary()
    }

    /// `[CLS] text [SEP]`, cut to at most `most` tokens.
    pub fn encode(&mut self, text: &str, most: usize) -> Encoded {
        self.encode_all(&[text], most)
    }

    /// `[CLS] first [SEP] second [SEP]`, cut to at most `most` tokens, from the end of whichever is longer.
    pub fn encode_pair(&mut self, first: &str, second: &str, most: usize) -> Encoded {
        self.encode_all(&[first, second], most)
    }

    fn encode_all(&mut self, texts: &[&str], most: usize) -> Encoded {
        let mut tokens: Vec<Vec<Token>> =
            texts.iter().map(|text| self.encoder.encode(text, Specials::Recognised)).collect();
        let mut encoded = Encoded::default();
        let room = most.saturating_sub(1 + texts.len());
        while tokens.iter().map(Vec::len).sum::<usize>() > room {
            // Of two equally long the second.
            let longest = (0..tokens.len()).max_by_key(|&text| tokens[text].len()).unwrap_or_default();
            let Some(token) = tokens[longest].pop() else { break };
            encoded.cut[longest] = Some(token.start as usize);
        }
        encoded.push(self.cls, 0, None);
        for (index, tokens) in tokens.into_iter().enumerate() {
            tokens.into_iter().for_each(|token| encoded.push(token.id, index, Some((index, token))));
            encoded.push(self.sep, index, None);
        }
        encoded
    }
}

impl Encoded {
    fn push(&mut self, id: u32, text: usize, source: Option<(usize, Token)>) {
        self.sequence.ids.push(id);
        self.sequence.token_types.push(text as u32);
        self.pieces.push(Piece { id, source });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> Text {
        let tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "##c"];
        let specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
        Text::new(WordPiece::new(tokens, "[UNK]", &specials).unwrap()).unwrap()
    }

    #[test]
    fn special_tokens_stand_around_one_text_or_two() {
        let one = text().encode("a bc [MASK]", 512);
        assert_eq!(one.sequence.ids, [2, 5, 6, 7, 4, 3]);
        assert_eq!((one.sequence.token_types, one.cut), (vec![0; 6], [None; 2]));
        let spans: Vec<_> = one.pieces.iter().map(|piece| piece.source.map(|(_, t)| (t.start, t.end))).collect();
        assert_eq!(spans, [None, Some((0, 1)), Some((2, 3)), Some((3, 4)), Some((5, 11)), None]);
        let two = text().encode_pair("a", "b", 512);
        assert_eq!(two.sequence.ids, [2, 5, 3, 6, 3]);
        assert_eq!(two.sequence.token_types, [0, 0, 0, 1, 1]);
        assert_eq!(text().encode("", 512).sequence.ids, [2, 3]);
    }

    #[test]
    fn what_is_too_long_is_cut_and_says_where() {
        let one = text().encode("a b a b", 4);
        assert_eq!((one.sequence.ids, one.cut), (vec![2, 5, 6, 3], [Some(4), None]));
        let two = text().encode_pair("a a a", "b b", 6);
        assert_eq!((two.sequence.ids, two.cut), (vec![2, 5, 5, 3, 6, 3], [Some(4), Some(2)]));
    }

    #[test]
    fn another_vocabulary_is_refused() {
        let vocabulary = WordPiece::new(["[UNK]", "a"], "[UNK]", &["[UNK]"]).unwrap();
        assert!(Text::new(vocabulary).unwrap_err().contains("[CLS]"));
    }
}
