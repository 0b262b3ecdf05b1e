//! The whole stack.

use burn::module::{Module, Param};
use burn::tensor::{Int, Tensor};

use super::block::{Block, LayerNorm, Run};
use super::config::TransformerConfig;
use super::surgery::{Mask, Surgery};
use super::trace::Trace;

#[derive(Module, Debug)]
pub struct Transformer {
    /// `[vocab_size, d_model]`
    pub embedding: Param<Tensor<2>>,
    /// `[max_len, d_model]`
    pub position: Param<Tensor<2>>,
    pub blocks: Vec<Block>,
    /// After the last block, if the blocks normalise before their parts.
    pub norm: Option<LayerNorm>,
    /// `[vocab_size, d_model]`
    pub head: Option<Param<Tensor<2>>>,
    #[module(skip)]
    pub config: TransformerConfig,
}

#[derive(Clone, Debug)]
pub struct Output {
    /// The last vectors, normalised: `[batch, tokens, d_model]`.
    pub hidden: Tensor<3>,
    /// A score for each token of the vocabulary, `[batch, tokens, vocab_size]`.
    pub logits: Option<Tensor<3>>,
    pub trace: Trace,
}

impl Transformer {
    /// Runs `tokens` `[batch, tokens]`, at most `max_len` of them, through all blocks. `mask` is the same for every sequence.
    pub fn forward(&self, tokens: Tensor<2, Int>, mask: Option<&Mask>, surgery: &Surgery) -> Output {
        let [batch, length] = tokens.dims();
        let TransformerConfig { d_model, vocab_size, .. } = self.config;
        let device = self.embedding.val().device();
        let mask = mask.map(|mask| (mask.hidden(length, &device), mask.fill));
        let run = Run { config: &self.config, mask, surgery };

        let word = self.embedding.val().select(0, tokens.reshape([batch * length]));
        let word = word.reshape([batch, length, d_model]); // [batch, tokens, d_model]

        let position = self.position.val().narrow(0, 0, length).unsqueeze::<3>(); // [1, tokens, d_model]
        let mut x = if surgery.without_positions { word.clone() } else { word.clone() + position.clone() };

        let mut layers = Vec::new();
        for (layer, block) in self.blocks.iter().enumerate() {
            let traced = block.forward(surgery.stream(layer, x), layer, &run);
            x = traced.output.clone();
            layers.push(traced);
        }

        let x = surgery.stream(self.blocks.len(), x);
        let hidden = match &self.norm {
            Some(norm) => norm.forward(x),
            None => x,
        };

        let logits = self.head.as_ref().map(|head| {
            let rows = hidden.clone().reshape([batch * length, d_model]);
            rows.matmul(head.val().transpose()).reshape([batch, length, vocab_size]) // [batch, tokens, vocab_size]
        });

        Output { hidden, logits, trace: Trace { word, position, layers } }
    }
}
