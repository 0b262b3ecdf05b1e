//! One step as pictures: its tensors with their shapes, what each row and column stands for, and what the reader has changed.

use protocol::transformer::{Ran, Weight};
use viz::heatmap::Grid;
use viz::scale::Scale;

use super::explain::Source;
use super::lesson::{Lesson, ModelKind};
use super::quantity::{Axis, Place, Quantity};
use super::step::Step;
use crate::Shared;

/// One tensor as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Pane {
    pub quantity: Quantity,
    /// `scores`
    pub symbol: String,
    pub grid: Grid,
    pub scale: Scale,
    pub rows: Vec<String>,
    pub cols: Vec<String>,
    /// For each cell: whether edits or surgery changed it.
    pub changed: Vec<bool>,
    /// Whether a click on a cell changes something.
    pub editable: bool,
}

/// The step on show.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    pub title: String,
    pub operation: String,
    pub inputs: Vec<Pane>,
    pub outputs: Vec<Pane>,
    /// Of the signed pictures of what is computed, and of the weights, which are far smaller.
    pub scales: [Scale; 2],
}

/// Changes below it are rounding.
const NOISE: f32 = 1e-6;
/// Tokens whose shares are coloured from 0 to 1.
const FEW: usize = 32;
/// Scores beyond it are masks: they would drown all colours.
const HUGE: f32 = 1e6;

impl Pane {
    /// The picture of a large tensor: what is hidden has no colour, or it would drown all others.
    pub fn painted(&self) -> Grid {
        let values = self.grid.values.iter().map(|value| if value.abs() < HUGE { *value } else { f32::NAN });
        Grid { values: values.collect(), ..self.grid }
    }

    pub fn shape(&self) -> String {
        format!("[{}, {}]", self.grid.rows, self.grid.cols)
    }
}

/// What all pictures but the marks follow from, cheap to compare: they are not made again at every cell that is pointed at.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    ran: Option<Shared<Ran>>,
    weights: Option<(u32, Shared<Vec<Weight>>)>,
    model: ModelKind,
    step: Step,
    place: (usize, usize),
}

impl Lesson {
    pub fn shown(&self) -> Shown {
        Shown {
            ran: self.ran.clone(),
            weights: self.layer_weights.clone(),
            model: self.model,
            step: self.step(),
            place: (self.layer(), self.head()),
        }
    }

    /// What stands on the stage, before the numbers in it: the page builds it anew only when this changes.
    pub fn layout(&self) -> (Vec<Quantity>, Vec<Quantity>) {
        if self.ran.is_none() {
            return (Vec::new(), Vec::new());
        }
        (self.step().inputs(self.order()), self.step().outputs())
    }

    pub fn view(&self) -> Option<View> {
        let place = self.place()?;
        let (inputs, outputs) = self.layout();
        let scale_of = |weights: bool| {
            let signed: Vec<f32> = inputs
                .iter()
                .chain(&outputs)
                .filter(|quantity| !quantity.is_share() && quantity.is_weight() == weights)
                .filter_map(|quantity| place.read(*quantity))
                .flat_map(|numbers| {
                    // Of millions the largest is enough.
                    let sizes = numbers.values.iter().map(|value| value.abs()).filter(|size| *size < HUGE);
                    sizes.reduce(f32::max)
                })
                .collect();
            Scale::diverging_over(&signed)
        };
        let scales = [scale_of(false), scale_of(true)];
        let pane = |quantity: &Quantity| self.pane(&place, *quantity, scales[usize::from(quantity.is_weight())]);
        let steps = self.steps();
        let step = self.step();
        let at = steps.iter().position(|other| *other == step).unwrap_or(0);
        Some(View {
            title: format!("{}. {}", at + 1, step.title()),
            operation: step.operation(self.order()),
            inputs: inputs.iter().filter_map(pane).collect(),
            outputs: outputs.iter().filter_map(pane).collect(),
            scales,
        })
    }

