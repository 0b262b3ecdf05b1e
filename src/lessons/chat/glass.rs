//! One place of the conversation under glass: what could have stood there, what each knob left of it, what each layer would have said, and where
//! the heads looked.

use protocol::writing::{Candidate, LensLayer, Looked, Piece, STAGE_NAMES};
use viz::heatmap::Grid;
use viz::number::fixed;
use viz::token_strip::shown;

use super::Chat;
use crate::format::count;
use crate::writing::spell;

/// Columns of attention that are drawn: the last so many tokens before the place.
const COLUMNS: usize = 160;

fn name(piece: &Piece) -> String {
    shown(&spell(&piece.bytes).text)
}

fn percent(probability: f32) -> String {
    match probability {
        p if p <= 0.0 => "out".into(),
        p if p < 0.000_05 => "< 0.01 %".into(),
        p => format!("{} %", fixed(f64::from(100.0 * p), 2)),
    }
}

impl Chat {
    fn glass(&self) -> Option<&Looked> {
        self.looked.as_deref()
    }

    /// What stands at the place and how the draw fell.
    pub fn glass_words(&self) -> String {
        let Some(looked) = self.glass() else {
            return match (self.place, self.is_busy()) {
                (Some(_), false) => "Looking.".into(),
                _ => String::new(),
            };
        };
        let first = looked.stages.first().map_or(0.0, |stage| stage.entropy_bits);
        let kept = looked.stages.last().map_or(0, |stage| stage.kept);
        format!(
            "Token {}. Entropy {} bits. The knobs leave {} of {} tokens; the draw {} falls on \u{201c}{}\u{201d}.",
            count(looked.look.before.len() + 1),
            fixed(f64::from(first), 2),
            count(kept as usize),
            count(looked.stages.first().map_or(0, |stage| stage.kept) as usize),
            fixed(f64::from(looked.draw), 3),
            name(&looked.falls_on)
        )
    }

    /// Token, rank, logit and the probability after every stage.
    pub fn candidate_columns() -> Vec<(String, &'static str)> {
        let fixed = [("Token", ""), ("Rank", "tokens with a larger logit, plus 1"), ("Logit", "before the softmax")];
        let stages = STAGE_NAMES.map(|stage| (stage, "probability after this stage"));
        fixed.into_iter().chain(stages).map(|(name, how)| (name.to_owned(), how)).collect()
    }

    /// The likeliest, or those that the search found.
    pub fn candidates(&self) -> &[Candidate] {
        match self.glass() {
            Some(looked) if !looked.look.search.is_empty() => &looked.found,
            Some(looked) => &looked.candidates,
            None => &[],
        }
    }

    pub fn candidate_rows(&self) -> Vec<Vec<String>> {
        let row = |it: &Candidate| {
            let mut row = vec![name(&it.piece), (it.rank + 1).to_string(), fixed(f64::from(it.logit), 2)];
            row.extend(it.probabilities.map(percent));
            row
        };
        self.candidates().iter().map(row).collect()
    }

    /// How many tokens of the vocabulary the search fits.
    pub fn search_note(&self) -> String {
        match self.glass() {
            Some(looked) if !looked.look.search.is_empty() => format!(
                "{} tokens of the vocabulary have \u{201c}{}\u{201d} in them; the likeliest {} are shown.",
                count(looked.matches as usize),
                looked.look.search,
                looked.found.len()
            ),
            _ => String::new(),
        }
    }

    /// The logit lens (nostalgebraist, 2020): layer, what it would say, and what it thinks of the token that was chosen.
    pub fn lens_rows(&self) -> Vec<Vec<String>> {
        let row = |(layer, it): (usize, &LensLayer)| {
            let words: Vec<String> =
                it.likeliest.iter().map(|(piece, p)| format!("{} {}", name(piece), percent(*p))).collect();
            let layer = if layer == 0 { "embedding".into() } else { format!("layer {layer}") };
            let rank = count(it.rank_of_chosen as usize + 1);
            vec![layer, words.join("   "), percent(it.of_chosen), rank, fixed(f64::from(it.entropy_bits), 2)]
        };
        self.glass().map_or(Vec::new(), |looked| looked.lens.iter().enumerate().map(row).collect())
    }

    /// Heads by tokens, the last [`COLUMNS`] of them.
    pub fn attention(&self) -> Grid {
        let Some(looked) = self.glass() else { return Grid::new(0, 0, Vec::new()) };
        let from = looked.look.before.len().saturating_sub(COLUMNS);
        let rows = looked.attention.iter().map(|head| &head[from.min(head.len())..]);
        let columns = looked.look.before.len() - from;
        Grid::new(looked.attention.len(), columns, rows.flatten().copied().collect())
    }

    /// A cell of that picture in words.
    pub fn attention_words(&self, (head, column): (usize, usize)) -> String {
        let (Some(looked), Some(exchange)) = (self.glass(), self.exchanges.last()) else { return String::new() };
        let place = looked.look.before.len().saturating_sub(COLUMNS) + column;
        let share = looked.attention.get(head).and_then(|row| row.get(place)).copied().unwrap_or(0.0);
        let token = exchange.tree.at(place).map_or(String::new(), |node| name(&node.piece));
        format!("head {}, token {} \u{201c}{token}\u{201d}: {}", head + 1, place + 1, percent(share))
    }
}
