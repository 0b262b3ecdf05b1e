//! The equations as they run: the Rust source of this build, and the same in PyTorch.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::lstm::SIGNALS;
use protocol::lstm::{Gate, Signal as Shown};

const RUST: Listing = Listing {
    path: "source/models/lstm/cell.rs",
    from: "pub fn step(",
    until: "",
    title: "src/models/lstm/cell.rs",
    note: "Burn, as built into this page's engine",
};
const PYTHON: Listing = Listing {
    path: "assets/twins/lstm.py",
    from: "",
    until: "",
    title: "the same in PyTorch",
    note: "nn.LSTM does this inside",
};

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
    let live = Memo::new(move |_| {
        let pointed = page.concept.get().and_then(|class| SIGNALS.iter().find(|info| info.class == class));
        marks(pointed.map_or(lit.get(), |info| info.signal))
    });
    let on_concept = Callback::new(move |concept| page.concept.set(concept));
    listings(RUST, PYTHON, live.into(), CONCEPTS, Some(on_concept))
}

/// What the lines that compute a signal contain, in Rust and in Python.
fn marks(signal: Shown) -> Marks {
    match signal {
        Shown::Gate(Gate::Input) => (&["input: sigmoid("], &["i = torch.sigmoid(i)"]),
        Shown::Gate(Gate::Forget) => (&["forget: sigmoid("], &["f = torch.sigmoid(f)"]),
        Shown::Gate(Gate::Candidate) => (&["candidate: part("], &["g = torch.tanh(g)"]),
        Shown::Gate(Gate::Output) => (&["output: sigmoid("], &["o = torch.sigmoid(o)"]),
        Shown::Cell => (&["let kept =", "let added =", "let cell = kept"], &["kept = f", "added = i", "cell = kept"]),
        Shown::Hidden => (&["let hidden = gates.output"], &["hidden = o *"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signal_has_its_lines_in_both_languages() {
        for info in &SIGNALS {
            let (rust, python) = marks(info.signal);
            assert_marks(RUST, include_str!("../../../models/lstm/cell.rs"), rust);
            assert_marks(PYTHON, include_str!("../../../../assets/twins/lstm.py"), python);
        }
    }
}
