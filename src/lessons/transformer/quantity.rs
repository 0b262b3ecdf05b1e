//! Every tensor that the page can show: what it is called, and where its numbers stand.

use std::borrow::Cow;

use protocol::transformer::{Layer, Ran, Trace, Weight};
use viz::heatmap::Grid;

/// A projection with its bias.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Linear {
    Query,
    Key,
    Value,
    Output,
    Inner,
    Outer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Norm {
    /// Of the embeddings, in BERT.
    Embedding,
    First,
    Second,
    /// After the last layer, if the layers normalise before their parts.
    Last,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantity {
    Embedding,
    PositionTable,
    SegmentTable,
    Weight(Linear),
    Bias(Linear),
    NormWeight(Norm),
    NormBias(Norm),
    Head,
    Word,
    Position,
    /// The sum of these, and of the segment in BERT.
    Embedded,
    /// The same normalised, in BERT.
    EmbeddingNorm,
    /// What the layer on show reads.
    Input,
    /// Before they are cut into heads, `[tokens, d_model]`.
    Query,
    Key,
    Value,
    /// Of the head on show, `[tokens, head_dim]`.
    HeadQuery,
    HeadKey,
    HeadValue,
    Products,
    Scores,
    /// 1 where a query may look, 0 where not.
    Mask,
    Masked,
    Probabilities,
    Mixed,
    Context,
    AttentionOutput,
    AttentionResidual,
    AttentionNorm,
    Intermediate,
    Activated,
    FeedForward,
    Residual,
    FeedForwardNorm,
    /// What the last layer gave.
    LastOutput,
    Hidden,
    Logits,
}

/// What the rows or columns of a tensor stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    Tokens,
    Vocabulary,
    /// Numbers of a vector, counted from 0.
    Numbers,
    /// The one row of a bias.
    One,
}

impl Linear {
    pub fn letter(self) -> &'static str {
        match self {
            Linear::Query => "q",
            Linear::Key => "k",
            Linear::Value => "v",
            Linear::Output => "o",
            Linear::Inner => "1",
            Linear::Outer => "2",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Linear::Query => "attention.W_q",
            Linear::Key => "attention.W_k",
            Linear::Value => "attention.W_v",
            Linear::Output => "attention.W_o",
            Linear::Inner => "feed_forward.0",
            Linear::Outer => "feed_forward.3",
        }
    }
}

impl Quantity {
    /// As formulas write it.
    pub fn symbol(self) -> String {
        match self {
            Quantity::Embedding => "E".into(),
            Quantity::PositionTable => "P".into(),
            Quantity::SegmentTable => "S".into(),
            Quantity::Weight(linear) => format!("W_{}", linear.letter()),
            Quantity::Bias(linear) => format!("b_{}", linear.letter()),
            Quantity::NormWeight(norm) => format!("γ{}", norm.number()),
            Quantity::NormBias(norm) => format!("β{}", norm.number()),
            Quantity::Head => "W_head".into(),
            Quantity::Word => "word".into(),
            Quantity::Position => "position".into(),
            Quantity::Embedded | Quantity::Input => "x".into(),
            Quantity::EmbeddingNorm => "norm0".into(),
            Quantity::Query => "Q".into(),
            Quantity::Key => "K".into(),
            Quantity::Value => "V".into(),
            Quantity::HeadQuery => "q".into(),
            Quantity::HeadKey => "k".into(),
            Quantity::HeadValue => "v".into(),
            Quantity::Products => "q·kᵀ".into(),
            Quantity::Scores => "scores".into(),
            Quantity::Mask => "mask".into(),
            Quantity::Masked => "masked".into(),
            Quantity::Probabilities => "A".into(),
            Quantity::Mixed => "A·v".into(),
            Quantity::Context => "context".into(),
            Quantity::AttentionOutput => "attention".into(),
            Quantity::AttentionResidual => "x + attention".into(),
            Quantity::AttentionNorm => "norm1".into(),
            Quantity::Intermediate => "h".into(),
            Quantity::Activated => "act(h)".into(),
            Quantity::FeedForward => "ff".into(),
            Quantity::Residual => "sum + ff".into(),
            Quantity::FeedForwardNorm => "norm2".into(),
            Quantity::LastOutput => "last output".into(),
            Quantity::Hidden => "hidden".into(),
            Quantity::Logits => "logits".into(),
        }
    }

