//! Break it: a gate held at a value, beside the unbroken run.

use protocol::lstm::{Clamp, Connection, Gate, Sample, Trace};

use super::prediction::{Effect, effect};
use crate::Shared;

/// What the reader is about to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub gate: Gate,
    /// `None` is every layer.
    pub layer: Option<usize>,
    /// `None` is every neuron.
    pub neuron: Option<usize>,
    pub value: f32,
    pub from_step: usize,
    pub guess: Option<Effect>,
}

impl Default for Draft {
    fn default() -> Self {
        Draft { gate: Gate::Forget, layer: None, neuron: None, value: 0.0, from_step: 0, guess: None }
    }
}

impl Draft {
    pub fn clamps(&self, num_layers: usize) -> Vec<Clamp> {
        let layers = match self.layer {
            Some(layer) => layer..num_layers.min(layer + 1),
            None => 0..num_layers,
        };
        layers
            .map(|layer| Clamp {
                layer,
                gate: self.gate,
                neuron: self.neuron,
                value: self.value,
                from_step: self.from_step,
            })
            .collect()
    }
}

/// A clamp in force, and what came of it so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    pub draft: Draft,
    pub clamps: Vec<Clamp>,
    pub prompt: String,
    pub intact: Option<Sample>,
    pub clamped: Option<Sample>,
    /// Held-out loss of the unbroken and of the broken model.
    pub losses: Option<(f32, f32)>,
    pub trace: Option<Shared<Trace>>,
    pub connection: Option<Shared<Connection>>,
}

impl Operation {
    /// What was measured, and whether the reader had expected it.
    pub fn outcome(&self) -> Option<(Effect, bool)> {
        let (intact, clamped) = self.losses?;
        let measured = effect(intact, clamped);
        Some((measured, self.draft.guess == Some(measured)))
    }

    /// The first character at which the two continuations part; `None` while one is missing or if they are the same.
    pub fn parting(&self) -> Option<usize> {
        let (intact, clamped) = (self.intact.as_ref()?, self.clamped.as_ref()?);
        let pairs = intact.continuation.chars().zip(clamped.continuation.chars());
        pairs.enumerate().find(|(_, (a, b))| a != b).map(|(at, _)| at)
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Surgery {
    pub draft: Draft,
    pub operation: Option<Operation>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(continuation: &str) -> Option<Sample> {
        Some(Sample { step: 1, prompt: "a".into(), continuation: continuation.into(), clamped: false })
    }

    #[test]
    fn a_draft_covers_the_layers_it_names() {
        let draft = Draft::default();
        assert_eq!(draft.clamps(2).len(), 2);
        let one = Draft { layer: Some(1), neuron: Some(5), ..Draft::default() };
        let clamps = one.clamps(2);
        assert_eq!(clamps.len(), 1);
        assert_eq!((clamps[0].layer, clamps[0].neuron), (1, Some(5)));
        assert_eq!(one.clamps(1).len(), 0, "a layer that is not there");
    }

    #[test]
    fn the_guess_is_held_against_the_measured_loss() {
        let mut operation = Operation {
            draft: Draft { guess: Some(Effect::Worse), ..Draft::default() },
            clamps: Vec::new(),
            prompt: "a".into(),
            intact: sample("same then this"),
            clamped: sample("same then that"),
            losses: None,
            trace: None,
            connection: None,
        };
        assert_eq!(operation.outcome(), None);
        operation.losses = Some((1.5, 1.8));
        assert_eq!(operation.outcome(), Some((Effect::Worse, true)));
        operation.losses = Some((1.5, 2.8));
        assert_eq!(operation.outcome(), Some((Effect::Collapse, false)));
        assert_eq!(operation.parting(), Some(12));
        operation.clamped = operation.intact.clone();
        assert_eq!(operation.parting(), None);
    }
}
