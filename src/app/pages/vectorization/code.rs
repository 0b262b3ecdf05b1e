//! The weights as they are computed: the Rust of this page's worker, and the same in NumPy.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::vectorization::Stage;

const RUST: Listing = Listing {
    path: "source/algorithms/vectorization/space.rs",
    from: "/// `tf` as the weight uses it",
    until: "",
    title: "src/algorithms/vectorization/space.rs",
    note: "Rust, as built into this page's worker",
};
const PYTHON: Listing = Listing {
    path: "assets/twins/vectorization.py",
    from: "def tf(",
    until: "",
    title: "the same in NumPy",
    note: "TfidfTransformer does this inside",
};

const NAMES: &[ConceptName] =
    &[("tf", "c-tf"), ("df", "c-df"), ("idf", "c-idf"), ("norm", "c-norm"), ("weights", "c-weight")];

pub fn code(page: Page) -> AnyView {
    let stage = page.see(|lesson| lesson.stage());
    // A concept that is pointed at in the text or in the code itself comes first.
    let live = Signal::derive(move || match page.concept.get() {
        Some("c-tf") => marks(Stage::Counts),
        Some("c-df" | "c-idf") => marks(Stage::Idf),
        Some("c-norm" | "c-weight") => marks(Stage::Norm),
        _ => marks(stage.get()),
    });
    listings(RUST, PYTHON, live, NAMES, Some(Callback::new(move |concept| page.concept.set(concept))))
}

/// What the lines of a step contain, in Rust and in Python.
fn marks(stage: Stage) -> Marks {
    match stage {
        Stage::Text | Stage::Lowered | Stage::Words | Stage::Terms => (&[], &[]),
        Stage::Counts => {
            (&["if sublinear { count.ln() + 1.0 }"], &["return 1 + np.log(count) if sublinear else count"])
        }
        Stage::Idf => (&["+ added)).ln() + 1.0"], &["return np.log((n + added) / (df + added)) + 1"]),
        Stage::Product => (&["let products ="], &["weights = tf(count, sublinear) * idf(df, n, smooth)"]),
        Stage::Norm => (&["*w /= norm"], &["return weights / norm"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lessons::vectorization::stages;
    use protocol::vectorization::Representation;

    #[test]
    fn every_step_has_its_lines_in_both_languages() {
        let rust = include_str!("../../../algorithms/vectorization/space.rs");
        let python = include_str!("../../../../assets/twins/vectorization.py");
        for stage in stages(Representation::TfIdf) {
            let (left, right) = marks(*stage);
            assert_marks(RUST, rust, left);
            assert_marks(PYTHON, python, right);
        }
    }
}
