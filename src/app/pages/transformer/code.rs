//! The block that ran, and its twin: the lines of the step on show are lit.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use lessons::transformer::Step;

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

pub fn code(page: Page) -> AnyView {
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
        Step::Embed | Step::Position | Step::LastNorm | Step::Logits => (&[], &[]),
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
        for order in [Order { pre_norm: false, head: false }, Order { pre_norm: true, head: true }] {
            for step in order.steps() {
                let (ours, theirs) = block_marks(step);
                assert_marks(BLOCK, include_str!("../../../models/transformer/block.rs"), ours);
                assert_marks(BLOCK_TWIN, python, theirs);
                let (ours, theirs) = model_marks(step);
                assert_marks(MODEL, include_str!("../../../models/transformer/model.rs"), ours);
                assert_marks(MODEL_TWIN, python, theirs);
            }
        }
    }
}
