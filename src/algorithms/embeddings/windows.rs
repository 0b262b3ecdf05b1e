//! The windows a model learns from: a centre word and the words around it, in the order of the text.

use crate::rng::Rng;

/// How text becomes windows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Words on either side, at most.
    pub window: usize,
    /// Draws each window's reach from `1..=window`, so that near words are met more often (gensim's `shrink_windows`).
    pub shrink_windows: bool,
}

/// One centre and what is around it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Window {
    /// The sentence's place in the text.
    pub sentence: usize,
    /// Places in the sentence as the model knows it, the centre's and the context's.
    pub place: usize,
    pub places: Vec<usize>,
    /// Words on either side that were allowed.
    pub reach: usize,
    /// Ids of words.
    pub center: u32,
    pub context: Vec<u32>,
}

/// A walk over the sentences. One pass is an epoch; every pass thins and shrinks anew.
#[derive(Clone, Debug)]
pub struct Windows {
    rules: Rules,
    /// Of 2^32.
    keep: Vec<u64>,
    rng: Rng,
    sentence: usize,
    /// What thinning left of the sentence: place and id.
    kept: Vec<(usize, u32)>,
    at: usize,
    /// Words of the text passed in this epoch, the thinned ones too.
    pub words_read: u64,
}

impl Windows {
    /// `keep` holds the probability to keep an occurrence of each word ([`super::Vocabulary::keep_probabilities`]).
    pub fn new(rules: Rules, keep: &[f64], seed: u64) -> Self {
        let keep = keep.iter().map(|p| (p * 2f64.powi(32)) as u64).collect();
        Windows { rules, keep, rng: Rng::fork(seed, "windows"), sentence: 0, kept: Vec::new(), at: 0, words_read: 0 }
    }

    /// Back to the first sentence, for another epoch. The random numbers go on.
    pub fn rewind(&mut self) {
        (self.sentence, self.at, self.words_read) = (0, 0, 0);
        self.kept.clear();
    }

    /// Puts the next window with at least one word of context into `window`; `false` at the end of the epoch.
    pub fn next(&mut self, text: &[Vec<u32>], window: &mut Window) -> bool {
        loop {
            while self.at >= self.kept.len() {
                let Some(sentence) = text.get(self.sentence) else { return false };
                self.sentence += 1;
                self.at = 0;
                self.thin(sentence);
            }
            self.fill(window);
            self.at += 1;
            if !window.context.is_empty() {
                return true;
            }
        }
    }

    /// What is left of the sentence that the last window came from.
    pub fn kept(&self) -> &[(usize, u32)] {
        &self.kept
    }

    /// Drops occurrences of frequent words (Mikolov et al. 2013, section 2.3). Windows are laid over what remains.
    fn thin(&mut self, sentence: &[u32]) {
        self.kept.clear();
        self.words_read += sentence.len() as u64;
        for (place, id) in sentence.iter().enumerate() {
            let keep = self.keep[*id as usize];
            if keep >= 1 << 32 || self.rng.next_u64() >> 32 < keep {
                self.kept.push((place, *id));
            }
        }
    }

    fn fill(&mut self, window: &mut Window) {
        let Rules { window: most, shrink_windows } = self.rules;
        let reach = if shrink_windows { 1 + self.rng.below(most) } else { most };
        let around = self.at.saturating_sub(reach)..(self.at + reach + 1).min(self.kept.len());
        window.sentence = self.sentence - 1;
        window.reach = reach;
        (window.place, window.center) = self.kept[self.at];
        window.places.clear();
        window.context.clear();
        for (place, id) in around.filter(|k| *k != self.at).map(|k| self.kept[k]) {
            window.places.push(place);
            window.context.push(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(rules: Rules, keep: &[f64], text: &[Vec<u32>], seed: u64) -> Vec<Window> {
        let mut walk = Windows::new(rules, keep, seed);
        let mut window = Window::default();
        let mut found = Vec::new();
        while walk.next(text, &mut window) {
            found.push(window.clone());
        }
        found
    }

    #[test]
    fn windows_stay_in_their_sentence_and_leave_the_centre_out() {
        let text = [vec![0, 1, 2], vec![3], vec![1, 0]];
        let found = all(Rules { window: 1, shrink_windows: true }, &[1.0; 4], &text, 1);
        let pairs: Vec<(u32, &[u32])> = found.iter().map(|w| (w.center, &w.context[..])).collect();
        // A sentence of one word has no window.
        assert_eq!(pairs, [(0, &[1][..]), (1, &[0, 2]), (2, &[1]), (1, &[0]), (0, &[1])]);
        assert_eq!((found[1].sentence, found[1].place, &found[1].places[..]), (0, 1, &[0, 2][..]));
    }

    #[test]
    fn near_words_are_met_more_often() {
        let text = vec![(0..11).collect::<Vec<u32>>(); 2000];
        let found = all(Rules { window: 5, shrink_windows: true }, &[1.0; 11], &text, 2);
        let middle: Vec<&Window> = found.iter().filter(|w| w.center == 5).collect();
        for distance in 1..=5u32 {
            let met = middle.iter().filter(|w| w.context.contains(&(5 + distance))).count() as f64 / 2000.0;
            let expected = f64::from(6 - distance) / 5.0;
            assert!((met - expected).abs() < 0.05, "at distance {distance}: {met}");
        }
        let whole = all(Rules { window: 5, shrink_windows: false }, &[1.0; 11], &text[..1], 2);
        assert!(whole.iter().all(|w| w.context.len() == 5 + (w.place.min(10 - w.place)).min(5)));
    }

    #[test]
    fn thinning_drops_before_windows_are_laid() {
        let text = vec![vec![0, 1, 2]; 4000];
        let found = all(Rules { window: 1, shrink_windows: false }, &[1.0, 0.25, 1.0], &text, 3);
        let skipped = found.iter().filter(|w| w.center == 0 && w.context == [2]).count();
        assert!((2850..3150).contains(&skipped), "{skipped} of 4000");
    }

    #[test]
    fn a_seed_is_a_run() {
        let text = vec![(0..20).collect::<Vec<u32>>(); 5];
        let run = |seed| all(Rules { window: 4, shrink_windows: true }, &[0.5; 20], &text, seed);
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
    }
}
