//! Sizes, and the names and shapes of the weights.

use algorithms::rng::Rng;

use crate::weights::{NamedTensor, Weights};

/// How well a source position fits what the decoder is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scoring {
    /// `vᵀ tanh(W_q s + W_k h)`, asked with the state before the step; the context enters the step (Bahdanau et al., 2015).
    Additive,
    /// `sᵀ h`, asked with the state after the step (Luong et al., 2015).
    Dot,
    /// `sᵀ W h`, likewise.
    General,
}

/// The names are those of the guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seq2SeqConfig {
    pub source_vocab: usize,
    pub target_vocab: usize,
    pub embed_size: usize,
    pub hidden_size: usize,
    pub num_layers: usize,
    /// `None`: the decoder gets the encoder's last state and nothing else.
    pub attention: Option<Scoring>,
}

impl Seq2SeqConfig {
    /// Names and shapes of all weights, as PyTorch's `nn.Embedding`, `nn.LSTM` and `nn.Linear` keep them.
    pub fn shapes(&self) -> Vec<(String, Vec<usize>)> {
        let Seq2SeqConfig { source_vocab, target_vocab, embed_size, hidden_size, num_layers, attention } = *self;
        let mut shapes = Vec::new();
        let mut add = |name: String, shape: &[usize]| shapes.push((name, shape.to_vec()));
        for (part, vocab) in [("encoder", source_vocab), ("decoder", target_vocab)] {
            add(format!("{part}.embedding.weight"), &[vocab, embed_size]);
            for layer in 0..num_layers {
                let columns = if layer == 0 { self.input_size(part) } else { hidden_size };
                add(format!("{part}.lstm.weight_ih_l{layer}"), &[4 * hidden_size, columns]);
                add(format!("{part}.lstm.weight_hh_l{layer}"), &[4 * hidden_size, hidden_size]);
                add(format!("{part}.lstm.bias_ih_l{layer}"), &[4 * hidden_size]);
                add(format!("{part}.lstm.bias_hh_l{layer}"), &[4 * hidden_size]);
            }
        }
        match attention {
            Some(Scoring::Additive) => {
                add("decoder.attention.query.weight".into(), &[hidden_size, hidden_size]);
                add("decoder.attention.key.weight".into(), &[hidden_size, hidden_size]);
                add("decoder.attention.v.weight".into(), &[1, hidden_size]);
            }
            Some(Scoring::General) => add("decoder.attention.key.weight".into(), &[hidden_size, hidden_size]),
            Some(Scoring::Dot) | None => {}
        }
        if matches!(attention, Some(Scoring::Dot | Scoring::General)) {
            add("decoder.attention.combine.weight".into(), &[hidden_size, 2 * hidden_size]);
        }
        add("decoder.fc.weight".into(), &[target_vocab, hidden_size]);
        add("decoder.fc.bias".into(), &[target_vocab]);
        shapes
    }

    /// What the first layer of a part reads: an embedding, and beside it the context where the score is additive.
    fn input_size(&self, part: &str) -> usize {
        let with_context = part == "decoder" && self.attention == Some(Scoring::Additive);
        self.embed_size + if with_context { self.hidden_size } else { 0 }
    }

    pub fn num_parameters(&self) -> usize {
        self.shapes().iter().map(|(_, shape)| shape.iter().product::<usize>()).sum()
    }

    /// Fresh weights as PyTorch draws them: embeddings normal, everything else uniform in ±1/√fan-in (an LSTM's fan-in is its hidden
    /// size). One thing differs: forget gates start nearly open, with 1 added to their bias (Jozefowicz et al., 2015).
    pub fn init_weights(&self, seed: u64) -> Weights {
        let tensors = self.shapes().into_iter().map(|(name, shape)| {
            // A stream for each tensor, so that models with and without attention start from the same encoder.
            let mut rng = Rng::fork(seed, &name);
            let count = shape.iter().product();
            let mut values: Vec<f32> = if name.ends_with("embedding.weight") {
                (0..count).map(|_| rng.normal()).collect()
            } else {
                let fan_in = if name.contains("attention") { shape[1] } else { self.hidden_size };
                let bound = 1.0 / (fan_in as f32).sqrt();
                (0..count).map(|_| rng.uniform_in(-bound, bound)).collect()
            };
            if name.contains("bias_ih") {
                values[self.hidden_size..2 * self.hidden_size].iter_mut().for_each(|bias| *bias += 1.0);
            }
            NamedTensor { name, shape, values }
        });
        Weights { tensors: tensors.collect(), ..Weights::default() }
    }
}
