//! Two tokens in each other's place, and one prompt's activations in another's run.

use protocol::transformer::{Patched, Request};
use viz::heatmap::Grid;
use viz::number::fixed;
use viz::table::Table;

use super::lesson::{Lesson, ModelKind};

pub const FROM: &str = "C K M A P F K";
pub const INTO: &str = "C K D A P F K";

/// What two swapped tokens may do to the last vectors.
pub const SWAP_ANSWERS: [&str; 3] = [
    "Each token takes its vector along, unchanged",
    "Only the two that moved get new vectors",
    "Tokens that did not move get new vectors too",
];
/// A smaller change is rounding.
const SAME: f32 = 1e-4;

impl Lesson {
    /// The tokens that can be swapped: of the models whose sequence is given token by token.
    pub fn swappable(&self) -> Vec<String> {
        if self.model == ModelKind::MiniLm { Vec::new() } else { self.words() }
    }

    /// A token is picked; the second one is swapped with the first.
    pub fn pick_swap(&mut self, token: usize) -> Vec<Request> {
        let tokens = self.swappable().len();
        let Some(first) = self.swapping.filter(|first| *first != token && *first < tokens && token < tokens) else {
            self.swapping = if self.swapping == Some(token) { None } else { Some(token) };
            return Vec::new();
        };
        self.swapping = None;
        vec![Request::Swap { setup: self.setup(), first: first as u32, second: token as u32 }]
    }

    /// The same swap again, with what has changed since.
    pub(super) fn swap_again(&self) -> Vec<Request> {
        let Some(swapped) = &self.swapped else { return Vec::new() };
        let (first, second, tokens) = (swapped.first, swapped.second, self.swappable().len() as u32);
        let setup = self.setup();
        let same = swapped.setup == setup || first >= tokens || second >= tokens;
        if same { Vec::new() } else { vec![Request::Swap { setup, first, second }] }
    }

    /// Token, change at its place, change of what the token itself has; where it stands after the swap.
    pub fn swap_rows(&self) -> Vec<Vec<String>> {
        let Some(swapped) = &self.swapped else { return Vec::new() };
        let mut words = swapped.setup.words.clone();
        words.swap(swapped.first as usize, swapped.second as usize);
        let all = words.into_iter().enumerate().zip(swapped.by_place.iter().zip(&swapped.by_token));
        all.map(|((at, word), (place, token))| {
            vec![format!("{at} {word}"), fixed(f64::from(*place), 4), fixed(f64::from(*token), 4)]
        })
        .collect()
    }

    /// Which of [`SWAP_ANSWERS`] was measured.
    pub fn swap_answer(&self) -> Option<usize> {
        let swapped = self.swapped.as_ref()?;
        let moved = |at: usize| at == swapped.first as usize || at == swapped.second as usize;
        let changed = |(at, change): (usize, &f32)| (*change >= SAME).then(|| moved(at));
        let changed: Vec<bool> = swapped.by_token.iter().enumerate().filter_map(changed).collect();
        Some(if changed.is_empty() { 0 } else { 1 + usize::from(changed.contains(&false)) })
    }

    pub fn swap_note(&self) -> String {
        let (Some(swapped), Some(answer)) = (&self.swapped, self.swap_answer()) else {
            return "Pick two tokens: they change places.".into();
        };
        let largest = f64::from(swapped.by_token.iter().copied().fold(0.0, f32::max));
        let positions = if swapped.setup.surgery.without_positions { "Without positions" } else { "With positions" };
        let masked = if swapped.setup.mask.is_some() { ", behind the mask," } else { "" };
        let (small, large) = (viz::number::short(largest), fixed(largest, 3));
        match answer {
            0 => format!(
                "{positions}{masked} every token keeps its output, to {small}: the outputs merely change places."
            ),
            1 => format!(
                "{positions}{masked} the outputs change by up to {large}, but only those of the two tokens that moved."
            ),
            _ => format!("{positions}{masked} the outputs change by up to {large}, also where no token moved."),
        }
    }

    pub fn set_prompts(&mut self, from: Option<String>, into: Option<String>) {
        self.from = from.unwrap_or_else(|| std::mem::take(&mut self.from));
        self.into = into.unwrap_or_else(|| std::mem::take(&mut self.into));
    }

    pub fn patch(&mut self) -> Vec<Request> {
        vec![Request::Patch { from: letters(&self.from), into: letters(&self.into) }]
    }

    /// The recovered share at every place: streams first, then heads.
    pub fn patch_grid(&self) -> Grid {
        let Some(patched) = &self.patched else { return Grid::default() };
        let values: Vec<f32> = patched.stream.iter().chain(&patched.of_heads).copied().collect();
        let tokens = patched.into.len();
        Grid::new(values.len() / tokens.max(1), tokens, values)
    }

    /// The letters of the run that is patched, and where the other has another one, that too.
    pub fn patch_tokens(&self) -> Vec<String> {
        let Some(patched) = &self.patched else { return Vec::new() };
        let both = patched.into.iter().zip(&patched.from);
        both.map(|(into, from)| if into == from { into.clone() } else { format!("{into}←{from}") }).collect()
    }

