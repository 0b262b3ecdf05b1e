//! What becomes of the tokens when one thing is changed.

use algorithms::tokenization::{Base, Corpus, Encoder, Merge, Rules, Split, Symbols, Trainer};
use protocol::tokenization::{Broken, Operation};

use super::{Learned, convert};

/// Words and symbols that are shown.
const EXAMPLES: usize = 12;
/// Longest text that is trained on as a single word.
const MAX_UNCUT: usize = 1_000_000;

impl Learned {
    pub fn broken(&self, operation: Operation) -> Result<Broken, String> {
        match operation {
            Operation::NoSplit => {
                if self.text.len() > MAX_UNCUT {
                    return Err(format!(
                        "without cuts the whole text is one word, and {} bytes of that take too long here. Train on at most {MAX_UNCUT} bytes for this",
                        self.text.len()
                    ));
                }
                let corpus = Corpus::new(&self.text, self.base(), Split::Nothing);
                Ok(self.retrained(operation, &corpus, self.settings.ties))
            }
            Operation::Ties(ties) => Ok(self.retrained(operation, &self.corpus, ties)),
            Operation::Without(rank) => {
                if rank as usize >= self.rules.len() {
                    return Err(format!("there are {} merges, none has the number {}", self.rules.len(), rank + 1));
                }
                let rules = self.rules.without(rank as usize);
                let mut broken = self.compare(operation, &self.symbols, &rules);
                broken.after = self.greedy_tokens(&self.symbols, &rules);
                broken.before = self.greedy_tokens(&self.symbols, &self.rules);
                broken.other_symbols = self.unreachable(&rules);
                Ok(broken)
            }
        }
    }

    fn retrained(&self, operation: Operation, corpus: &Corpus, ties: protocol::tokenization::Ties) -> Broken {
        let mut trainer = Trainer::new(corpus, convert::ties(ties));
        let rules = Rules::new(std::iter::from_fn(|| trainer.step()).take(self.rules.len()).collect());
        let symbols = trainer.symbols();
        let mut broken = self.compare(operation, symbols, &rules);
        broken.before = self.rules.merges().last().map_or(self.corpus.tokens(), |merge| merge.tokens);
        broken.after = rules.merges().last().map_or(corpus.tokens(), |merge| merge.tokens);
        let is_new = |merge: &&Merge| self.symbols.id(symbols.get(merge.result)).is_none();
        broken.other_symbols = rules.merges().iter().filter(is_new).count() as u32;
        broken
    }

    /// Word by word; the counts of tokens are left to the caller.
    fn compare(&self, operation: Operation, symbols: &Symbols, rules: &Rules) -> Broken {
        let base = self.base();
        let mut intact = Encoder::new(base, Split::Nothing, &self.symbols, &self.rules, self.rules.len());
        let mut changed_by = Encoder::new(base, Split::Nothing, symbols, rules, rules.len());
        let mut changed = Vec::new();
        for (at, word) in self.corpus.words.iter().enumerate() {
            let text = self.whole_word(at);
            let (mut before, mut after) = (Vec::new(), Vec::new());
            intact.word(&text, &mut before);
            changed_by.word(&text, &mut after);
            let spelled = |ids: &[u32], symbols: &Symbols| -> Vec<Vec<u8>> {
                ids.iter().map(|id| symbols.get(*id).to_vec()).collect()
            };
            let (before, after) = (spelled(&before, &self.symbols), spelled(&after, symbols));
            if before != after {
                changed.push((word.count, text, before, after));
            }
        }
        let count = changed.len() as u64;
        changed.sort_by_key(|(count, ..)| std::cmp::Reverse(*count));
        changed.truncate(EXAMPLES);
        let crosses = |symbol: &&[u8]| {
            let inner = symbol.iter().skip(1).position(|byte| byte.is_ascii_whitespace());
            inner.is_some() && symbol.iter().any(|byte| !byte.is_ascii_whitespace())
        };
        let crossing: Vec<Vec<u8>> = symbols.iter().filter(crosses).map(<[u8]>::to_vec).collect();
        let crossing_count = crossing.len() as u32;
        Broken {
            operation,
            before: 0,
            after: 0,
            other_symbols: 0,
            changed: count,
            words: self.corpus.words.len() as u64,
            examples: changed.into_iter().map(|(_, word, before, after)| (word, before, after)).collect(),
            crossing: crossing.into_iter().take(EXAMPLES).collect(),
            crossing_count,
        }
    }

    /// Tokens of the whole text as a tokenizer encodes it.
    fn greedy_tokens(&self, symbols: &Symbols, rules: &Rules) -> u64 {
        let mut encoder = Encoder::new(self.base(), Split::Nothing, symbols, rules, rules.len());
        let mut ids = Vec::new();
        let mut total = 0;
        for (at, word) in self.corpus.words.iter().enumerate() {
            ids.clear();
            encoder.word(&self.whole_word(at), &mut ids);
            total += word.count * ids.len() as u64;
        }
        total
    }

    fn whole_word(&self, at: usize) -> String {
        let symbols = self.corpus.symbols_of(&self.corpus.words[at]);
        let symbols =
            if self.base() == Base::Characters { &symbols[..symbols.len().saturating_sub(1)] } else { symbols };
        let bytes: Vec<u8> = symbols.iter().flat_map(|id| self.symbols.get(*id)).copied().collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Symbols that none of the rules builds any more, neither directly nor from parts that are built.
    fn unreachable(&self, rules: &Rules) -> u32 {
        let mut built = vec![false; self.symbols.len()];
        built[..self.corpus.symbols.len()].fill(true);
        for merge in rules.merges() {
            built[merge.result as usize] |= built[merge.left as usize] && built[merge.right as usize];
        }
        built.iter().filter(|built| !**built).count() as u32
    }
}
