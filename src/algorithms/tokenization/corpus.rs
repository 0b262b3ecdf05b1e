//! A text as BPE sees it: distinct words with counts, each a row of symbols.

use super::{bytes, hash::FastMap, split, symbols::Symbols};

/// Ends every word of [`Base::Characters`]. One symbol, as in the guide's `get_word_frequencies`.
pub const END_OF_WORD: &str = "</w>";

/// What a word is made of before anything is merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// The characters that occur, and `</w>` after each word (Sennrich et al. 2016).
    Characters,
    /// All 256 bytes in GPT-2's order (Radford et al. 2019).
    Bytes,
}

/// Where a text is cut before anything is merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// Python's `text.split()`: the white space is gone.
    Whitespace,
    /// GPT-2's pattern: nothing is lost.
    Gpt2,
    /// Nowhere: the text is one word.
    Nothing,
}

impl Split {
    pub fn pieces<'a>(self, text: &'a str) -> Box<dyn Iterator<Item = &'a str> + 'a> {
        match self {
            Split::Whitespace => Box::new(split::whitespace(text)),
            Split::Gpt2 => Box::new(split::gpt2(text)),
            Split::Nothing => Box::new(Some(text).into_iter().filter(|text| !text.is_empty())),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where its symbols stand in [`Corpus::sequence`].
    pub start: u32,
    pub len: u32,
    /// How often the text has it.
    pub count: u64,
}

#[derive(Clone, Debug)]
pub struct Corpus {
    pub base: Base,
    pub split: Split,
    /// The alphabet: in code point order, or the bytes in GPT-2's order.
    pub symbols: Symbols,
    /// In the order in which the text has them first. That order decides ties.
    pub words: Vec<Word>,
    /// The symbols of all words, one word after the other.
    pub sequence: Vec<u32>,
}

impl Corpus {
    pub fn new(text: &str, base: Base, split: Split) -> Self {
        let mut index: FastMap<&str, u32> = FastMap::default();
        let mut found: Vec<(&str, u64)> = Vec::new();
        for piece in split.pieces(text) {
            let at = *index.entry(piece).or_insert_with(|| {
                found.push((piece, 0));
                found.len() as u32 - 1
            });
            found[at as usize].1 += 1;
        }
        let symbols = alphabet(base, found.iter().map(|(word, _)| *word));
        let mut sequence = Vec::new();
        let mut words = Vec::with_capacity(found.len());
        for (word, count) in found {
            let start = sequence.len() as u32;
            spell(word, base, &symbols, &mut sequence);
            words.push(Word { start, len: sequence.len() as u32 - start, count });
        }
        Corpus { base, split, symbols, words, sequence }
    }

    pub fn symbols_of(&self, word: &Word) -> &[u32] {
        &self.sequence[word.start as usize..(word.start + word.len) as usize]
    }

    /// Tokens of the whole text before any merge.
    pub fn tokens(&self) -> u64 {
        self.words.iter().map(|word| word.count * u64::from(word.len)).sum()
    }
}

fn alphabet<'a>(base: Base, words: impl Iterator<Item = &'a str>) -> Symbols {
    match base {
        Base::Bytes => Symbols::new(bytes::BY_ID.iter().map(|byte| [*byte])),
        Base::Characters => {
            let mut seen: FastMap<u32, ()> = FastMap::default();
            let mut letters: Vec<String> = Vec::new();
            for character in words.flat_map(str::chars) {
                seen.entry(u32::from(character)).or_insert_with(|| letters.push(character.to_string()));
            }
            if !letters.is_empty() {
                letters.push(END_OF_WORD.to_string());
            }
            letters.sort_unstable();
            Symbols::new(letters)
        }
    }
}

/// The symbols of a word, before any merge. A character that the alphabet lacks is [`super::UNKNOWN`].
pub fn spell(word: &str, base: Base, symbols: &Symbols, into: &mut Vec<u32>) {
    match base {
        Base::Bytes => into.extend(word.bytes().map(|byte| u32::from(bytes::ID[byte as usize]))),
        Base::Characters => {
            let mut buffer = [0; 4];
            let characters =
                word.chars().map(|c| symbols.id(c.encode_utf8(&mut buffer).as_bytes()).unwrap_or(super::UNKNOWN));
            into.extend(characters);
            into.push(symbols.id(END_OF_WORD.as_bytes()).unwrap_or(super::UNKNOWN));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_in_the_order_in_which_they_are_met() {
        let corpus = Corpus::new("low lower low", Base::Characters, Split::Whitespace);
        assert_eq!(corpus.words.iter().map(|word| (word.len, word.count)).collect::<Vec<_>>(), [(4, 2), (6, 1)]);
        assert_eq!(
            corpus.symbols.iter().map(|s| String::from_utf8_lossy(s).into_owned()).collect::<Vec<_>>(),
            ["</w>", "e", "l", "o", "r", "w"]
        );
        assert_eq!(corpus.tokens(), 14);
    }

    #[test]
    fn bytes_need_no_alphabet_from_the_text() {
        let corpus = Corpus::new("né", Base::Bytes, Split::Gpt2);
        assert_eq!(corpus.symbols.len(), 256);
        assert_eq!(corpus.sequence.len(), 3);
        assert_eq!(Corpus::new("", Base::Characters, Split::Whitespace).symbols.len(), 0);
    }
}
