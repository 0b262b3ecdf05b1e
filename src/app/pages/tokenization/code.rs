//! The training as it runs: the Rust source of this build, and the same idea in plain Python.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::tokenization::Phase;

const RUST: Listing = Listing {
    path: "source/algorithms/tokenization/trainer.rs",
    from: "    pub fn step(",
    until: "    fn note(",
    title: "src/algorithms/tokenization/trainer.rs",
    note: "Rust, as built into this page's worker",
};
const PYTHON: Listing = Listing {
    path: "assets/twins/tokenization.py",
    from: "",
    until: "",
    title: "the same in Python",
    note: "counts again for every merge",
};

pub fn code(page: Page) -> AnyView {
    let phase = page.see(|lesson| (lesson.phase == Phase::Ready, lesson.step() > 0, lesson.next_merge().is_some()));
    // What the transport bar does is one step of the loop: choose, then merge.
    let live = Memo::new(move |_| match phase.get() {
        (true, _, true) => (CHOOSE.0, CHOOSE.1),
        (true, true, false) => (MERGE.0, MERGE.1),
        _ => (&[][..], &[][..]),
    });
    listings(RUST, PYTHON, live.into(), &[], None)
}

/// What the lines that choose a pair contain, in Rust and in Python.
const CHOOSE: Marks = (&["let at = self.most_frequent()?;"], &["best = max(pairs"]);
/// What the lines that merge contain.
const MERGE: Marks = (&["self.merge_at(place, result, &mut raised);"], &["words = {merged("]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_are_there_in_both_languages() {
        for (rust, python) in [CHOOSE, MERGE] {
            assert_marks(RUST, include_str!("../../../algorithms/tokenization/trainer.rs"), rust);
            assert_marks(PYTHON, include_str!("../../../../assets/twins/tokenization.py"), python);
        }
    }
}
