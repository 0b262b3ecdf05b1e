//! Break it, step by step: what is to be done, whether it can be, and doing it.

use protocol::lstm::{Request, Sampling, TraceInput};

use crate::Notice;

use super::{
    events::SAMPLE_LENGTH,
    lesson::{Lesson, Phase},
    settings::TaskKind,
    surgery::{Draft, Operation},
};

impl Lesson {
    pub fn draft(&mut self, change: impl FnOnce(&mut Draft)) {
        change(&mut self.surgery.draft);
    }

    /// Why the surgery cannot be done now.
    pub fn obstacle(&self) -> Option<&'static str> {
        if self.task != TaskKind::Text {
            Some("Surgery is done on the text model. Open the tab “Your text”.")
        } else if self.text.standing.is_none() || self.setups_under_way > 0 {
            Some("The model is not there yet.")
        } else if self.phase == Phase::Training {
            Some("Pause the training first: both runs must have the same weights.")
        } else if self.probe.is_empty() {
            Some("Type a text to read in the lab first.")
        } else if self.surgery.draft.guess.is_none() {
            Some("Say first what you expect.")
        } else {
            None
        }
    }

    /// Holds the gate, and measures both models on the same things.
    pub fn operate(&mut self) -> Vec<Request> {
        if self.obstacle().is_some() {
            return Vec::new();
        }
        let draft = self.surgery.draft.clone();
        let clamps = draft.clamps(self.text.standing.as_ref().map_or(0, |standing| standing.settings.num_layers));
        if clamps.is_empty() {
            self.notify(Notice::warning("This model has no such layer. Choose another one."));
            return Vec::new();
        }
        let prompt = self.probe.clone();
        self.surgery.operation = Some(Operation {
            draft,
            clamps: clamps.clone(),
            prompt: prompt.clone(),
            intact: None,
            clamped: None,
            losses: None,
            trace: None,
            connection: None,
        });
        let sample = |clamps| {
            Request::Sample(Sampling {
                prompt: prompt.clone(),
                length: SAMPLE_LENGTH,
                temperature: self.text.settings.temperature as f32,
                seed: self.text.settings.seed,
                clamps,
            })
        };
        let last = self.probe.chars().count().saturating_sub(1);
        vec![
            Request::Trace { input: TraceInput::Text(prompt.clone()), clamps: clamps.clone() },
            sample(Vec::new()),
            sample(clamps.clone()),
            Request::Connect { text: prompt.clone(), position: last, clamps: clamps.clone() },
            Request::Evaluate { clamps },
        ]
    }

    pub fn undo(&mut self) {
        self.surgery.operation = None;
        self.surgery.draft.guess = None;
    }
}
