//! The block that ran, and its twin: the lines of the step on show are lit.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::transformer::{ModelKind, Step};

const BLOCK: Listing = Listing {
    path: "source/models/transformer/block.rs",
    from: "    /// Runs block number",
    until: "        LayerTrace {",
    title: "src/models/transformer/block.rs",
    note: "Burn, as built into this page's engine",
};
const BLOCK_TWIN: Listing = Listing {
    path: "assets/twins/transformer.py",
    from: "class MultiHeadAttention",
    until: "class Transformer(",
    title: "the block in PyTorch",
    note: "the guide's classes, written out",
};
const MODEL: Listing = Listing {
    path: "source/models/transformer/model.rs",
    from: "    /// Runs `tokens`",
    until: "        Output { hidden",
    title: "src/models/transformer/model.rs",
    note: "Burn",
};
const MODEL_TWIN: Listing = Listing {
    path: "assets/twins/transformer.py",
    from: "class Transformer(",
    until: "",
    title: "the stack in PyTorch",
    note: "",
};

const LAYER: Listing = Listing {
    path: "source/models/bert/layer.rs",
    from: "    /// `x` `[batch * tokens, hidden]` to the same",
    until: "        let trace = ||",
    title: "src/models/bert/layer.rs",
    note: "Burn, as built into this page's engine",
};
const EMBEDDINGS: Listing = Listing {
    path: "source/models/bert/model.rs",
    from: "    /// The embeddings of a batch's words",
    until: "        let trace = parts",
    title: "src/models/bert/model.rs",
    note: "Burn",
};

pub fn code(page: Page) -> AnyView {
    let pretrained = page.see(|lesson| lesson.model == ModelKind::MiniLm);
    view! {
        {when(Signal::derive(move || !pretrained.get()), move || of_this_project(page))}
        {when(pretrained, move || of_bert(page))}
    }
    .into_any()
}

/// The layer that BERT's lesson uses too; its twin is the block of the guide, whose steps are the same.
fn of_bert(page: Page) -> AnyView {
    let step = page.see(|lesson| lesson.step());
    let of_layer = Signal::derive(move || (layer_marks(step.get()), block_marks(step.get()).1));
    let of_embeddings = Signal::derive(move || (embedding_marks(step.get()), model_marks(step.get()).1));
    view! {
        {listings(LAYER, BLOCK_TWIN, of_layer, &[], None)}
        {listings(EMBEDDINGS, MODEL_TWIN, of_embeddings, &[], None)}
    }
    .into_any()
}

fn layer_marks(step: Step) -> &'static [&'static str] {
    match step {
        Step::Embed | Step::Position | Step::EmbeddingNorm | Step::LastNorm | Step::Logits => &[],
        Step::Project => &["let query = self.query.forward", "let key = self.key.forward", "let value = self.value"],
        Step::Split => &["let projected = kept("],
        Step::Products | Step::Scale => &["let scores = (ops.scores)("],
        Step::Mask => &["Some(mask) => scores + mask"],
        Step::Softmax => &["let probabilities = (ops.softmax)"],
        Step::Mix | Step::Merge => &["let context = (ops.mix)"],
        Step::Output => &["let attended = self.attention_output"],
        Step::FirstResidual => &["let sum = attended + x"],
        Step::FirstNorm => &["let attention_norm = self.attention_norm"],
        Step::Inner => &["let intermediate = self.intermediate"],
        Step::Activate => &["let activated = (ops.gelu)"],
        Step::Outer => &["let fed = self.output.forward"],
        Step::SecondResidual => &["let sum = fed + attention_norm"],
        Step::SecondNorm => &["let output = self.output_norm"],
    }
}

fn embedding_marks(step: Step) -> &'static [&'static str] {
    match step {
        Step::Embed => &["let words = look_up("],
        Step::Position => &["{ word + position }", "let sum = placed + token_type"],
        Step::EmbeddingNorm => &["let x = self.embeddings_norm"],
        _ => &[],
    }
}

