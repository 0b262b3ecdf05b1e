//! From the lesson to what the heatmaps draw.

use super::Page;
use leptos::prelude::*;
use lessons::Shared;
use lessons::lstm::{Cell, SignalInfo, TaskKind, values};
use protocol::lstm::{Signal, Trace};
use viz::heatmap::Grid;
use viz::scale::Scale;

/// A trace, and which of its neurons stand in which row.
#[derive(Clone, PartialEq)]
pub struct Picture {
    pub trace: Option<Shared<Trace>>,
    pub layer: usize,
    pub rows: Vec<usize>,
}

impl Picture {
    pub fn of_page(page: Page) -> Memo<Picture> {
        page.see(|lesson| Picture { trace: lesson.trace().cloned(), layer: lesson.layer(), rows: lesson.rows().0 })
    }

    pub fn steps(&self) -> usize {
        self.trace.as_ref().map_or(0, |trace| trace.steps)
    }

    /// One row a neuron, one column a step.
    pub fn grid(&self, signal: Signal) -> Grid {
        let Some(trace) = &self.trace else { return Grid::new(0, 0, Vec::new()) };
        let (width, steps) = (trace.hidden_size, trace.steps);
        let all = trace.layers.get(self.layer).map_or(&[][..], |layer| values(layer, signal));
        let row =
            |neuron: usize| (0..steps).map(move |step| all.get(step * width + neuron).copied().unwrap_or(f32::NAN));
        Grid::new(self.rows.len(), steps, self.rows.iter().flat_map(|&neuron| row(neuron)).collect())
    }

    pub fn scale(&self, info: &SignalInfo) -> Scale {
        let layer = self.trace.as_ref().and_then(|trace| trace.layers.get(self.layer));
        let (min, max) = info.bounds(layer.map_or(&[], |layer| values(layer, info.signal)));
        let (min, max) = (f64::from(min), f64::from(max));
        if info.signed { Scale::Diverging { abs_max: max } } else { Scale::Sequential { min, max } }
    }

    /// What one neuron does over the whole text.
    pub fn course(&self, signal: Signal, neuron: usize) -> Vec<f32> {
        let Some(trace) = &self.trace else { return Vec::new() };
        let all = trace.layers.get(self.layer).map_or(&[][..], |layer| values(layer, signal));
        all.iter().skip(neuron).step_by(trace.hidden_size.max(1)).copied().collect()
    }

    pub fn cell(&self, signal: Signal, (row, step): (usize, usize)) -> Option<Cell> {
        Some(Cell { signal, neuron: *self.rows.get(row)?, step })
    }

    pub fn place(&self, neuron: usize) -> Option<usize> {
        self.rows.iter().position(|&other| other == neuron)
    }
}

/// What stands over the columns: characters, or for a series the numbers of the steps.
pub fn tokens(trace: &Trace) -> Vec<String> {
    if trace.text.is_empty() {
        (1..=trace.steps).map(|step| step.to_string()).collect()
    } else {
        trace.text.chars().map(String::from).collect()
    }
}

/// How the steps of a task are called.
pub fn step_name(task: TaskKind) -> &'static str {
    match task {
        TaskKind::Text => "character",
        TaskKind::Series => "step",
    }
}
