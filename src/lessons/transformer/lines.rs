//! The head on show large: its map, and lines from token to token instead.

use viz::heatmap::Grid;

use super::lesson::Lesson;
use super::quantity::Quantity;

/// Tokens whose lines can all be told apart.
const MOST_LINES: usize = 40;
/// Shares below it make no line.
const FAINTEST: f32 = 0.02;

impl Lesson {
    pub fn large_map(&self) -> Grid {
        self.place().and_then(|place| place.grid(Quantity::Probabilities)).unwrap_or_default()
    }

    pub fn tokens(&self) -> Vec<String> {
        self.ran.as_ref().map_or_else(Vec::new, |ran| ran.tokens.clone())
    }

    /// Lines of every token, or of one; of many tokens always of one, to the keys that it looks at.
    pub fn lines(&self, from: Option<usize>) -> String {
        let (grid, tokens) = (self.large_map(), self.tokens());
        if tokens.len() <= MOST_LINES {
            return viz::attention_lines::svg(&tokens, &grid, from.filter(|from| *from < tokens.len()));
        }
        let from = from.unwrap_or(0).min(tokens.len() - 1);
        let share = |key: usize| grid.get(from, key).unwrap_or(0.0);
        let mut shown: Vec<usize> = (0..tokens.len()).filter(|key| *key != from && share(*key) >= FAINTEST).collect();
        shown.sort_by(|a, b| share(*b).total_cmp(&share(*a)));
        shown.truncate(MOST_LINES - 1);
        shown.push(from);
        shown.sort_unstable();
        let names: Vec<String> = shown.iter().map(|at| format!("{at} {}", tokens[*at])).collect();
        let row = shown.iter().position(|at| *at == from).unwrap_or(0);
        let side = shown.len();
        let value = |k: usize| if k / side == row { share(shown[k % side]) } else { 0.0 };
        viz::attention_lines::svg(&names, &Grid::new(side, side, (0..side * side).map(value).collect()), Some(row))
    }

    /// What one token's lines leave out.
    pub fn lines_note(&self) -> String {
        if self.tokens().len() <= MOST_LINES {
            return "Click a token to see its lines alone; click it again for all.".into();
        }
        "Of so many tokens the lines of one are drawn, to the keys with a share of 0.02 or more.".into()
    }
}
