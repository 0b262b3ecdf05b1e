//! How a word came to be its tokens: which merge joined what.

use super::rules::{Order, Rules};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    pub symbol: u32,
    /// The merge that made it and the two nodes it joined, by their place in the list; `None` for a symbol of the alphabet.
    pub made: Option<Made>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    pub rank: u32,
    pub left: u32,
    pub right: u32,
}

/// The merges of one word, and the tokens it is in the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// The word's symbols in order, then one node a merge, in the order of merging.
    pub nodes: Vec<Node>,
    /// The nodes that nothing has joined, from left to right.
    pub roots: Vec<u32>,
}

/// Applies the first `k` merges to a word and keeps what each one joined.
pub fn tree(word: &[u32], rules: &Rules, k: usize, order: Order) -> Tree {
    let mut nodes: Vec<Node> = word.iter().map(|symbol| Node { symbol: *symbol, made: None }).collect();
    // The node that begins at each symbol of the word, and where the one after it begins.
    let mut standing: Vec<u32> = (0..word.len() as u32).collect();
    let mut after: Vec<usize> = (1..=word.len()).collect();
    rules.apply_reporting(&mut word.to_vec(), k, order, &mut |at, rank| {
        let right = after[at];
        let made = Made { rank, left: standing[at], right: standing[right] };
        standing[at] = nodes.len() as u32;
        after[at] = after[right];
        nodes.push(Node { symbol: rules.merges()[rank as usize].result, made: Some(made) });
    });
    let mut roots = Vec::new();
    let mut at = 0;
    while at < word.len() {
        roots.push(standing[at]);
        at = after[at];
    }
    Tree { nodes, roots }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenization::{Base, Corpus, Split, Ties, Trainer};

    #[test]
    fn a_tree_has_the_word_for_leaves_and_its_tokens_for_roots() {
        let corpus = Corpus::new("abab abab abc", Base::Bytes, Split::Whitespace);
        let mut trainer = Trainer::new(&corpus, Ties::FirstMet);
        let rules = Rules::new(std::iter::from_fn(|| trainer.step()).collect());
        let found = tree(corpus.symbols_of(&corpus.words[0]), &rules, 2, Order::AsLearned);
        // ab (0), then abab (1): the third merge, abc, is not in it.
        let made: Vec<_> = found.nodes.iter().filter_map(|node| node.made).collect();
        assert_eq!(
            made,
            [
                Made { rank: 0, left: 0, right: 1 },
                Made { rank: 0, left: 2, right: 3 },
                Made { rank: 1, left: 4, right: 5 }
            ]
        );
        assert_eq!(found.roots, [6]);
    }

    #[test]
    fn a_long_word_grows_the_same_tree_as_its_parts() {
        let text = "abcabdabe".repeat(30);
        let corpus = Corpus::new(&text, Base::Bytes, Split::Nothing);
        let mut trainer = Trainer::new(&corpus, Ties::LowestIds);
        let rules = Rules::new(std::iter::from_fn(|| trainer.step()).take(20).collect());
        let word = corpus.symbols_of(&corpus.words[0]);
        let found = tree(word, &rules, 20, Order::AsLearned);
        let mut applied = word.to_vec();
        rules.apply(&mut applied, 20, Order::AsLearned);
        let roots: Vec<u32> = found.roots.iter().map(|root| found.nodes[*root as usize].symbol).collect();
        assert_eq!(roots, applied);
        assert_eq!(roots.len() as u64, rules.merges()[rules.len() - 1].tokens);
    }
}