    /// The name of a weight in the file, for layer `layer`; `None` for what is computed.
    pub fn weight_name(self, layer: usize) -> Option<String> {
        match self {
            Quantity::Embedding => Some("embedding.weight".into()),
            Quantity::PositionTable => Some("position.weight".into()),
            Quantity::SegmentTable => Some("segment.weight".into()),
            Quantity::Weight(linear) => Some(format!("blocks.{layer}.{}.weight", linear.path())),
            Quantity::Bias(linear) => Some(format!("blocks.{layer}.{}.bias", linear.path())),
            Quantity::NormWeight(norm) => Some(norm.name(layer, "weight")),
            Quantity::NormBias(norm) => Some(norm.name(layer, "bias")),
            Quantity::Head => Some("head.weight".into()),
            _ => None,
        }
    }

    pub fn is_weight(self) -> bool {
        self.weight_name(0).is_some()
    }

    pub fn axes(self) -> (Axis, Axis) {
        match self {
            Quantity::Embedding | Quantity::Head => (Axis::Vocabulary, Axis::Numbers),
            Quantity::PositionTable | Quantity::SegmentTable | Quantity::Weight(_) => (Axis::Numbers, Axis::Numbers),
            Quantity::Bias(_) | Quantity::NormWeight(_) | Quantity::NormBias(_) => (Axis::One, Axis::Numbers),
            Quantity::Products | Quantity::Scores | Quantity::Mask | Quantity::Masked | Quantity::Probabilities => {
                (Axis::Tokens, Axis::Tokens)
            }
            Quantity::Logits => (Axis::Tokens, Axis::Vocabulary),
            _ => (Axis::Tokens, Axis::Numbers),
        }
    }

    /// Whether its numbers lie between 0 and 1.
    pub fn is_share(self) -> bool {
        matches!(self, Quantity::Probabilities | Quantity::Mask)
    }
}

impl Norm {
    fn number(self) -> &'static str {
        match self {
            Norm::Embedding => "0",
            Norm::First => "1",
            Norm::Second => "2",
            Norm::Last => "",
        }
    }

    fn name(self, layer: usize, kind: &str) -> String {
        match self {
            Norm::Embedding => format!("embedding_norm.{kind}"),
            Norm::First => format!("blocks.{layer}.norm1.{kind}"),
            Norm::Second => format!("blocks.{layer}.norm2.{kind}"),
            Norm::Last => format!("norm.{kind}"),
        }
    }
}

/// Where in a run one looks.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub ran: &'a Ran,
    /// Weights that do not come with each run.
    pub weights: &'a [Weight],
    pub layer: usize,
    pub head: usize,
}

impl<'a> Place<'a> {
    pub fn tokens(&self) -> usize {
        self.ran.tokens.len()
    }

    pub fn d_model(&self) -> usize {
        self.ran.shape.d_model as usize
    }

    pub fn head_dim(&self) -> usize {
        self.d_model() / self.ran.shape.num_heads as usize
    }

    /// The numbers as they ran, for a picture to keep.
    pub fn grid(&self, quantity: Quantity) -> Option<Grid> {
        self.read(quantity).map(|Numbers { rows, cols, values }| Grid::new(rows, cols, values.into_owned()))
    }

