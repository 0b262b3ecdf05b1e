//! What an attention head does, as far as a simple rule tells it: the share of a query's attention that lies where the rule looks,
//! averaged over the queries to which it applies.
//!
//! Of the kind in Clark et al., "What Does BERT Look At?" (2019), where many heads look at the token before, the token after, or `[SEP]`;
//! in other models the first token plays the last one's part.

/// A rule for where a token looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    Previous,
    Next,
    /// The first token, `[CLS]`.
    First,
    /// Any `[SEP]`.
    Separator,
    /// Other places of the same token.
    SameWord,
}

/// Where tokens stand and which of them were put around the texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    pub ids: Vec<u32>,
    /// `[CLS]` and `[SEP]`: they are looked at, but a rule is not asked about them.
    pub special: Vec<bool>,
    /// The id of `[SEP]`.
    pub separator: u32,
}

/// How well a rule tells what a head does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    pub pattern: Pattern,
    /// Mean share of the attention that lies where the rule looks, 0 to 1.
    pub share: f32,
    /// The same of a head that looks everywhere alike.
    pub chance: f32,
    /// Queries to which the rule applies.
    pub queries: usize,
}

impl Pattern {
    pub const ALL: [Pattern; 5] =
        [Pattern::Previous, Pattern::Next, Pattern::First, Pattern::Separator, Pattern::SameWord];

    /// Whether the rule says that `query` looks at `key`.
    fn looks(self, tokens: &Tokens, query: usize, key: usize) -> bool {
        match self {
            Pattern::Previous => key + 1 == query,
            Pattern::Next => key == query + 1,
            Pattern::First => key == 0 && tokens.special[key],
            Pattern::Separator => tokens.ids[key] == tokens.separator && tokens.special[key],
            Pattern::SameWord => key != query && tokens.ids[key] == tokens.ids[query],
        }
    }

    /// `None` if it applies to no token: no word stands twice, for instance.
    pub fn score(self, tokens: &Tokens, probabilities: &[f32]) -> Option<Score> {
        let count = tokens.ids.len();
        let (mut share, mut chance, mut queries) = (0.0, 0.0, 0);
        for query in (0..count).filter(|&query| !tokens.special[query]) {
            let row = &probabilities[query * count..(query + 1) * count];
            let (mut places, mut sum) = (0, 0.0);
            for key in (0..count).filter(|&key| self.looks(tokens, query, key)) {
                places += 1;
                sum += row[key];
            }
            if places > 0 {
                share += sum;
                chance += places as f32 / count as f32;
                queries += 1;
            }
        }
        let mean = |sum: f32| sum / queries as f32;
        (queries > 0).then(|| Score { pattern: self, share: mean(share), chance: mean(chance), queries })
    }
}

/// All rules that apply to a head's map `[tokens, tokens]`, the best first.
pub fn scores(tokens: &Tokens, probabilities: &[f32]) -> Vec<Score> {
    let mut scores: Vec<Score> =
        Pattern::ALL.into_iter().filter_map(|pattern| pattern.score(tokens, probabilities)).collect();
    scores.sort_by(|a, b| b.share.total_cmp(&a.share));
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `[CLS] a b a [SEP]`
    fn tokens() -> Tokens {
        Tokens { ids: vec![101, 7, 8, 7, 102], special: vec![true, false, false, false, true], separator: 102 }
    }

    fn map(look: impl Fn(usize) -> usize) -> Vec<f32> {
        (0..25).map(|at| f32::from(look(at / 5) == at % 5)).collect()
    }

    #[test]
    fn a_head_that_follows_a_rule_is_found_by_it() {
        let cases: [(Pattern, Vec<f32>); 5] = [
            (Pattern::Previous, map(|query| query.saturating_sub(1))),
            (Pattern::Next, map(|query| (query + 1).min(4))),
            (Pattern::First, map(|_| 0)),
            (Pattern::Separator, map(|_| 4)),
            (Pattern::SameWord, map(|query| if query == 1 { 3 } else { 1 })),
        ];
        for (pattern, map) in cases {
            let best = scores(&tokens(), &map)[0];
            assert_eq!((best.pattern, best.share), (pattern, 1.0), "{pattern:?}");
        }
    }

    #[test]
    fn a_head_that_looks_everywhere_scores_what_chance_does() {
        for score in scores(&tokens(), &[0.2; 25]) {
            assert!((score.share - score.chance).abs() < 1e-6, "{score:?}");
            assert!((score.chance - 0.2).abs() < 1e-6);
        }
    }

    #[test]
    fn a_rule_that_applies_to_nothing_has_no_score() {
        let once = Tokens { ids: vec![101, 7, 102], special: vec![true, false, true], separator: 102 };
        assert_eq!(Pattern::SameWord.score(&once, &[1.0 / 3.0; 9]), None);
        let empty = Tokens { ids: vec![101, 102], special: vec![true, true], separator: 102 };
        assert!(scores(&empty, &[0.5; 4]).is_empty());
        // A typed [SEP] that is no separator of the model's is not looked for.
        let typed = Tokens { ids: vec![101, 102, 102], special: vec![true, false, true], separator: 102 };
        let score = Pattern::Separator.score(&typed, &[0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]).unwrap();
        assert_eq!((score.share, score.queries), (0.0, 1));
    }
}
