//! The model as something that writes.

use burn::tensor::{Tensor, TensorData};

use super::{Cache, Llama, Output};
use crate::text_model::{Answer, Keep, Sizes, Step, TextModel};

/// Tokens of a prompt that are taken in at once: scores grow with them times the tokens before.
const AT_ONCE: usize = 256;

/// A [`Llama`] with a cache.
#[derive(Debug)]
pub struct LlamaWriter {
    model: Llama,
    cache: Cache,
    context: usize,
}

impl LlamaWriter {
    /// `context` is how many tokens may be kept, at most those that the model knows.
    pub fn new(model: Llama, context: usize) -> Self {
        let context = context.min(model.config.max_position_embeddings);
        LlamaWriter { model, cache: Cache::default(), context }
    }

    pub fn model(&self) -> &Llama {
        &self.model
    }

    async fn take(&mut self, tokens: &[u32], keep: Keep) -> Result<Step, String> {
        self.sizes().check(tokens, self.len())?;
        let mut output = None;
        let parts = tokens.chunks(AT_ONCE);
        let last = parts.len() - 1;
        for (index, part) in parts.enumerate() {
            let keep = index == last && (keep.attention || keep.residual);
            output = Some(self.model.forward(part, &mut self.cache, keep));
        }
        let Output { hidden, layers } = output.ok_or("there are no tokens to read")?;
        let (total, heads) = (self.len(), self.model.config.num_attention_heads);

        // All of it in one answer of the device: each one is waited for.
        let mut wanted = vec![self.model.logits(last_row(hidden.clone())).flatten(0, 1)]; // [vocab_size]
        for layer in &layers {
            if keep.attention {
                let [_, tokens, _] = layer.probabilities.dims();
                wanted.push(layer.probabilities.clone().narrow(1, tokens - 1, 1).flatten(0, 2)); // [heads * total]
            }
            if keep.residual {
                wanted.push(last_row(layer.input.clone()).flatten(0, 1)); // [hidden]
            }
        }
        if keep.residual {
            wanted.push(last_row(hidden).flatten(0, 1));
        }
        let mut parts = read(wanted).await?.into_iter();
        let mut step = Step { logits: parts.next().unwrap_or_default(), ..Step::default() };
        for _ in &layers {
            if keep.attention {
                let probabilities = parts.next().unwrap_or_default();
                debug_assert_eq!(probabilities.len(), heads * total);
                step.attention.push(probabilities.chunks_exact(total).map(<[f32]>::to_vec).collect());
            }
            if keep.residual {
                step.residual.extend(parts.next());
            }
        }
        step.residual.extend(parts.next());
        Ok(step)
    }
}

impl TextModel for LlamaWriter {
    fn sizes(&self) -> Sizes {
        let config = &self.model.config;
        Sizes {
            vocab_size: config.vocab_size,
            num_layers: config.num_hidden_layers,
            num_heads: config.num_attention_heads,
            context: self.context,
        }
    }

    fn len(&self) -> usize {
        self.cache.len()
    }

    fn cache_bytes(&self) -> usize {
        let config = &self.model.config;
        2 * config.num_hidden_layers * config.key_value_size() * self.len() * size_of::<f32>()
    }

    fn truncate(&mut self, len: usize) {
        self.cache.truncate(len);
    }

    fn extend<'a>(&'a mut self, tokens: &'a [u32], keep: Keep) -> Answer<'a, Step> {
        Box::pin(self.take(tokens, keep))
    }

    fn lens<'a>(&'a mut self, residual: &'a [f32]) -> Answer<'a, Vec<f32>> {
        Box::pin(async move {
            let width = self.model.config.hidden_size;
            if residual.len() != width {
                return Err(format!("a row of the residual stream has {width} numbers, not {}", residual.len()));
            }
            let device = self.model.token_embeddings.device();
            let row = Tensor::from_data(TensorData::new(residual.to_vec(), [1, width]), &device); // [1, hidden]
            let logits = read(vec![self.model.logits(row).flatten(0, 1)]).await?;
            Ok(logits.into_iter().next().unwrap_or_default())
        })
    }
}

fn last_row(rows: Tensor<2>) -> Tensor<2> {
    let [count, _] = rows.dims();
    rows.narrow(0, count - 1, 1)
}

/// Several tensors in one answer of the device.
async fn read(tensors: Vec<Tensor<1>>) -> Result<Vec<Vec<f32>>, String> {
    let sizes: Vec<usize> = tensors.iter().map(|tensor| tensor.dims()[0]).collect();
    let data = Tensor::cat(tensors, 0).into_data_async().await;
    let data = data.map_err(|error| format!("the device did not answer ({error:?})"))?;
    let mut all: Vec<f32> =
        data.try_into_vec().map_err(|error| format!("the device answered otherwise ({error:?})"))?;
    let mut parts = Vec::new();
    for size in sizes {
        let rest = all.split_off(size);
        parts.push(std::mem::replace(&mut all, rest));
    }
    Ok(parts)
}