fn of_this_project(page: Page) -> AnyView {
    let step = page.see(|lesson| lesson.step());
    let of_block = Signal::derive(move || block_marks(step.get()));
    let of_model = Signal::derive(move || model_marks(step.get()));
    view! {
        {listings(BLOCK, BLOCK_TWIN, of_block, &[], None)}
        {listings(MODEL, MODEL_TWIN, of_model, &[], None)}
    }
    .into_any()
}

/// What the lines of a step contain, in Rust and in Python.
fn block_marks(step: Step) -> Marks {
    match step {
        Step::Embed | Step::Position | Step::EmbeddingNorm | Step::LastNorm | Step::Logits => (&[], &[]),
        Step::FirstNorm => (
            &["self.norm1.forward(input.clone())", "self.norm1.forward(attention_residual.clone())"],
            &["self.norm1(x) if", "x = self.norm1(x)"],
        ),
        Step::Project => (
            &["let query = self.attention.w_q", "let key = self.attention.w_k", "let value = self.attention.w_v"],
            &["Q = self.W_q(x)", "K = self.W_k(x)", "V = self.W_v(x)"],
        ),
        Step::Split => (&["let (query, key, value) = (heads(query)"], &["q, k, v = (split(t)"]),
        Step::Products => (&["let products = query"], &["products = q @ k"]),
        Step::Scale => (&["let scores = products"], &["scores = products /"]),
        Step::Mask => (&["scores.clone().mask_fill("], &["masked_fill("]),
        Step::Softmax => (&["let probabilities = activation::softmax"], &["A = masked.softmax"]),
        Step::Mix => (&["let mut mixed = probabilities"], &["mixed = A @ v"]),
        Step::Merge => (&["let context = mixed"], &["context = mixed"]),
        Step::Output => (&["let attention_output = self.attention.w_o"], &["return self.W_o(context)"]),
        Step::FirstResidual => (&["let attention_residual = self.add("], &["x = x + self.attention("]),
        Step::Inner => (&["let intermediate = self.inner"], &["nn.Linear(d_model, d_ff)"]),
        Step::Activate => (&["Activation::Relu =>", "Activation::Gelu =>"], &["nn.GELU() if gelu else nn.ReLU()"]),
        Step::Outer => (&["let feed_forward = self.outer"], &["nn.Linear(d_ff, d_model)"]),
        Step::SecondResidual => (&["let residual = self.add("], &["x = x + self.feed_forward("]),
        Step::SecondNorm => (
            &["self.norm2.forward(attention_residual.clone())", "self.norm2.forward(residual.clone())"],
            &["self.norm2(x) if", "x = self.norm2(x)"],
        ),
    }
}

fn model_marks(step: Step) -> Marks {
    match step {
        Step::Embed => (&["let word = self.embedding"], &["x = self.embedding(tokens)"]),
        Step::Position => (&["let mut x = if"], &["x = x + self.position"]),
        Step::EmbeddingNorm => (&[], &[]),
        Step::LastNorm => (&["Some(norm) => norm.forward(x)"], &["self.norm(x)"]),
        Step::Logits => (&["rows.matmul(head.val()"], &["self.head(x)"]),
        _ => (&["let traced = block.forward("], &["x = block(x, mask)"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lessons::transformer::Order;

    #[test]
    fn every_step_has_its_lines_in_both_languages() {
        let python = include_str!("../../../../assets/twins/transformer.py");
        for order in [
            Order::default(),
            Order { pre_norm: true, head: true, segments: false },
            Order { segments: true, ..Order::default() },
        ] {
            for step in order.steps() {
                let (ours, theirs) = block_marks(step);
                assert_marks(BLOCK, include_str!("../../../models/transformer/block.rs"), ours);
                assert_marks(BLOCK_TWIN, python, theirs);
                let (ours, theirs) = model_marks(step);
                assert_marks(MODEL, include_str!("../../../models/transformer/model.rs"), ours);
                assert_marks(MODEL_TWIN, python, theirs);
                assert_marks(LAYER, include_str!("../../../models/bert/layer.rs"), layer_marks(step));
                assert_marks(EMBEDDINGS, include_str!("../../../models/bert/model.rs"), embedding_marks(step));
            }
        }
    }
}
