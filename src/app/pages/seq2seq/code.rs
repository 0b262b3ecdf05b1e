//! One step of the decoder as it runs: the Rust source of this build, and the same in PyTorch.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use protocol::seq2seq::{Attention, Which};

const RUST: Listing = Listing {
    path: "source/models/seq2seq/decoder.rs",
    from: "/// One step: fed",
    until: "/// All attention on",
    title: "src/models/seq2seq/decoder.rs",
    note: "Burn, as built into this page's engine",
};
const PYTHON: Listing = Listing {
    path: "assets/twins/seq2seq.py",
    from: "",
    until: "",
    title: "the same in PyTorch",
    note: "the guide's decoder with attention as a switch",
};

/// Which lines are in use.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Lit {
    Additive,
    Luong,
    Plain,
}

pub fn code(page: Page) -> AnyView {
    let live = page.see(|lesson| {
        let attention = lesson.made_with.as_ref().unwrap_or(&lesson.settings).attention;
        match attention {
            _ if lesson.which == Which::Plain && lesson.has_plain() => Lit::Plain,
            Attention::None => Lit::Plain,
            Attention::Additive => Lit::Additive,
            Attention::Dot | Attention::General => Lit::Luong,
        }
    });
    listings(RUST, PYTHON, Signal::derive(move || marks(live.get())), &[], None)
}

fn marks(lit: Lit) -> Marks {
    match lit {
        Lit::Additive => (
            &["let (context, looked) = self.look(top,", "x = Tensor::cat(vec![x, context]"],
            &["context, shares = self.attention(hidden[-1]", "x = torch.cat([x, context]"],
        ),
        Lit::Luong => (
            &["let (context, looked) = self.look(x.clone()", "x = attention.combined(context, x)"],
            &["context, shares = self.attention(x", "x = torch.tanh(self.combine("],
        ),
        Lit::Plain => (
            &["let (state, _) = step(from_input", "let logits = x.matmul"],
            &["x, (hidden, cell) = self.lstm(", "return self.fc(x)"],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_switch_has_its_lines_in_both_languages() {
        for lit in [Lit::Additive, Lit::Luong, Lit::Plain] {
            let (rust, python) = marks(lit);
            assert_marks(RUST, include_str!("../../../models/seq2seq/decoder.rs"), rust);
            assert_marks(PYTHON, include_str!("../../../../assets/twins/seq2seq.py"), python);
        }
    }
}
