//! The steps of a run, in their order, and what each reads and makes.

use protocol::transformer::Ran;

use super::quantity::{Linear, Norm, Quantity};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Embed,
    Position,
    EmbeddingNorm,
    FirstNorm,
    Project,
    Split,
    Products,
    Scale,
    Mask,
    Softmax,
    Mix,
    Merge,
    Output,
    FirstResidual,
    Inner,
    Activate,
    Outer,
    SecondResidual,
    SecondNorm,
    LastNorm,
    Logits,
}

/// What decides the order of the steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    pub pre_norm: bool,
    pub head: bool,
    /// A segment's vector is added, and a norm follows, as in BERT.
    pub segments: bool,
}

impl Order {
    pub fn of(ran: &Ran) -> Order {
        Order {
            pre_norm: ran.shape.pre_norm,
            head: !ran.trace.logits.is_empty(),
            segments: !ran.trace.segment.is_empty(),
        }
    }

    pub fn steps(self) -> Vec<Step> {
        let mut steps = vec![Step::Embed, Step::Position];
        if self.segments {
            steps.push(Step::EmbeddingNorm);
        }
        if self.pre_norm {
            steps.push(Step::FirstNorm);
        }
        steps.extend([Step::Project, Step::Split, Step::Products, Step::Scale, Step::Mask, Step::Softmax, Step::Mix]);
        steps.extend([Step::Merge, Step::Output, Step::FirstResidual]);
        steps.push(if self.pre_norm { Step::SecondNorm } else { Step::FirstNorm });
        steps.extend([Step::Inner, Step::Activate, Step::Outer, Step::SecondResidual]);
        steps.push(if self.pre_norm { Step::LastNorm } else { Step::SecondNorm });
        if self.head {
            steps.push(Step::Logits);
        }
        steps
    }

    /// What the projections read.
    pub fn attended(self) -> Quantity {
        if self.pre_norm { Quantity::AttentionNorm } else { Quantity::Input }
    }

    /// What the feed-forward part reads.
    pub fn fed(self) -> Quantity {
        if self.pre_norm { Quantity::FeedForwardNorm } else { Quantity::AttentionNorm }
    }

    /// What the feed-forward part's output is added to.
    pub fn stream(self) -> Quantity {
        if self.pre_norm { Quantity::AttentionResidual } else { Quantity::AttentionNorm }
    }

    pub fn normed_first(self) -> Quantity {
        if self.pre_norm { Quantity::Input } else { Quantity::AttentionResidual }
    }

    pub fn normed_second(self) -> Quantity {
        if self.pre_norm { Quantity::AttentionResidual } else { Quantity::Residual }
    }
}

