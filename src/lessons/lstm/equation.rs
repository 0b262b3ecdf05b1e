//! The equation of one cell of a picture with its numbers put in.

use protocol::lstm::{Gate, Signal, Trace};

use crate::format::measured;

use super::signal::{SignalInfo, value_at};

/// A piece of an equation; `signal` gives it its colour.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    pub text: String,
    pub signal: Option<Signal>,
    /// The value the whole equation arrives at.
    pub result: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Equation {
    pub info: &'static SignalInfo,
    pub value: f32,
    /// What the number means here, in a sentence.
    pub in_words: String,
    pub lines: Vec<Vec<Term>>,
    /// Whether a clamp holds this gate, so that its sum no longer decides.
    pub held: bool,
}

fn plain(text: impl Into<String>) -> Term {
    Term { text: text.into(), signal: None, result: false }
}

fn of(signal: Signal, text: impl Into<String>) -> Term {
    Term { text: text.into(), signal: Some(signal), result: false }
}

fn result(signal: Signal, value: f32) -> Term {
    Term { text: measured(value), signal: Some(signal), result: true }
}

/// Negative numbers after an operator stand in brackets.
fn bracketed(value: f32) -> String {
    let text = measured(value);
    if text.starts_with('−') { format!("({text})") } else { text }
}

/// The equation of `signal` of a neuron at a step; `None` if the trace has no such cell.
pub fn equation(trace: &Trace, layer: usize, signal: Signal, neuron: usize, step: usize) -> Option<Equation> {
    let value = value_at(trace, layer, signal, step, neuron)?;
    let info = SignalInfo::of(signal);
    let at = |signal| value_at(trace, layer, signal, step, neuron).unwrap_or(0.0);
    let (lines, held) = match signal {
        Signal::Gate(gate) => gate_lines(trace, layer, gate, neuron, step, value)?,
        Signal::Cell => (
            cell_lines(
                at(Signal::Gate(Gate::Forget)),
                previous(trace, layer, Signal::Cell, neuron, step),
                at(Signal::Gate(Gate::Input)),
                at(Signal::Gate(Gate::Candidate)),
                value,
            ),
            false,
        ),
        Signal::Hidden => (hidden_lines(at(Signal::Gate(Gate::Output)), at(Signal::Cell), value), false),
    };
    Some(Equation { info, value, in_words: in_words(signal, value, held), lines, held })
}

/// The state before a step; the first one starts from zero.
fn previous(trace: &Trace, layer: usize, signal: Signal, neuron: usize, step: usize) -> f32 {
    step.checked_sub(1).and_then(|before| value_at(trace, layer, signal, before, neuron)).unwrap_or(0.0)
}

fn gate_lines(
    trace: &Trace,
    layer: usize,
    gate: Gate,
    neuron: usize,
    step: usize,
    value: f32,
) -> Option<(Vec<Vec<Term>>, bool)> {
    let signal = Signal::Gate(gate);
    let symbol = SignalInfo::of(signal).symbol;
    let layer_trace = trace.layers.get(layer)?;
    let place = step * 4 * trace.hidden_size + Gate::ALL.iter().position(|&g| g == gate)? * trace.hidden_size + neuron;
    let from_input = *layer_trace.from_input.get(place)?;
    let from_hidden = *layer_trace.from_hidden.get(place)?;
    let squash = if gate == Gate::Candidate { "tanh" } else { "σ" };
    let held = trace.clamps.iter().any(|clamp| {
        clamp.layer == layer
            && clamp.gate == gate
            && clamp.neuron.is_none_or(|n| n == neuron)
            && step >= clamp.from_step
    });
    let mut lines =
        vec![vec![of(signal, symbol), plain(format!(" = {squash}(W x + b + U ")), of(Signal::Hidden, "h"), plain(")")]];
    lines.push(vec![plain(format!("= {squash}({} + {})", measured(from_input), bracketed(from_hidden)))]);
    let sum = format!("= {squash}({}) = ", measured(from_input + from_hidden));
    if held {
        lines.push(vec![plain("held at "), result(signal, value)]);
    } else {
        lines.push(vec![plain(sum), result(signal, value)]);
    }
    Some((lines, held))
}

fn cell_lines(f: f32, c: f32, i: f32, g: f32, value: f32) -> Vec<Vec<Term>> {
    let [forget, input, candidate] = [Gate::Forget, Gate::Input, Gate::Candidate].map(Signal::Gate);
    vec![
        vec![
            of(Signal::Cell, "c′"),
            plain(" = "),
            of(forget, "f"),
            plain("·"),
            of(Signal::Cell, "c"),
            plain(" + "),
            of(input, "i"),
            plain("·"),
            of(candidate, "g"),
        ],
        vec![
            plain("= "),
            of(forget, measured(f)),
            plain("·"),
            of(Signal::Cell, bracketed(c)),
            plain(" + "),
            of(input, measured(i)),
            plain("·"),
            of(candidate, bracketed(g)),
        ],
        vec![plain("= "), result(Signal::Cell, value)],
    ]
}

