//! What a lesson may do to a running model.

use burn::tensor::{Device, Tensor, TensorData};

use super::{Batch, BertConfig};

/// Far below any score, so that its softmax is exactly 0; finite, since not every GPU knows infinities. A row of nothing else becomes even:
/// beside it, scores no longer count.
pub const MASKED: f32 = -1e9;

/// Changes to one run. The default is none.
#[derive(Clone, Debug, Default)]
pub struct Surgery {
    /// What each head's probabilities are multiplied with, `[layers * heads]`: 0 takes a head out, as Hugging Face's `head_mask` does.
    pub head_mask: Option<Vec<f32>>,
    /// A token sees itself and what stands before it, as in GPT.
    pub causal: bool,
    /// Added to the scores of every layer: `[batch or 1, heads or 1, tokens or 1, tokens]`, [`MASKED`] where nothing may be seen.
    pub attention_mask: Option<Tensor<4>>,
    /// Activations put in the place of what was computed, for patching from one run into another.
    pub patches: Vec<Patch>,
    /// No embedding of a position is added.
    pub without_positions: bool,
}

/// A row of the residual stream replaced.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    /// The layer that reads the row: 0 replaces what the embeddings give, the number of layers what the last layer gives.
    pub layer: usize,
    pub sequence: usize,
    pub token: usize,
    /// `[hidden]`
    pub values: Vec<f32>,
}

impl Surgery {
    /// # Errors
    /// In words, if something does not fit the model or the batch.
    pub fn check(&self, config: &BertConfig, batch: &Batch) -> Result<(), String> {
        let (layers, heads, tokens) = (config.num_hidden_layers, config.num_attention_heads, batch.tokens());
        if let Some(mask) = &self.head_mask
            && mask.len() != layers * heads
        {
            return Err(format!("the model has {layers} x {heads} heads; {} were given", mask.len()));
        }
        if let Some(mask) = &self.attention_mask {
            let [b, h, q, k] = mask.dims();
            let fits = [1, batch.len()].contains(&b) && [1, heads].contains(&h) && [1, tokens].contains(&q);
            if !fits || k != tokens {
                return Err(format!("the mask is of {b} x {h} x {q} x {k}; the sentence has {tokens} tokens"));
            }
        }
        for Patch { layer, sequence, token, values } in &self.patches {
            let inside = *layer <= layers && *sequence < batch.len() && *token < tokens;
            if !inside || values.len() != config.hidden_size {
                return Err(format!("nothing can be put at layer {layer}, token {token}; choose what is there"));
            }
        }
        Ok(())
    }

    /// What is added to all scores, if anything is: padding, the causal mask and the reader's own.
    pub(super) fn mask(&self, batch: &Batch, device: &Device) -> Option<Tensor<4>> {
        let (count, tokens) = (batch.len(), batch.tokens());
        let tensor = |values: Vec<f32>, shape: [usize; 4]| Tensor::from_data(TensorData::new(values, shape), device);
        let padding = batch.is_padded().then(|| {
            let values = batch.mask().into_iter().map(|seen| if seen == 0.0 { MASKED } else { 0.0 });
            tensor(values.collect(), [count, 1, 1, tokens])
        });
        let causal = self.causal.then(|| {
            let value = |k: usize| if k % tokens > k / tokens { MASKED } else { 0.0 };
            tensor((0..tokens * tokens).map(value).collect(), [1, 1, tokens, tokens])
        });
        let masks = [padding, causal, self.attention_mask.clone()];
        masks.into_iter().flatten().reduce(|a, b| a + b)
    }

    /// The factors of a layer's heads, `[1, heads, 1, 1]`.
    pub(super) fn heads(&self, layer: usize, heads: usize, device: &Device) -> Option<Tensor<4>> {
        let factors = &self.head_mask.as_ref()?[layer * heads..][..heads];
        let all = factors.iter().all(|&factor| factor == 1.0);
        (!all).then(|| Tensor::from_data(TensorData::new(factors.to_vec(), [1, heads, 1, 1]), device))
    }

    /// Puts patches into the rows `[batch * tokens, hidden]` that `layer` reads.
    pub(super) fn patch(&self, layer: usize, tokens: usize, mut rows: Tensor<2>) -> Tensor<2> {
        for patch in self.patches.iter().filter(|patch| patch.layer == layer) {
            let (at, width) = (patch.sequence * tokens + patch.token, patch.values.len());
            let values = Tensor::from_data(TensorData::new(patch.values.clone(), [1, width]), &rows.device());
            rows = rows.slice_assign([at..at + 1, 0..width], values);
        }
        rows
    }
}