impl Step {
    pub fn title(self) -> &'static str {
        match self {
            Step::Embed => "Embed: a vector for each word",
            Step::Position => "Add the position",
            Step::EmbeddingNorm => "Layer norm of the embeddings",
            Step::FirstNorm => "First layer norm",
            Step::Project => "Project: queries, keys, values",
            Step::Split => "Split in heads",
            Step::Products => "Scores: every query with every key",
            Step::Scale => "Scale by √head_dim",
            Step::Mask => "Mask",
            Step::Softmax => "Softmax",
            Step::Mix => "Mix the values",
            Step::Merge => "Merge the heads",
            Step::Output => "Output projection",
            Step::FirstResidual => "Residual: add what came in",
            Step::Inner => "Feed-forward, first linear layer",
            Step::Activate => "Activation",
            Step::Outer => "Feed-forward, second linear layer",
            Step::SecondResidual => "Residual again",
            Step::SecondNorm => "Second layer norm",
            Step::LastNorm => "Last layer norm",
            Step::Logits => "A score for every letter",
        }
    }

    pub fn inputs(self, order: Order) -> Vec<Quantity> {
        let linear = |x: Quantity, which: Linear| vec![x, Quantity::Weight(which), Quantity::Bias(which)];
        let norm = |x: Quantity, which: Norm| vec![x, Quantity::NormWeight(which), Quantity::NormBias(which)];
        match self {
            Step::Embed => vec![Quantity::Embedding],
            Step::Position if order.segments => {
                vec![Quantity::Word, Quantity::PositionTable, Quantity::SegmentTable]
            }
            Step::Position => vec![Quantity::Word, Quantity::PositionTable],
            Step::EmbeddingNorm => norm(Quantity::Embedded, Norm::Embedding),
            Step::FirstNorm => norm(order.normed_first(), Norm::First),
            Step::Project => {
                let mut all = vec![order.attended()];
                for which in [Linear::Query, Linear::Key, Linear::Value] {
                    all.extend([Quantity::Weight(which), Quantity::Bias(which)]);
                }
                all
            }
            Step::Split => vec![Quantity::Query, Quantity::Key, Quantity::Value],
            Step::Products => vec![Quantity::HeadQuery, Quantity::HeadKey],
            Step::Scale => vec![Quantity::Products],
            Step::Mask => vec![Quantity::Scores, Quantity::Mask],
            Step::Softmax => vec![Quantity::Masked],
            Step::Mix => vec![Quantity::Probabilities, Quantity::HeadValue],
            Step::Merge => vec![Quantity::Mixed],
            Step::Output => linear(Quantity::Context, Linear::Output),
            Step::FirstResidual => vec![Quantity::Input, Quantity::AttentionOutput],
            Step::Inner => linear(order.fed(), Linear::Inner),
            Step::Activate => vec![Quantity::Intermediate],
            Step::Outer => linear(Quantity::Activated, Linear::Outer),
            Step::SecondResidual => vec![order.stream(), Quantity::FeedForward],
            Step::SecondNorm => norm(order.normed_second(), Norm::Second),
            Step::LastNorm => norm(Quantity::LastOutput, Norm::Last),
            Step::Logits => vec![Quantity::Hidden, Quantity::Head],
        }
    }

    pub fn outputs(self) -> Vec<Quantity> {
        match self {
            Step::Embed => vec![Quantity::Word],
            Step::Position => vec![Quantity::Embedded],
            Step::EmbeddingNorm => vec![Quantity::EmbeddingNorm],
            Step::FirstNorm => vec![Quantity::AttentionNorm],
            Step::Project => vec![Quantity::Query, Quantity::Key, Quantity::Value],
            Step::Split => vec![Quantity::HeadQuery, Quantity::HeadKey, Quantity::HeadValue],
            Step::Products => vec![Quantity::Products],
            Step::Scale => vec![Quantity::Scores],
            Step::Mask => vec![Quantity::Masked],
            Step::Softmax => vec![Quantity::Probabilities],
            Step::Mix => vec![Quantity::Mixed],
            Step::Merge => vec![Quantity::Context],
            Step::Output => vec![Quantity::AttentionOutput],
            Step::FirstResidual => vec![Quantity::AttentionResidual],
            Step::Inner => vec![Quantity::Intermediate],
            Step::Activate => vec![Quantity::Activated],
            Step::Outer => vec![Quantity::FeedForward],
            Step::SecondResidual => vec![Quantity::Residual],
            Step::SecondNorm => vec![Quantity::FeedForwardNorm],
            Step::LastNorm => vec![Quantity::Hidden],
            Step::Logits => vec![Quantity::Logits],
        }
    }

    /// What happens, with the names of the pictures.
    pub fn operation(self, order: Order) -> String {
        let x = order.attended().symbol();
        match self {
            Step::Embed => "word[t] = E[token t]".into(),
            Step::Position if order.segments => "x[t] = word[t] + P[t] + S[0]: the row of the first text".into(),
            Step::Position => "x[t] = word[t] + P[t]".into(),
            Step::EmbeddingNorm => "norm0 = γ0 · (x − mean) / √(variance + ε) + β0".into(),
            Step::FirstNorm => {
                format!("norm1 = γ1 · ({0} − mean) / √(variance + ε) + β1", order.normed_first().symbol())
            }
            Step::Project => format!("Q = {x}·W_qᵀ + b_q,  K = {x}·W_kᵀ + b_k,  V = {x}·W_vᵀ + b_v"),
            Step::Split => "each head takes its own columns of Q, K and V".into(),
            Step::Products => "one dot product for each pair of tokens".into(),
            Step::Scale => "scores = q·kᵀ / √head_dim".into(),
            Step::Mask => "a hidden score is overwritten, the others stay".into(),
            Step::Softmax => "A = softmax of each row".into(),
            Step::Mix => "A·v: each token takes its shares of the values".into(),
            Step::Merge => "context: the heads side by side again".into(),
            Step::Output => "attention = context·W_oᵀ + b_o".into(),
            Step::FirstResidual => "x + attention".into(),
            Step::Inner => format!("h = {}·W_1ᵀ + b_1", order.fed().symbol()),
            Step::Activate => "act(h), number by number".into(),
            Step::Outer => "ff = act(h)·W_2ᵀ + b_2".into(),
            Step::SecondResidual => format!("sum + ff, where the sum is {}", order.stream().symbol()),
            Step::SecondNorm => {
                format!("norm2 = γ2 · ({0} − mean) / √(variance + ε) + β2", order.normed_second().symbol())
            }
            Step::LastNorm => "hidden = γ · (last output − mean) / √(variance + ε) + β".into(),
            Step::Logits => "logits = hidden·W_headᵀ".into(),
        }
    }

    /// The step that made a quantity; `None` for weights and what the reader gives.
    pub fn that_made(quantity: Quantity, order: Order, layer: usize) -> Option<Step> {
        match quantity {
            // The first layer reads what the embedding step made; the others what the layer before gave.
            Quantity::Input => {
                (layer == 0).then_some(if order.segments { Step::EmbeddingNorm } else { Step::Position })
            }
            Quantity::Position => Some(Step::Position),
            Quantity::LastOutput => Some(Step::SecondResidual),
            _ => order.steps().into_iter().find(|step| step.outputs().contains(&quantity)),
        }
    }
}