fn hidden_lines(o: f32, c: f32, value: f32) -> Vec<Vec<Term>> {
    let output = Signal::Gate(Gate::Output);
    vec![
        vec![
            of(Signal::Hidden, "h"),
            plain(" = "),
            of(output, "o"),
            plain("·tanh("),
            of(Signal::Cell, "c′"),
            plain(")"),
        ],
        vec![plain("= "), of(output, measured(o)), plain("·tanh("), of(Signal::Cell, measured(c)), plain(")")],
        vec![plain("= "), result(Signal::Hidden, value)],
    ]
}

fn in_words(signal: Signal, value: f32, held: bool) -> String {
    let percent = (value * 100.0).round();
    let sentence = match signal {
        Signal::Gate(Gate::Forget) => format!("It keeps {percent:.0} % of its old memory here."),
        Signal::Gate(Gate::Input) => format!("It lets in {percent:.0} % of the candidate."),
        Signal::Gate(Gate::Output) => format!("It shows {percent:.0} % of its memory."),
        Signal::Gate(Gate::Candidate) if value.abs() < 0.05 => "It proposes next to nothing.".into(),
        Signal::Gate(Gate::Candidate) if value > 0.0 => "It proposes to push the memory up.".into(),
        Signal::Gate(Gate::Candidate) => "It proposes to push the memory down.".into(),
        Signal::Cell => format!("The memory after this step stands at {}.", measured(value)),
        Signal::Hidden => format!("It tells the next step and the layer above {}.", measured(value)),
    };
    if held { format!("{sentence} A clamp holds it there: its inputs have no say.") } else { sentence }
}

#[cfg(test)]
mod tests {
    use super::{super::signal::tests::lawful_trace, *};
    use protocol::lstm::Clamp;

    fn written(equation: &Equation) -> Vec<String> {
        let line = |terms: &Vec<Term>| terms.iter().map(|term| term.text.as_str()).collect();
        equation.lines.iter().map(line).collect()
    }

    /// Reads a printed number back.
    fn number(text: &str) -> f32 {
        text.replace('−', "-").parse().unwrap()
    }

    #[test]
    fn a_gates_sum_is_what_its_squashing_was_given() {
        let trace = lawful_trace("abcd", 3, 2);
        let equation = equation(&trace, 1, Signal::Gate(Gate::Forget), 2, 3).unwrap();
        let lines = written(&equation);
        assert_eq!(lines[0], "f = σ(W x + b + U h)");
        let sum = number(lines[2].split(['(', ')']).nth(1).unwrap());
        assert!((1.0 / (1.0 + (-sum).exp()) - equation.value).abs() < 1e-3);
        assert!(lines[2].ends_with(&measured(equation.value)));
    }

    #[test]
    fn the_cell_adds_up() {
        let trace = lawful_trace("abcd", 3, 1);
        for step in 0..4 {
            let equation = equation(&trace, 0, Signal::Cell, 1, step).unwrap();
            let numbers: Vec<f32> = written(&equation)[1]
                .trim_start_matches("= ")
                .split(['·', '+'])
                .map(|part| number(part.trim().trim_matches(['(', ')'])))
                .collect();
            let [f, c, i, g] = numbers[..] else { panic!("four numbers") };
            assert!((f * c + i * g - equation.value).abs() < 3e-3);
            if step == 0 {
                assert_eq!(c, 0.0);
            }
        }
    }

    #[test]
    fn hidden_is_output_times_squashed_cell() {
        let trace = lawful_trace("abcd", 3, 1);
        let equation = equation(&trace, 0, Signal::Hidden, 0, 2).unwrap();
        assert!(written(&equation)[1].contains("·tanh("));
        assert!(equation.lines[2][1].result);
    }

    #[test]
    fn a_held_gate_says_so_from_its_first_step_on() {
        let mut trace = lawful_trace("abcd", 3, 1);
        trace.clamps = vec![Clamp { layer: 0, gate: Gate::Forget, neuron: Some(1), value: 0.0, from_step: 2 }];
        let forget = Signal::Gate(Gate::Forget);
        assert!(!equation(&trace, 0, forget, 1, 1).unwrap().held);
        assert!(!equation(&trace, 0, forget, 0, 2).unwrap().held);
        let held = equation(&trace, 0, forget, 1, 2).unwrap();
        assert!(held.held && held.in_words.contains("clamp"));
        assert!(written(&held)[2].starts_with("held at"));
    }

    #[test]
    fn a_cell_outside_the_trace_has_no_equation() {
        let trace = lawful_trace("ab", 3, 1);
        assert_eq!(equation(&trace, 0, Signal::Cell, 3, 0), None);
        assert_eq!(equation(&trace, 0, Signal::Cell, 0, 2), None);
        assert_eq!(equation(&trace, 1, Signal::Cell, 0, 0), None);
        assert_eq!(
            equation(&Trace { layers: vec![Default::default()], ..trace }, 0, Signal::Gate(Gate::Input), 0, 0),
            None
        );
    }
}
