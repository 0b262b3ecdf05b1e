//! The whole encoder, and what is made of its output.

use burn::module::{Module, Param};
use burn::tensor::{Int, Tensor, TensorData};

use super::layer::{Run, apart};
use super::trace::{EmbeddingTrace, Keep, Trace};
use super::{Batch, BertConfig, Layer, Linear, Norm, Operations, Surgery};
use crate::kernels::attention::Size;

#[derive(Module, Debug)]
pub struct Bert {
    /// `[vocab_size, hidden]`
    pub word_embeddings: Param<Tensor<2>>,
    /// `[max_position_embeddings, hidden]`
    pub position_embeddings: Param<Tensor<2>>,
    /// `[type_vocab_size, hidden]`
    pub token_type_embeddings: Param<Tensor<2>>,
    pub embeddings_norm: Norm,
    pub layers: Vec<Layer>,
    pub pooler: Linear,
    /// A token whose word embedding has this `[hidden]` added to it, so that models may share one table.
    #[module(skip)]
    pub shifted: Option<(u32, Tensor<1>)>,
    #[module(skip)]
    pub config: BertConfig,
    #[module(skip)]
    pub operations: Operations,
}

/// What comes out.
#[derive(Clone, Debug)]
pub struct Output {
    /// One vector a token, `[batch, tokens, hidden]`.
    pub hidden: Tensor<3>,
    /// 1 for tokens, 0 for what was filled up, `[batch, tokens]`.
    pub mask: Tensor<2>,
    /// Unless nothing was to be kept.
    pub trace: Option<Trace>,
}

impl Bert {
    /// Runs the model.
    ///
    /// # Panics
    /// If `surgery` does not fit: [`Surgery::check`] says so in words.
    pub fn forward(&self, batch: &Batch, surgery: &Surgery, keep: Keep) -> Output {
        self.forward_from(self.words(batch), self.operations, batch, surgery, keep)
    }

    /// As [`Bert::forward`], from the words' embeddings `[batch * tokens, hidden]`, so that autodiff can follow them through `operations`.
    pub fn forward_from(
        &self,
        words: Tensor<2>,
        operations: Operations,
        batch: &Batch,
        surgery: &Surgery,
        keep: Keep,
    ) -> Output {
        let device = self.word_embeddings.val().device();
        let (count, tokens, heads) = (batch.len(), batch.tokens(), self.config.num_attention_heads);
        let run = Run {
            operations,
            size: Size { batch: count, tokens, heads, head_dim: self.config.head_dim() },
            epsilon: self.config.layer_norm_eps,
            mask: surgery.mask(batch, &device),
            surgery,
        };
        let (mut x, embeddings) = self.embed(words, batch, &run, keep != Keep::Nothing);
        let mut layers = Vec::new();
        for (index, layer) in self.layers.iter().enumerate() {
            x = surgery.patch(index, tokens, x);
            let (output, trace) = layer.forward(x, index, &run, keep.layer(index));
            x = output;
            layers.extend(trace);
        }
        x = surgery.patch(self.layers.len(), tokens, x);
        Output {
            hidden: apart(x, run.size),
            mask: Tensor::from_data(TensorData::new(batch.mask(), [count, tokens]), &device),
            trace: embeddings.map(|embeddings| Trace { embeddings, mask: run.mask, layers }),
        }
    }

    /// The embeddings of a batch's words, `[batch * tokens, hidden]`.
    pub fn words(&self, batch: &Batch) -> Tensor<2> {
        let words = look_up(&self.word_embeddings, batch.ids());
        let Some((id, shift)) = &self.shifted else { return words };
        let here: Vec<f32> = batch.ids().into_iter().map(|other| f32::from(u8::from(other == *id as i32))).collect();
        let rows = here.len();
        let here = Tensor::<2>::from_data(TensorData::new(here, [rows, 1]), &words.device());
        words + here * shift.clone().unsqueeze::<2>() // [rows, hidden]
    }

    /// The rows that the first layer reads, `[batch * tokens, hidden]`.
    fn embed(&self, word: Tensor<2>, batch: &Batch, run: &Run, keep: bool) -> (Tensor<2>, Option<EmbeddingTrace>) {
        let (rows, tokens) = (batch.len() * batch.tokens(), batch.tokens());
        let position = look_up(&self.position_embeddings, (0..rows).map(|row| (row % tokens) as i32).collect());
        let token_type = look_up(&self.token_type_embeddings, batch.token_types());
        let parts = keep.then(|| [&word, &position, &token_type].map(|rows| apart(rows.clone(), run.size)));

        let placed = if run.surgery.without_positions { word } else { word + position };
        let sum = placed + token_type;
        let before = keep.then(|| apart(sum.clone(), run.size));
        let x = self.embeddings_norm.forward(sum, run.epsilon, run.operations);
        let trace = parts.zip(before).map(|([word, position, token_type], sum)| EmbeddingTrace {
            word,
            position,
            token_type,
            sum,
            normalized: apart(x.clone(), run.size),
        });
        (x, trace)
    }

    /// BERT's own summary of a sequence, `tanh(W h + b)` of its first token, `[batch, hidden]`. sentence-transformers does not use it.
    pub fn pool(&self, output: &Output) -> Tensor<2> {
        self.pool_by(output, self.operations)
    }

    /// As [`Bert::pool`], by `operations`.
    pub fn pool_by(&self, output: &Output, operations: Operations) -> Tensor<2> {
        let first = output.hidden.clone().narrow(1, 0, 1).squeeze_dim(1); // [batch, hidden]
        self.pooler.forward(first, operations).tanh()
    }
}

/// Rows of a table, `[places, hidden]`.
fn look_up(table: &Param<Tensor<2>>, places: Vec<i32>) -> Tensor<2> {
    let (table, rows) = (table.val(), places.len());
    let places = Tensor::<1, Int>::from_data(TensorData::new(places, [rows]), &table.device());
    table.select(0, places)
}

impl Output {
    /// One vector of length 1 a sequence, `[batch, hidden]`: the mean over its tokens, special ones included, as sentence-transformers
    /// makes it for this model (its modules `Pooling` with `pooling_mode_mean_tokens` and `Normalize`).
    pub fn sentence_embeddings(&self) -> Tensor<2> {
        let mask = self.mask.clone().unsqueeze_dim::<3>(2); // [batch, tokens, 1]
        let count = self.mask.clone().sum_dim(1).clamp_min(1e-9); // [batch, 1]
        let mean = (self.hidden.clone() * mask).sum_dim(1).squeeze_dim::<2>(1) / count; // [batch, hidden]
        let length = (mean.clone() * mean.clone()).sum_dim(1).sqrt().clamp_min(1e-12);
        mean / length
    }
}
