//! The six things a neuron shows: their names, colours and scales, and where their numbers stand in a trace.

use protocol::lstm::{Gate, LayerTrace, Signal, Trace};

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignalInfo {
    pub signal: Signal,
    pub name: &'static str,
    /// Its letter in the formulas.
    pub symbol: &'static str,
    /// Its name in the address.
    pub key: &'static str,
    /// The CSS class that carries its colour.
    pub class: &'static str,
    /// The design token of that colour.
    pub token: &'static str,
    /// Around zero, or from 0 to 1.
    pub signed: bool,
    pub meaning: &'static str,
}

/// In the order of the pictures.
pub const SIGNALS: [SignalInfo; 6] = [
    SignalInfo {
        signal: Signal::Gate(Gate::Forget),
        name: "forget",
        symbol: "f",
        key: "forget",
        class: "c-forget",
        token: "--forget",
        signed: false,
        meaning: "the share of the old cell that stays: 1 keeps all of it, 0 drops it",
    },
    SignalInfo {
        signal: Signal::Gate(Gate::Input),
        name: "input",
        symbol: "i",
        key: "input",
        class: "c-input",
        token: "--input",
        signed: false,
        meaning: "how much of the candidate is added to the cell",
    },
    SignalInfo {
        signal: Signal::Gate(Gate::Candidate),
        name: "candidate",
        symbol: "g",
        key: "cand",
        class: "c-cand",
        token: "--cand",
        signed: true,
        meaning: "what could be added to the cell, from −1 to 1",
    },
    SignalInfo {
        signal: Signal::Gate(Gate::Output),
        name: "output",
        symbol: "o",
        key: "output",
        class: "c-output",
        token: "--output",
        signed: false,
        meaning: "how much of the cell is let out",
    },
    SignalInfo {
        signal: Signal::Cell,
        name: "cell",
        symbol: "c",
        key: "cell",
        class: "c-cell",
        token: "--cell",
        signed: true,
        meaning: "the memory itself; it has no bounds",
    },
    SignalInfo {
        signal: Signal::Hidden,
        name: "hidden",
        symbol: "h",
        key: "hidden",
        class: "c-hidden",
        token: "--hidden",
        signed: true,
        meaning: "what the neuron says to the next step and to the layer above",
    },
];

impl SignalInfo {
    pub fn of(signal: Signal) -> &'static SignalInfo {
        SIGNALS.iter().find(|info| info.signal == signal).unwrap_or(&SIGNALS[0])
    }

    pub fn from_key(name: &str) -> Option<&'static SignalInfo> {
        SIGNALS.iter().find(|info| info.key == name)
    }

    /// Both ends of its colour scale over these values.
    pub fn bounds(&self, values: &[f32]) -> (f32, f32) {
        match self.signal {
            Signal::Cell => {
                let end = most_of(values).max(1.0);
                (-end, end)
            }
            _ if self.signed => (-1.0, 1.0),
            _ => (0.0, 1.0),
        }
    }
}

/// What 98 % of the sizes stay under: a few neurons with a huge memory must not take the colours from all others.
fn most_of(values: &[f32]) -> f32 {
    let mut sizes: Vec<f32> = values.iter().filter(|value| value.is_finite()).map(|value| value.abs()).collect();
    if sizes.is_empty() {
        return 0.0;
    }
    let place = (sizes.len() - 1) * 98 / 100;
    *sizes.select_nth_unstable_by(place, f32::total_cmp).1
}

/// All values of a signal in a layer, `[steps, hidden_size]`.
pub fn values(layer: &LayerTrace, signal: Signal) -> &[f32] {
    match signal {
        Signal::Gate(Gate::Input) => &layer.input,
        Signal::Gate(Gate::Forget) => &layer.forget,
        Signal::Gate(Gate::Candidate) => &layer.candidate,
        Signal::Gate(Gate::Output) => &layer.output,
        Signal::Cell => &layer.cell,
        Signal::Hidden => &layer.hidden,
    }
}

/// One value of a trace, if it has it.
pub(super) fn value_at(trace: &Trace, layer: usize, signal: Signal, step: usize, neuron: usize) -> Option<f32> {
    if neuron >= trace.hidden_size {
        return None;
    }
    let row = values(trace.layers.get(layer)?, signal);
    row.get(step * trace.hidden_size + neuron).copied()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A trace whose numbers follow the LSTM's equations, of any size.
    pub fn lawful_trace(text: &str, hidden_size: usize, num_layers: usize) -> Trace {
        let steps = text.chars().count();
        let squash = |x: f32| 1.0 / (1.0 + (-x).exp());
        let mut layers = Vec::new();
        for l in 0..num_layers {
            let mut layer = LayerTrace::default();
            let mut cell = vec![0.0f32; hidden_size];
            for t in 0..steps {
                for gate in 0..4 {
                    for n in 0..hidden_size {
                        let angle = (t * 7 + gate * 3 + n * 5 + l) as f32;
                        layer.from_input.push(angle.sin());
                        layer.from_hidden.push(0.5 * angle.cos());
                    }
                }
                let start = t * 4 * hidden_size;
                let before = |gate: usize, n: usize| {
                    layer.from_input[start + gate * hidden_size + n] + layer.from_hidden[start + gate * hidden_size + n]
                };
                let gates: Vec<[f32; 4]> = (0..hidden_size)
                    .map(|n| [squash(before(0, n)), squash(before(1, n)), before(2, n).tanh(), squash(before(3, n))])
                    .collect();
                for (n, [i, f, g, o]) in gates.into_iter().enumerate() {
                    cell[n] = f * cell[n] + i * g;
                    layer.input.push(i);
                    layer.forget.push(f);
                    layer.candidate.push(g);
                    layer.output.push(o);
                    layer.cell.push(cell[n]);
                    layer.hidden.push(o * cell[n].tanh());
                }
            }
            layers.push(layer);
        }
        Trace {
            step: 3,
            text: text.into(),
            steps,
            hidden_size,
            layers,
            predictions: vec![vec![('a', 0.6), ('b', 0.4)]; steps],
            losses: vec![1.0; steps.saturating_sub(1)],
            window: None,
            clamps: Vec::new(),
        }
    }

    #[test]
    fn every_signal_is_found_where_it_stands() {
        let trace = lawful_trace("abc", 4, 2);
        for info in &SIGNALS {
            assert_eq!(values(&trace.layers[1], info.signal).len(), 12);
            assert!(value_at(&trace, 1, info.signal, 2, 3).is_some());
            assert_eq!(SignalInfo::from_key(info.key), Some(info));
        }
        assert_eq!(value_at(&trace, 1, Signal::Cell, 3, 0), None);
        assert_eq!(value_at(&trace, 1, Signal::Cell, 0, 4), None);
        assert_eq!(value_at(&trace, 2, Signal::Cell, 0, 0), None);
    }

    #[test]
    fn the_cell_has_a_scale_of_its_own_and_nothing_breaks_it() {
        let cell = SignalInfo::of(Signal::Cell);
        assert_eq!(cell.bounds(&[-3.0, -3.0, f32::NAN]), (-3.0, 3.0));
        let mut outlier = vec![2.0; 200];
        outlier.push(-90.0);
        assert_eq!(cell.bounds(&outlier), (-2.0, 2.0));
        assert_eq!(cell.bounds(&[]), (-1.0, 1.0));
        assert_eq!(SignalInfo::of(Signal::Hidden).bounds(&[9.0]), (-1.0, 1.0));
    }
}
