//! Two sentences that differ in one word, and which predictions rise and fall.

use protocol::bert::masked::Mask;
use viz::number::fixed;
use viz::table::Table;

use super::answers::{SHOWN, percent};
use super::state::Masked;

/// Predictions of each sentence that are asked for, so that one's first are found among the other's.
pub const SAME: u32 = 300;

/// A token under both sentences.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    pub text: String,
    /// `None` beyond the first [`SAME`].
    pub one: Option<f32>,
    pub other: Option<f32>,
}

impl Masked {
    fn other_mask(&self) -> Option<&Mask> {
        let (filled, other) = (self.filled.as_ref()?, self.other.as_ref()?);
        // The two words may be of different numbers of tokens, but as many are masked.
        (self.comparing && filled.masks.len() == other.masks.len()).then(|| other.masks.get(self.at)).flatten()
    }

    /// The first tokens of both, by the larger of their two probabilities.
    pub fn pairs(&self) -> Vec<Pair> {
        let (Some(one), Some(other)) = (self.mask(), self.other_mask()) else { return Vec::new() };
        let chance = |mask: &Mask, id: u32| mask.top.iter().find(|guess| guess.id == id).map(|guess| guess.probability);
        let mut ids: Vec<u32> = Vec::new();
        for guess in one.top.iter().take(SHOWN).chain(other.top.iter().take(SHOWN)) {
            if !ids.contains(&guess.id) {
                ids.push(guess.id);
            }
        }
        let named = |id: u32| one.top.iter().chain(&other.top).find(|guess| guess.id == id);
        let pair =
            |id: u32| Some(Pair { text: named(id)?.text.clone(), one: chance(one, id), other: chance(other, id) });
        let mut pairs: Vec<Pair> = ids.into_iter().filter_map(pair).collect();
        let most = |pair: &Pair| pair.one.unwrap_or(0.0).max(pair.other.unwrap_or(0.0));
        pairs.sort_by(|a, b| most(b).total_cmp(&most(a)));
        pairs.truncate(SHOWN + SHOWN / 2);
        pairs
    }

    /// The word that is exchanged, and what for.
    pub fn exchanged(&self) -> Option<(String, String)> {
        let into = self.swapped.trim();
        let word = self.words().into_iter().nth(self.swap).filter(|word| !self.is_masked(self.swap, word))?;
        (self.comparing && !into.is_empty()).then(|| (word.form, into.into()))
    }

    /// Why there is nothing to compare, if there is not.
    pub fn compare_words(&self) -> &'static str {
        if self.swapped.trim().is_empty() {
            return "Type another word for one that is not masked.";
        }
        let words = self.words();
        match words.get(self.swap) {
            Some(word) if self.is_masked(self.swap, word) => "That word is masked; choose one that the model sees.",
            None => "That word is gone; choose another.",
            Some(_) if !self.is_there() || self.problem.is_some() => "",
            Some(_) if self.question(false).is_none() => "Mask a word to compare what is predicted for it.",
            Some(_) if self.pairs().is_empty() => "The model is reading both.",
            Some(_) => "",
        }
    }

    /// How far apart the two distributions are, as far as both are known: half the sum of the differences.
    pub fn apart(&self) -> String {
        let (Some(one), Some(other)) = (self.mask(), self.other_mask()) else { return String::new() };
        let shared = |a: &Mask, b: &Mask| -> f64 {
            let of = |id: u32| b.top.iter().find(|guess| guess.id == id).map_or(0.0, |guess| guess.probability);
            a.top.iter().map(|guess| f64::from(guess.probability.min(of(guess.id)))).sum()
        };
        format!(
            "The two have {} of their probability in common, as far as it lies among the first {SAME} tokens of both.",
            percent(shared(one, other) as f32)
        )
    }

    pub fn pair_table(&self) -> Table {
        let (one, other) = self.exchanged().unwrap_or_default();
        let columns = vec!["Token".into(), format!("With “{one}”"), format!("With “{other}”"), "Change".into()];
        let number = |share: Option<f32>| share.map_or(String::new(), |share| fixed(f64::from(share), 6));
        let row = |pair: Pair| {
            let change = pair.change().map_or(String::new(), |change| fixed(f64::from(change), 6));
            vec![pair.text, number(pair.one), number(pair.other), change]
        };
        Table { columns, rows: self.pairs().into_iter().map(row).collect() }
    }
}

impl Pair {
    pub fn change(&self) -> Option<f32> {
        Some(self.other? - self.one?)
    }

    /// What rises and falls, in points of a hundred, with a sign that needs no colour.
    pub fn change_words(&self) -> String {
        match (self.change(), self.one, self.other) {
            (Some(change), ..) if change.abs() < 5e-4 => "= 0.0".into(),
            (Some(change), ..) if change > 0.0 => format!("▲ {}", fixed(100.0 * f64::from(change), 1)),
            (Some(change), ..) => format!("▼ {}", fixed(-100.0 * f64::from(change), 1)),
            (None, None, _) => "▲ new".into(),
            (None, ..) => "▼ gone".into(),
        }
    }
}

/// A probability of one of two; of a token beyond those that were asked for, that it is small.
pub fn chance_words(share: Option<f32>) -> String {
    share.map_or_else(|| "very little".into(), percent)
}
