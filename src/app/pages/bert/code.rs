//! The encoder's layer and the head as they run, and their twins: the lines of what the page last did are lit.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::bert::{Doing, Experiment, Lesson};
use protocol::bert_classifier::Features;

const LAYER: Listing = Listing {
    path: "source/models/bert/layer.rs",
    from: "        let query = self.query.forward",
    until: "        let trace = ||",
    title: "src/models/bert/layer.rs",
    note: "Burn, as built into this page's engine",
};
const LAYER_TWIN: Listing = Listing {
    path: "assets/twins/bert.py",
    from: "class Layer(",
    until: "class BERTClassifier(",
    title: "the layer in PyTorch",
    note: "what transformers' BertLayer does",
};
const HEAD: Listing = Listing {
    path: "source/models/bert/head.rs",
    from: "impl Head {",
    until: "/// Inverted dropout",
    title: "src/models/bert/head.rs",
    note: "Burn",
};
const HEAD_TWIN: Listing = Listing {
    path: "assets/twins/bert.py",
    from: "class BERTClassifier(",
    until: "",
    title: "the classifier in PyTorch",
    note: "the guide's, with a frozen encoder",
};

pub fn code(page: Page) -> AnyView {
    let of_layer = page.see(layer_marks);
    let of_head = page.see(head_marks);
    view! {
        {listings(LAYER, LAYER_TWIN, of_layer.into(), &[], None)}
        {listings(HEAD, HEAD_TWIN, of_head.into(), &[], None)}
    }
    .into_any()
}

/// What attention ran through, and where an experiment reached in.
fn layer_marks(lesson: &Lesson) -> Marks {
    match lesson.doing() {
        Doing::Nothing => (&[], &[]),
        Doing::Breaking(Experiment::Head | Experiment::Layer) => HEADS_OUT,
        Doing::Breaking(Experiment::Specials) => MASKED,
        Doing::Breaking(_) | Doing::Reading | Doing::Training(_) | Doing::Asking(_) => ATTENTION,
    }
}

/// What the classifier ran through.
fn head_marks(lesson: &Lesson) -> Marks {
    match lesson.doing() {
        Doing::Training(_) => TRAINING,
        Doing::Asking(Features::Pooler) => POOLED,
        Doing::Asking(Features::Mean) => MEAN,
        _ => (&[], &[]),
    }
}

const ATTENTION: Marks = (
    &["let scores = (ops.scores)", "let probabilities = (ops.softmax)", "let context = (ops.mix)"],
    &["scores = query @", "A = scores.softmax", "context = (A @ value)"],
);
const HEADS_OUT: Marks = (
    &["let probabilities = match run.surgery.heads", "Some(factors) => probabilities * factors"],
    &["A = A * head_mask"],
);
const MASKED: Marks =
    (&["let visible = match &run.mask", "Some(mask) => scores + mask.clone()"], &["scores = scores + mask"]);
const TRAINING: Marks = (
    &["let mut x = drop(features)", "self.classifier.forward(x)", "activation::log_softmax(logits, 1)"],
    &["x = self.dropout(features)", "return self.classifier(x)", "loss = functional.cross_entropy"],
);
const POOLED: Marks = (&["self.classifier.forward(x)"], &["return outputs.pooler_output", "return self.classifier(x)"]);
const MEAN: Marks = (&["self.classifier.forward(x)"], &["return functional.normalize(", "return self.classifier(x)"]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_that_run_are_in_both_languages() {
        let python = include_str!("../../../../assets/twins/bert.py");
        for marks in [ATTENTION, HEADS_OUT, MASKED] {
            assert_marks(LAYER, include_str!("../../../models/bert/layer.rs"), marks.0);
            assert_marks(LAYER_TWIN, python, marks.1);
        }
        for marks in [TRAINING, POOLED, MEAN] {
            assert_marks(HEAD, include_str!("../../../models/bert/head.rs"), marks.0);
            assert_marks(HEAD_TWIN, python, marks.1);
        }
    }
}
