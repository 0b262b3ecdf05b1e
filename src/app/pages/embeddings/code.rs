//! The update as it runs: the Rust source of this build, and the same in PyTorch.

use super::Page;
use crate::components::*;
use leptos::prelude::*;

const RUST: Listing = Listing {
    path: "source/models/kernels/word2vec.rs",
    from: "/// One example of negative sampling",
    until: "/// One example of the full softmax",
    title: "src/models/kernels/word2vec.rs",
    note: "as built into this page's engine",
};
const PYTHON: Listing = Listing {
    path: "assets/twins/embeddings.py",
    from: "",
    until: "",
    title: "the same in PyTorch",
    note: "one pair and its negatives",
};

pub fn code(page: Page) -> AnyView {
    let stepping = page.see(|lesson| lesson.step().is_some());
    let live = Signal::derive(move || if stepping.get() { LIVE } else { (&[][..], &[][..]) });
    listings(RUST, PYTHON, live, &[], None)
}

/// What the lines that a step has just run contain.
const LIVE: Marks = (
    &["scores.extend(", "let positive =", "add_times(pulls[k]", "add_times(pull, hidden"],
    &["scores = ", "loss = ", "word -= alpha", "output -= alpha"],
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_that_run_are_in_both_languages() {
        assert_marks(RUST, include_str!("../../../models/kernels/word2vec.rs"), LIVE.0);
        assert_marks(PYTHON, include_str!("../../../../assets/twins/embeddings.py"), LIVE.1);
    }
}
