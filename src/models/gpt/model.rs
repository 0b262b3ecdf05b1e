//! The whole model, for training: every place of every sequence at once.

use burn::module::{Module, Param};
use burn::tensor::{Int, Tensor, TensorData};

use super::block::{Block, LayerNorm};
use super::config::GptConfig;
use super::operations::Operations;
use crate::kernels::attention::Size;
use crate::weights::{NamedTensor, Weights};

#[derive(Module, Debug)]
pub struct SimpleGpt {
    /// `[vocab_size, d_model]`
    pub token_embedding: Param<Tensor<2>>,
    /// `[max_length, d_model]`
    pub position_embedding: Param<Tensor<2>>,
    pub layers: Vec<Block>,
    pub ln_f: LayerNorm,
    /// `[vocab_size, d_model]`
    pub head: Param<Tensor<2>>,
    #[module(skip)]
    pub config: GptConfig,
}

impl SimpleGpt {
    /// A score for each token of the vocabulary after each token of `tokens` `[batch, tokens]`: `[batch * tokens, vocab_size]`.
    pub fn forward(&self, tokens: Tensor<2, Int>, operations: Operations) -> Tensor<2> {
        let [batch, length] = tokens.dims();
        let GptConfig { d_model, vocab_size, num_heads, .. } = self.config;
        let size = Size { batch, tokens: length, heads: num_heads, head_dim: d_model / num_heads };

        let token = self.token_embedding.val().select(0, tokens.reshape([batch * length])); // [rows, d_model]
        let position = self.position_embedding.val().narrow(0, 0, length).unsqueeze::<3>(); // [1, tokens, d_model]
        let x = token.reshape([batch, length, d_model]) + position;

        let mut x = x.reshape([batch * length, d_model]);
        for layer in &self.layers {
            x = layer.forward(x, size, &self.config, operations);
        }

        let x = self.ln_f.forward(x, operations);
        let no_bias = Tensor::<1>::zeros([vocab_size], &x.device());
        (operations.linear)(x, self.head.val(), no_bias)
    }

    /// Mean cross entropy in nats, `[1]`, of `targets` `[batch, tokens]`, each the token after the one in `tokens`.
    pub fn loss(&self, tokens: Tensor<2, Int>, targets: Tensor<2, Int>, operations: Operations) -> Tensor<1> {
        let [batch, length] = targets.dims();
        let logits = self.forward(tokens, operations); // [batch * tokens, vocab_size]
        (operations.cross_entropy)(logits, targets.reshape([batch * length]))
    }

    /// All weights, read back from the device, in the order of [`GptConfig::shapes`].
    pub async fn weights(&self) -> Weights {
        let mut data: Vec<TensorData> = Vec::new();
        macro_rules! read {
            ($($param:expr),*) => {$( data.push($param.val().into_data_async().await.expect("the device answers")); )*};
        }
        read!(self.token_embedding, self.position_embedding);
        for layer in &self.layers {
            read!(layer.in_proj.weight, layer.in_proj.bias, layer.out_proj.weight, layer.out_proj.bias);
            read!(layer.norm1.weight, layer.norm1.bias, layer.norm2.weight, layer.norm2.bias);
            read!(layer.inner.weight, layer.inner.bias, layer.outer.weight, layer.outer.bias);
        }
        read!(self.ln_f.weight, self.ln_f.bias, self.head);
        let tensors = self.config.shapes().into_iter().zip(data).map(|((name, shape), data)| {
            let values = data.try_to_vec::<f32>().expect("weights are f32");
            NamedTensor { name, shape, values }
        });
        Weights { tensors: tensors.collect(), ..Weights::default() }
    }
}