    pub fn patch_sites(&self) -> Vec<String> {
        self.patched.as_ref().map_or_else(Vec::new, |patched| sites(patched))
    }

    pub fn set_patch_cell(&mut self, cell: Option<(usize, usize)>) {
        if cell.is_some() {
            self.patch_cell = cell;
        }
    }

    /// The cell that is pointed at, in words.
    pub fn patch_words(&self, (row, col): (usize, usize)) -> String {
        let Some(patched) = &self.patched else { return String::new() };
        let tokens = patched.into.len();
        let Some(share) = self.patch_grid().get(row, col) else { return String::new() };
        let answer = patched.answers.get(row * tokens + col).cloned().unwrap_or_default();
        format!(
            "{} at place {col}: {} of the way from {} to {}; the model then answers {answer}.",
            sites(patched).get(row).cloned().unwrap_or_default(),
            fixed(f64::from(share), 3),
            patched.answer,
            patched.wanted,
        )
    }

    pub fn patch_note(&self) -> String {
        let Some(patched) = &self.patched else {
            return "Both prompts need the same number of letters, and different answers.".into();
        };
        let [low, high] = patched.differences.map(|difference| fixed(f64::from(difference), 2));
        format!(
            "The run to be patched answers {}, the other {}. Logit of {1} minus logit of {0}: {low} there, {high} in the other. With everything patched, {} of the way is recovered.",
            patched.answer,
            patched.wanted,
            fixed(f64::from(patched.everything), 3),
        )
    }
}

fn letters(text: &str) -> Vec<String> {
    let known = |letter: &char| algorithms::induction::LETTERS.contains(*letter);
    text.chars().map(|letter| letter.to_ascii_uppercase()).filter(known).map(String::from).collect()
}

fn sites(patched: &Patched) -> Vec<String> {
    let (layers, heads) = (patched.layers as usize, patched.heads as usize);
    let stream = |layer: usize| match layer {
        layer if layer == layers => "last output".to_string(),
        layer => format!("stream {}", layer + 1),
    };
    let head = |k: usize| format!("head {}.{}", k / heads + 1, k % heads + 1);
    (0..=layers).map(stream).chain((0..layers * heads).map(head)).collect()
}

/// The shares as a table.
pub fn patch_table(lesson: &Lesson) -> Table {
    let (sites, tokens) = (lesson.patch_sites(), lesson.patch_tokens());
    let name = |names: &[String], at: usize| names.get(at).cloned().unwrap_or_default();
    viz::heatmap::table(&lesson.patch_grid(), |row| name(&sites, row), |col| format!("{col} {}", name(&tokens, col)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lesson as _;
    use protocol::transformer::{Event, Swapped};

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn the_second_pick_swaps_and_the_same_one_takes_it_back() {
        let mut lesson = Lesson::default();
        assert_eq!(lesson.pick_swap(1), []);
        assert_eq!(lesson.pick_swap(1), []);
        assert_eq!(lesson.swapping, None);
        lesson.pick_swap(1);
        let asked = lesson.pick_swap(4);
        let [Request::Swap { setup, first: 1, second: 4 }] = &asked[..] else { panic!("{asked:?}") };
        let swapped =
            Swapped { setup: setup.clone(), first: 1, second: 4, by_place: vec![0.5; 5], by_token: vec![0.25; 5] };
        lesson.apply(&protocol::Event::Transformer(Event::Swapped(swapped)));
        assert_eq!(lesson.swap_rows()[1], ["1 dog", "0.5000", "0.2500"]);
        assert!(lesson.swap_note().contains("change by up to 0.250"));
        assert!(lesson.swap_again().is_empty(), "nothing has changed since");
    }

    #[test]
    fn every_place_says_what_it_recovers() {
        let mut lesson = Lesson::default();
        let [Request::Patch { from, into }] = &lesson.patch()[..] else { panic!("a request") };
        assert_eq!((from.len(), into.len()), (7, 7));
        let patched = Patched {
            from: words("A C"),
            into: words("B C"),
            layers: 1,
            heads: 1,
            answer: "X".into(),
            wanted: "Y".into(),
            differences: [-1.0, 1.0],
            stream: vec![1.0, 0.0, 0.5, 0.25],
            of_heads: vec![0.0, 0.75],
            answers: words("Y X X X X Y"),
            everything: 1.0,
        };
        lesson.apply(&protocol::Event::Transformer(Event::Patched(Box::new(patched))));
        assert_eq!(lesson.patch_sites(), ["stream 1", "last output", "head 1.1"]);
        assert_eq!(lesson.patch_tokens(), ["B←A", "C"]);
        assert!(lesson.patch_words((2, 1)).starts_with("head 1.1 at place 1: 0.750 of the way from X to Y"));
        assert!(patch_table(&lesson).csv().contains("head 1.1,0,0.75"));
    }
}
