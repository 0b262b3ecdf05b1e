//! The equations as they run: the Rust source of this build, and the same in PyTorch.

use super::page::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::lstm::SIGNALS;
use protocol::lstm::{Gate, Signal as Shown};
use viz::highlight::Language;

const RUST: &str = include_str!("../../../models/lstm/cell.rs");
const PYTHON: &str = include_str!("twin.py");

const CONCEPTS: &[ConceptName] = &[
    ("forget", "c-forget"),
    ("input", "c-input"),
    ("candidate", "c-cand"),
    ("output", "c-output"),
    ("cell", "c-cell"),
    ("hidden", "c-hidden"),
    ("f", "c-forget"),
    ("i", "c-input"),
    ("g", "c-cand"),
    ("o", "c-output"),
];

pub fn code(page: Page) -> AnyView {
    let lit = page.see(|lesson| lesson.view.hover.map_or(lesson.view.signal, |cell| cell.signal));
    // A concept that is pointed at in the text or in the code itself comes first.
    let signal = Memo::new(move |_| {
        let pointed = page.concept.get().and_then(|class| SIGNALS.iter().find(|info| info.class == class));
        pointed.map_or(lit.get(), |info| info.signal)
    });
    let rust = step_of(RUST);
    let left = Source {
        title: "src/models/lstm/cell.rs".into(),
        note: "Burn, as built into this page's engine".into(),
        language: Language::Rust,
        text: rust.into(),
    };
    let right = Source {
        title: "the same in PyTorch".into(),
        note: "nn.LSTM does this inside".into(),
        language: Language::Python,
        text: PYTHON.into(),
    };
    view! {
        <CodePanel
            left
            right
            live_left=Memo::new(move |_| lines_with(rust, marks(signal.get()).0))
            live_right=Memo::new(move |_| lines_with(PYTHON, marks(signal.get()).1))
            concepts=CONCEPTS
            on_concept=Callback::new(move |concept| page.concept.set(concept))
        />
    }
    .into_any()
}

/// The source from its step function on.
fn step_of(source: &'static str) -> &'static str {
    source.find("pub fn step(").map_or(source, |from| &source[from..])
}

/// What the lines that compute a signal contain, in Rust and in Python.
fn marks(signal: Shown) -> (&'static [&'static str], &'static [&'static str]) {
    match signal {
        Shown::Gate(Gate::Input) => (&["input: sigmoid("], &["i = torch.sigmoid(i)"]),
        Shown::Gate(Gate::Forget) => (&["forget: sigmoid("], &["f = torch.sigmoid(f)"]),
        Shown::Gate(Gate::Candidate) => (&["candidate: part("], &["g = torch.tanh(g)"]),
        Shown::Gate(Gate::Output) => (&["output: sigmoid("], &["o = torch.sigmoid(o)"]),
        Shown::Cell => (&["let kept =", "let added =", "let cell = kept"], &["kept = f", "added = i", "cell = kept"]),
        Shown::Hidden => (&["let hidden = gates.output"], &["hidden = o *"]),
    }
}

fn lines_with(source: &str, marks: &[&str]) -> Vec<usize> {
    let marked = |line: &str| marks.iter().any(|mark| line.contains(mark));
    source.lines().enumerate().filter(|(_, line)| marked(line)).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signal_has_its_lines_in_both_languages() {
        assert!(step_of(RUST).starts_with("pub fn step("));
        for info in &SIGNALS {
            let (rust, python) = marks(info.signal);
            assert_eq!(lines_with(step_of(RUST), rust).len(), rust.len(), "{}", info.name);
            assert_eq!(lines_with(PYTHON, python).len(), python.len(), "{}", info.name);
        }
    }
}
