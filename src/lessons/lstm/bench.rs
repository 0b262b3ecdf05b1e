//! What one tab of the lab holds: its settings, the model that stands in the engine, and all that was measured on it.

use protocol::lstm::{Connection, Forecast, Prepared, Property, Sample, Score, Spots, Trace};

use super::{
    history::History,
    settings::{Settings, TaskKind},
};
use crate::Shared;

/// The model the engine computes with.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub settings: Settings,
    pub prepared: Prepared,
}

/// Weights to go back to: after a look at the other tab, or after the engine had to be restarted.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Checkpoint {
    pub settings: Settings,
    pub step: u32,
    pub weights: Shared<Vec<u8>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    pub property: Property,
    pub scores: Shared<Vec<Score>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Bench {
    pub task: TaskKind,
    /// As the knobs stand.
    pub settings: Settings,
    pub standing: Option<Standing>,
    pub step: u32,
    pub history: History,
    /// Characters or series steps a second.
    pub speed: f32,
    pub trace: Option<Shared<Trace>>,
    /// The trace comes from a file, not from a model that runs here.
    pub recorded: bool,
    pub connection: Option<Shared<Connection>>,
    pub sample: Option<Sample>,
    pub forecast: Option<Shared<Forecast>>,
    pub ranking: Option<Ranking>,
    pub spots: Option<Shared<Spots>>,
    pub(super) checkpoint: Option<Checkpoint>,
    /// Steps were done that no checkpoint has.
    pub(super) unsaved: bool,
}

impl Bench {
    pub(super) fn new(task: TaskKind) -> Bench {
        Bench {
            task,
            settings: Settings::default_for(task),
            standing: None,
            step: 0,
            history: History::default(),
            speed: 0.0,
            trace: None,
            recorded: false,
            connection: None,
            sample: None,
            forecast: None,
            ranking: None,
            spots: None,
            checkpoint: None,
            unsaved: false,
        }
    }

    /// Whether the knobs ask for a model other than the one that stands.
    pub fn is_pending(&self) -> bool {
        self.standing.as_ref().is_some_and(|standing| self.settings.needs_setup(&standing.settings))
    }

    /// Whether the pending change costs the weights.
    pub fn loses_weights(&self) -> bool {
        let other_shape = |standing: &Standing| {
            !self.settings.same_shape(&standing.settings) || self.settings.seed != standing.settings.seed
        };
        self.step > 0 && self.standing.as_ref().is_some_and(other_shape)
    }

    /// Measurements of weights that are no more.
    pub(super) fn forget_measurements(&mut self) {
        self.history = History::default();
        self.speed = 0.0;
        self.connection = None;
        self.sample = None;
        self.forecast = None;
        self.ranking = None;
        self.spots = None;
    }
}
