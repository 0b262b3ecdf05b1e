//! Surgery: gates held at a value while the model runs.

use burn::tensor::{Tensor, TensorData};

use super::Gates;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    Input,
    Forget,
    Candidate,
    Output,
}

/// Holds a gate of `layer` at `value`, from the step `from_step` on.
#[derive(Clone, Debug, PartialEq)]
pub struct Clamp {
    pub layer: usize,
    pub gate: Gate,
    /// `None` holds every neuron.
    pub neuron: Option<usize>,
    pub value: f32,
    pub from_step: usize,
}

/// The gates after every clamp of this layer and step.
pub fn apply(clamps: &[Clamp], layer: usize, step: usize, mut gates: Gates) -> Gates {
    for clamp in clamps.iter().filter(|c| c.layer == layer && c.from_step <= step) {
        let gate = match clamp.gate {
            Gate::Input => &mut gates.input,
            Gate::Forget => &mut gates.forget,
            Gate::Candidate => &mut gates.candidate,
            Gate::Output => &mut gates.output,
        };
        *gate = hold(gate.clone(), clamp.neuron, clamp.value);
    }
    gates
}

/// `gate` `[batch, hidden]` with one neuron, or all, replaced by `value`.
fn hold(gate: Tensor<2>, neuron: Option<usize>, value: f32) -> Tensor<2> {
    let [_, hidden] = gate.dims();
    let held: Vec<f32> = (0..hidden).map(|k| f32::from(u8::from(neuron.is_none_or(|n| n == k)))).collect();
    let held = Tensor::<2>::from_data(TensorData::new(held, [1, hidden]), &gate.device()); // 1 where held
    gate * held.clone().neg().add_scalar(1.0) + held.mul_scalar(value)
}
