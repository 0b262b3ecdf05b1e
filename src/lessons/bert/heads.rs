//! The known pattern of each head, found on the reader's own sentence.

use algorithms::attention_patterns::{Pattern, Score, Tokens, scores};
use protocol::bert::Attended;
use viz::number::fixed;

use super::lesson::Lesson;
use super::maps::map;

/// A head follows a rule if more than half of its attention lies where the rule looks, and at least twice what chance puts there.
const ENOUGH: f32 = 0.5;

/// The rule that a head follows best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    pub layer: usize,
    pub head: usize,
    pub score: Score,
}

/// Of a token's rule, in a word that fits beside a small map.
pub fn pattern_name(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::Previous => "previous",
        Pattern::Next => "next",
        Pattern::First => "[CLS]",
        Pattern::Separator => "[SEP]",
        Pattern::SameWord => "same",
    }
}

pub fn pattern_words(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::Previous => "the token before",
        Pattern::Next => "the token after",
        Pattern::First => "[CLS]",
        Pattern::Separator => "[SEP]",
        Pattern::SameWord => "the same word elsewhere",
    }
}

pub(super) fn all_scores(attended: &Attended) -> Vec<Vec<Score>> {
    let specials: Vec<bool> = attended.tokens.iter().map(|token| token.source.is_none()).collect();
    let tokens = Tokens {
        ids: attended.tokens.iter().map(|token| token.id).collect(),
        // Every sequence ends with one.
        separator: attended.tokens.last().map_or(0, |token| token.id),
        special: specials,
    };
    let heads = attended.heads as usize;
    let all = 0..attended.layers as usize * heads;
    all.map(|at| map(attended, at / heads, at % heads).map_or(Vec::new(), |map| scores(&tokens, map))).collect()
}

fn is_enough(score: &Score) -> bool {
    score.share >= ENOUGH && score.share >= 2.0 * score.chance
}

impl Lesson {
    /// The scores of the chosen head, the best first.
    pub fn head_scores(&self) -> Vec<Score> {
        self.scores_of(self.layer, self.head)
    }

    fn scores_of(&self, layer: usize, head: usize) -> Vec<Score> {
        self.scores.as_ref().and_then(|all| all.get(layer * self.heads() + head).cloned()).unwrap_or_default()
    }

    /// The pattern that a head follows, if it follows one.
    pub fn pattern(&self, layer: usize, head: usize) -> Option<Score> {
        self.scores_of(layer, head).into_iter().find(is_enough)
    }

    /// The heads that follow a pattern, the clearest first.
    pub fn found(&self) -> Vec<Found> {
        let heads = self.heads();
        let each = (0..self.scores.as_ref().map_or(0, |all| all.len())).map(|at| (at / heads, at % heads));
        let mut found: Vec<Found> =
            each.filter_map(|(layer, head)| Some(Found { layer, head, score: self.pattern(layer, head)? })).collect();
        found.sort_by(|a, b| b.score.share.total_cmp(&a.score.share));
        found
    }

    /// One line for each pattern that applies: what the chosen head scores.
    pub fn score_rows(&self) -> Vec<Vec<String>> {
        let percent = |share: f32| format!("{} %", fixed(100.0 * f64::from(share), 1));
        let row = |score: Score| {
            vec![
                pattern_words(score.pattern).into(),
                percent(score.share),
                percent(score.chance),
                score.queries.to_string(),
            ]
        };
        self.head_scores().into_iter().map(row).collect()
    }

    /// The chosen head in a sentence.
    pub fn head_words(&self) -> String {
        let name = format!("Layer {}, head {}", self.layer + 1, self.head + 1);
        match (self.pattern(self.layer, self.head), self.head_scores().first()) {
            (_, None) => String::new(),
            (Some(score), _) => format!(
                "{name} looks at {}: {} % of its attention lies there, where {} % would by chance.",
                pattern_words(score.pattern),
                fixed(100.0 * f64::from(score.share), 0),
                fixed(100.0 * f64::from(score.chance), 0)
            ),
            (None, Some(best)) => format!(
                "{name} follows none of these patterns on this text; closest is {} with {} %.",
                pattern_words(best.pattern),
                fixed(100.0 * f64::from(best.share), 0)
            ),
        }
    }
}