    /// The numbers as they ran.
    pub fn read(&self, quantity: Quantity) -> Option<Numbers<'a>> {
        let Some(name) = quantity.weight_name(self.layer) else { return self.computed(quantity, &self.ran.trace) };
        let weight = self.ran.weights.iter().chain(self.weights).find(|weight| weight.name == name)?;
        let cols = (weight.shape.last().copied()? as usize).max(1);
        Some(Numbers { rows: weight.values.len() / cols, cols, values: Cow::Borrowed(&weight.values) })
    }

    /// The same before edits and surgery; `None` where there were none, and for weights.
    pub fn unedited(&self, quantity: Quantity) -> Option<Numbers<'a>> {
        if quantity.is_weight() {
            return None;
        }
        self.computed(quantity, self.ran.unedited.as_ref()?)
    }

    fn computed(&self, quantity: Quantity, trace: &'a Trace) -> Option<Numbers<'a>> {
        let (tokens, d_model, head_dim) = (self.tokens(), self.d_model(), self.head_dim());
        let layer: &Layer = trace.layers.get(self.layer)?;
        let rows = |values: &'a [f32]| Numbers {
            rows: tokens,
            cols: values.len() / tokens.max(1),
            values: Cow::Borrowed(values),
        };
        // One head's share of `[heads, tokens, width]`, or all where one head alone is there.
        let of_head = |values: &'a [f32], width: usize| {
            let size = tokens * width;
            let head = if values.len() == size { 0 } else { self.head };
            let values = values.get(head * size..(head + 1) * size).unwrap_or_default();
            Numbers { rows: tokens, cols: width, values: Cow::Borrowed(values) }
        };
        // `[heads, tokens, head_dim]` with the heads side by side again.
        let side_by_side = |values: &[f32]| {
            let mut out = Vec::with_capacity(values.len());
            for token in 0..tokens {
                for head in 0..d_model / head_dim.max(1) {
                    out.extend(
                        values.get((head * tokens + token) * head_dim..).unwrap_or_default().iter().take(head_dim),
                    );
                }
            }
            Numbers { rows: tokens, cols: d_model, values: Cow::Owned(out) }
        };
        let numbers = match quantity {
            Quantity::Word => rows(&trace.word),
            Quantity::Position => rows(&trace.position),
            Quantity::Embedded => rows(&trace.embedded),
            Quantity::EmbeddingNorm => rows(&trace.embedding_norm),
            Quantity::Input => rows(&layer.input),
            Quantity::Query => side_by_side(&layer.query),
            Quantity::Key => side_by_side(&layer.key),
            Quantity::Value => side_by_side(&layer.value),
            Quantity::HeadQuery => of_head(&layer.query, head_dim),
            Quantity::HeadKey => of_head(&layer.key, head_dim),
            Quantity::HeadValue => of_head(&layer.value, head_dim),
            Quantity::Products => of_head(&layer.products, tokens),
            Quantity::Scores => of_head(&layer.scores, tokens),
            Quantity::Mask => self.mask(),
            Quantity::Masked => of_head(&layer.masked, tokens),
            Quantity::Probabilities => of_head(&layer.probabilities, tokens),
            Quantity::Mixed => of_head(&layer.mixed, head_dim),
            Quantity::Context => rows(&layer.context),
            Quantity::AttentionOutput => rows(&layer.attention_output),
            Quantity::AttentionResidual => rows(&layer.attention_residual),
            Quantity::AttentionNorm => rows(&layer.attention_norm),
            Quantity::Intermediate => rows(&layer.intermediate),
            Quantity::Activated => rows(&layer.activated),
            Quantity::FeedForward => rows(&layer.feed_forward),
            Quantity::Residual => rows(&layer.residual),
            Quantity::FeedForwardNorm => rows(&layer.feed_forward_norm),
            Quantity::LastOutput => rows(&trace.layers.last()?.output),
            Quantity::Hidden => rows(&trace.hidden),
            Quantity::Logits => rows(&trace.logits),
            _ => return None,
        };
        (!numbers.values.is_empty()).then_some(numbers)
    }

    fn mask(&self) -> Numbers<'a> {
        let tokens = self.tokens();
        let values: Vec<f32> = match &self.ran.mask {
            Some(mask) => mask.visible.iter().map(|seen| f32::from(u8::from(*seen))).collect(),
            None => vec![1.0; tokens * tokens],
        };
        Numbers { rows: tokens, cols: tokens, values: Cow::Owned(values) }
    }
}

/// A matrix that is only looked at: a layer of the pretrained model has millions of numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<'a> {
    pub rows: usize,
    pub cols: usize,
    /// Row-major.
    pub values: Cow<'a, [f32]>,
}

impl Numbers<'_> {
    pub fn get(&self, row: usize, col: usize) -> Option<f32> {
        if col < self.cols { self.values.get(row * self.cols + col).copied() } else { None }
    }

    pub fn row(&self, row: usize) -> Option<&[f32]> {
        self.values.get(row * self.cols..(row + 1) * self.cols)
    }
}
