//! The code as it runs: a block of the model, and the stages of the draw, each beside its Python twin.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::gpt::Lesson;

const BLOCK: [Listing; 2] = [
    Listing {
        path: "source/models/gpt/block.rs",
        from: "impl Block {",
        until: "impl Linear {",
        title: "src/models/gpt/block.rs",
        note: "Burn, as built into this page's engine",
    },
    Listing {
        path: "assets/twins/gpt.py",
        from: "class GPTBlock",
        until: "def draw(",
        title: "the same in PyTorch",
        note: "the guide's class, put right",
    },
];
const DRAW: [Listing; 2] = [
    Listing {
        path: "source/algorithms/sampling/chain.rs",
        from: "    pub fn apply(",
        until: "    fn penalise(",
        title: "src/algorithms/sampling/chain.rs",
        note: "lit: the last stage that changes something now",
    },
    Listing {
        path: "assets/twins/gpt.py",
        from: "def draw(",
        until: "",
        title: "the stages in PyTorch",
        note: "as transformers defines the stages",
    },
];

/// What the lines of each kind of block contain that the other kind has not.
const POST: Marks = (
    &["let x = if post { self.norm1", "if post { self.norm2"],
    &["x = self.norm1(attention_out + x)", "return self.norm2("],
);
const PRE: Marks = (
    &["let read = if post { x.clone() } else { self.norm1", "let read = if post { x.clone() } else { self.norm2"],
    &["read = self.norm1(x)", "return x + self.feed_forward(self.norm2(x))"],
);

/// The lines of each stage.
const STAGES: [Marks; 5] = [
    (&["let penalised ="], &["scores = repetition_penalty("]),
    (&["trace.push(Stage::Temperature"], &["scores = temperature("]),
    (&["let removed = self.below_top_k"], &["scores = top_k("]),
    (&["let removed = self.outside_top_p"], &["scores = top_p("]),
    (&["let removed = self.below_min_p"], &["scores = min_p("]),
];

pub fn code(page: Page) -> AnyView {
    let kind = page.see(|lesson| if lesson.made().shape.pre_norm { PRE } else { POST });
    let live = page.see(stages);
    view! {
        {listings(BLOCK[0], BLOCK[1], kind.into(), &[], None)}
        {listings(DRAW[0], DRAW[1], live.into(), &[], None)}
    }
    .into_any()
}

/// The lines of the last stage that is set to change anything.
fn stages(lesson: &Lesson) -> Marks {
    let settings = &lesson.glass.settings;
    let on = [
        settings.repetition_penalty != 1.0,
        settings.temperature != 1.0,
        settings.top_k > 0,
        settings.top_p < 1.0,
        settings.min_p > 0.0,
    ];
    on.iter().rposition(|on| *on).map_or((&[], &[]), |stage| STAGES[stage])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_stands_once_in_both_languages() {
        let twin = include_str!("../../../../assets/twins/gpt.py");
        for (rust, python) in [POST, PRE] {
            assert_marks(BLOCK[0], include_str!("../../../models/gpt/block.rs"), rust);
            assert_marks(BLOCK[1], twin, python);
        }
        for (rust, python) in STAGES {
            assert_marks(DRAW[0], include_str!("../../../algorithms/sampling/chain.rs"), rust);
            assert_marks(DRAW[1], twin, python);
        }
    }
}