    fn pane(&self, place: &Place, quantity: Quantity, signed: Scale) -> Option<Pane> {
        let grid = place.grid(quantity)?;
        let labels = |axis: Axis, count: usize| -> Vec<String> {
            match axis {
                Axis::Tokens => place.ran.tokens.clone(),
                Axis::Vocabulary => place.ran.vocabulary.clone(),
                Axis::Numbers => (0..count).map(|k| k.to_string()).collect(),
                Axis::One => vec![String::new()],
            }
        };
        let (rows, cols) = quantity.axes();
        let (rows, cols) = (labels(rows, grid.rows), labels(cols, grid.cols));
        let changed = match place.unedited(quantity) {
            Some(before) => {
                grid.values.iter().zip(before.values.iter()).map(|(now, before)| differs(*now, *before)).collect()
            }
            None => self.edited(place, quantity, grid.values.len()),
        };
        let scale = match quantity {
            // Of many tokens no share is near 1.
            Quantity::Probabilities if grid.rows > FEW => {
                let largest = grid.values.iter().copied().filter(|share| share.is_finite()).fold(0.0, f32::max);
                Scale::Sequential { min: 0.0, max: f64::from(largest).max(0.01) }
            }
            quantity if quantity.is_share() => Scale::Sequential { min: 0.0, max: 1.0 },
            _ => signed,
        };
        let editable = quantity == Quantity::Mask || quantity.is_weight() && self.model == ModelKind::Minimal;
        Some(Pane { quantity, symbol: quantity.symbol(), grid, scale, rows, cols, changed, editable })
    }

    /// Which numbers of a weight the reader has set.
    fn edited(&self, place: &Place, quantity: Quantity, count: usize) -> Vec<bool> {
        let mut changed = vec![false; count];
        if let Some(name) = quantity.weight_name(place.layer) {
            for edit in place.ran.setup.edits.iter().filter(|edit| edit.tensor == name) {
                if let Some(cell) = changed.get_mut(edit.index as usize) {
                    *cell = true;
                }
            }
        }
        changed
    }

    /// The cells that the explained one comes from, and itself.
    pub fn marks(&self) -> Vec<Source> {
        let cell = self.cell();
        let mut marks = self.explained().map(|explained| explained.sources).unwrap_or_default();
        marks.push(Source { quantity: cell.quantity, rows: cell.row..cell.row + 1, cols: cell.col..cell.col + 1 });
        marks
    }

    /// Every head's map, layer by layer, as small pictures: layer, head, map.
    pub fn maps(&self) -> Vec<(usize, usize, Grid)> {
        let Some(ran) = &self.ran else { return Vec::new() };
        let heads = ran.shape.num_heads as usize;
        let map = |k: usize| {
            let grid = match &ran.maps {
                Some(maps) => {
                    let side = maps.side as usize;
                    let values = maps.values.get(k * side * side..(k + 1) * side * side)?;
                    Grid::new(side, side, values.to_vec())
                }
                None => Place { ran, weights: &[], layer: k / heads, head: k % heads }.grid(Quantity::Probabilities)?,
            };
            Some((k / heads, k % heads, grid))
        };
        (0..ran.trace.layers.len() * heads).filter_map(map).collect()
    }

    /// How far the last vectors are from those without edits and surgery: the largest change.
    pub fn change_note(&self) -> String {
        let Some(ran) = &self.ran else { return String::new() };
        let Some(before) = &ran.unedited else { return String::new() };
        let cosine = self.cosine_note();
        let corners = if ran.maps.is_some() { "" } else { "Changed cells carry a corner. " };
        let (mut largest, mut count) = (0.0_f32, 0);
        for (now, before) in ran.trace.hidden.iter().zip(&before.hidden) {
            count += usize::from(differs(*now, *before));
            largest = largest.max((now - before).abs());
        }
        format!(
            "{corners}Of the model's {} output numbers {count} changed, by {} at most. {cosine}",
            before.hidden.len(),
            viz::number::short(f64::from(largest))
        )
        .trim_end()
        .to_string()
    }

    /// What the trained model expects after the last letter: letters and probabilities, likeliest first.
    pub fn predictions(&self) -> Vec<(String, f32)> {
        let Some(ran) = self.ran.as_ref().filter(|ran| !ran.trace.logits.is_empty()) else { return Vec::new() };
        let logits = ran.trace.logits.chunks(ran.vocabulary.len()).last().unwrap_or_default();
        let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = logits.iter().map(|logit| (logit - largest).exp()).sum();
        let share = |(letter, logit): (&String, &f32)| (letter.clone(), (logit - largest).exp() / sum);
        let mut shares: Vec<(String, f32)> = ran.vocabulary.iter().zip(logits).map(share).collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        shares.truncate(4);
        shares
    }
}

fn differs(now: f32, before: f32) -> bool {
    now.is_nan() != before.is_nan() || (now - before).abs() > NOISE
}
