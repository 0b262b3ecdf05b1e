//! The maps as the pictures want them.

use protocol::bert::Attended;
use viz::heatmap::Grid;

use super::lesson::Lesson;
use crate::Shared;

/// Tokens that are drawn as two columns with lines between them.
pub const MOST_LINES: usize = 64;

/// Rows and columns of a small map.
const SMALL: usize = 32;

impl Lesson {
    /// The places of the tokens on show.
    pub fn shown(&self) -> Vec<usize> {
        let Some(attended) = &self.attended else { return Vec::new() };
        let places = 0..attended.tokens.len();
        places.filter(|&place| self.specials || attended.tokens[place].source.is_some()).collect()
    }

    /// A token as the vocabulary spells it.
    pub fn token(&self, place: usize) -> String {
        self.attended.as_ref().and_then(|it| it.tokens.get(place)).map_or_else(String::new, |token| token.text.clone())
    }

    /// The tokens on show.
    pub fn words(&self) -> Vec<String> {
        self.shown().into_iter().map(|place| self.token(place)).collect()
    }

    /// The chosen head's map, of the tokens on show.
    pub fn grid(&self) -> Grid {
        self.part(self.attended.as_ref(), self.layer, self.head)
    }

    /// The same under a causal mask; nothing if the sentence has changed since.
    pub fn causal_grid(&self) -> Grid {
        let same = |it: &&Shared<Attended>| self.attended.as_ref().is_some_and(|other| other.tokens == it.tokens);
        self.part(self.causal.as_ref().filter(same), self.layer, self.head)
    }

    fn part(&self, attended: Option<&Shared<Attended>>, layer: usize, head: usize) -> Grid {
        let Some((map, tokens)) = attended.and_then(|it| Some((map(it, layer, head)?, it.tokens.len()))) else {
            return Grid::new(0, 0, Vec::new());
        };
        let shown = self.shown();
        let values = shown.iter().flat_map(|query| shown.iter().map(move |key| map[query * tokens + key]));
        Grid::new(shown.len(), shown.len(), values.collect())
    }

    /// What the followed token looks at, one number a token on show; nothing if none is followed.
    pub fn followed(&self) -> Vec<f32> {
        let (Some(from), Some(attended)) = (self.from, &self.attended) else { return Vec::new() };
        let Some(map) = map(attended, self.layer, self.head) else { return Vec::new() };
        let tokens = attended.tokens.len();
        self.shown().into_iter().map(|key| map[from * tokens + key]).collect()
    }

    /// The place of the followed token among those on show.
    pub fn followed_place(&self) -> Option<usize> {
        self.shown().iter().position(|place| Some(*place) == self.from)
    }

    /// The explained cell, among the tokens on show.
    pub fn marked(&self) -> Option<(usize, usize)> {
        let shown = self.shown();
        let place = |token: usize| shown.iter().position(|place| *place == token);
        Some((place(self.cell.0)?, place(self.cell.1)?))
    }

    /// A map of each layer and head, small: of many tokens the largest weight of each block is shown. Empty where it is not there.
    pub fn small_maps(&self) -> Vec<Grid> {
        let Some(attended) = &self.attended else { return Vec::new() };
        let heads = attended.heads as usize;
        let all = 0..attended.layers as usize * heads;
        all.map(|at| small(&self.part(Some(attended), at / heads, at % heads))).collect()
    }

    /// Share of the chosen head's attention that lies on later tokens: what a causal mask takes away.
    pub fn ahead(&self) -> Option<f32> {
        let attended = self.attended.as_ref()?;
        let (map, tokens) = (map(attended, self.layer, self.head)?, attended.tokens.len());
        let later = |query: usize| map[query * tokens + query + 1..(query + 1) * tokens].iter().sum::<f32>();
        Some((0..tokens).map(later).sum::<f32>() / tokens.max(1) as f32)
    }

    /// Share of the chosen head's attention that is not on show while `[CLS]` and `[SEP]` are hidden.
    pub fn hidden_share(&self) -> Option<f32> {
        let grid = self.grid();
        (!self.specials && grid.rows > 0).then(|| 1.0 - grid.values.iter().sum::<f32>() / grid.rows as f32)
    }

    /// The weight of the explained cell.
    pub fn weight(&self) -> Option<f32> {
        let attended = self.attended.as_ref()?;
        map(attended, self.layer, self.head)?.get(self.cell.0 * attended.tokens.len() + self.cell.1).copied()
    }

    /// Two columns of tokens and a line for each weight, as SVG; of the followed token alone if there is one.
    pub fn lines(&self) -> String {
        viz::attention_lines::svg(&self.words(), &self.grid(), self.followed_place())
    }
}

/// The map of one head `[tokens, tokens]`, if its layer was asked for.
pub(super) fn map(attended: &Attended, layer: usize, head: usize) -> Option<&[f32]> {
    let place = attended.request.maps.iter().position(|asked| *asked as usize == layer)?;
    let cells = attended.tokens.len() * attended.tokens.len();
    attended.maps.get(place)?.get(head * cells..(head + 1) * cells)
}

fn small(grid: &Grid) -> Grid {
    let block = grid.rows.div_ceil(SMALL).max(1);
    if block == 1 {
        return grid.clone();
    }
    let side = grid.rows.div_ceil(block);
    let mut values = vec![0.0_f32; side * side];
    for row in 0..grid.rows {
        for col in 0..grid.cols {
            let value = &mut values[row / block * side + col / block];
            *value = value.max(grid.values[row * grid.cols + col]);
        }
    }
    Grid::new(side, side, values)
}
