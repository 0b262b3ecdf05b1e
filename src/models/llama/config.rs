//! Sizes of a Llama, and its tensors by name.

use algorithms::positional_encoding::check_base;

/// The names are those of Hugging Face's `config.json`.
#[derive(Clone, Debug, PartialEq)]
pub struct LlamaConfig {
    pub vocab_size: usize,
    /// Width of the residual stream, `d_model`.
    pub hidden_size: usize,
    pub num_hidden_layers: usize,
    pub num_attention_heads: usize,
    /// Heads that have keys and values: each serves `num_attention_heads / num_key_value_heads` neighbouring heads.
    pub num_key_value_heads: usize,
    /// Even: coordinates are turned in pairs.
    pub head_dim: usize,
    pub intermediate_size: usize,
    /// A longer text is one that the model was not trained on.
    pub max_position_embeddings: usize,
    pub rms_norm_eps: f32,
    pub rope_theta: f32,
}

/// The tensors of a layer, as GGUF calls them after `blk.<layer>.`. Matrices are `[output, input]`.
///
/// The rows of `attn_q` and `attn_k` are in the order of Meta's own files, in which RoPE turns the coordinates `2i` and `2i + 1` of a head
/// together. Hugging Face's files have them in another order, which llama.cpp's converter undoes (`LlamaModel.permute`).
pub const LAYER_TENSORS: [&str; 9] = [
    "attn_norm.weight",
    "attn_q.weight",
    "attn_k.weight",
    "attn_v.weight",
    "attn_output.weight",
    "ffn_norm.weight",
    "ffn_gate.weight",
    "ffn_up.weight",
    "ffn_down.weight",
];

impl LlamaConfig {
    /// SmolLM2-135M: 134.5 million parameters.
    pub fn smollm2_135m() -> Self {
        LlamaConfig {
            vocab_size: 49_152,
            hidden_size: 576,
            num_hidden_layers: 30,
            num_attention_heads: 9,
            num_key_value_heads: 3,
            head_dim: 64,
            intermediate_size: 1536,
            max_position_embeddings: 8192,
            rms_norm_eps: 1e-5,
            rope_theta: 100_000.0,
        }
    }

    /// Width of the queries of all heads.
    pub fn query_size(&self) -> usize {
        self.num_attention_heads * self.head_dim
    }

    /// Width of the keys, and of the values, of all their heads.
    pub fn key_value_size(&self) -> usize {
        self.num_key_value_heads * self.head_dim
    }

    /// How many heads share keys and values.
    pub fn group(&self) -> usize {
        self.num_attention_heads / self.num_key_value_heads
    }

    /// Name and shape of every tensor. There is no output matrix: the token embeddings are it.
    pub fn shapes(&self) -> Vec<(String, Vec<usize>)> {
        let (hidden, inner) = (self.hidden_size, self.intermediate_size);
        let mut shapes = vec![
            ("token_embd.weight".into(), vec![self.vocab_size, hidden]),
            ("output_norm.weight".into(), vec![hidden]),
        ];
        for layer in 0..self.num_hidden_layers {
            for part in LAYER_TENSORS {
                let shape = match part {
                    "attn_q.weight" => vec![self.query_size(), hidden],
                    "attn_k.weight" | "attn_v.weight" => vec![self.key_value_size(), hidden],
                    "attn_output.weight" => vec![hidden, self.query_size()],
                    "ffn_gate.weight" | "ffn_up.weight" => vec![inner, hidden],
                    "ffn_down.weight" => vec![hidden, inner],
                    // The norms.
                    _ => vec![hidden],
                };
                shapes.push((format!("blk.{layer}.{part}"), shape));
            }
        }
        shapes
    }

    /// # Errors
    /// In words, if no such model can be.
    pub fn check(&self) -> Result<(), String> {
        let (heads, groups, dim) = (self.num_attention_heads, self.num_key_value_heads, self.head_dim);
        if groups == 0 || heads == 0 || !heads.is_multiple_of(groups) {
            return Err(format!("{heads} heads cannot share the keys and values of {groups} evenly; choose a divisor"));
        }
        if dim == 0 || !dim.is_multiple_of(2) {
            return Err(format!("a head_dim of {dim} has no pairs to turn; choose an even number"));
        }
        check_base(self.rope_theta.into())?;
        let sizes = [self.vocab_size, self.hidden_size, self.intermediate_size, self.max_position_embeddings];
        if sizes.contains(&0) { Err("no size of a model may be 0".into()) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smollm2_has_the_parameters_it_is_known_for() {
        let config = LlamaConfig::smollm2_135m();
        let count: usize = config.shapes().iter().map(|(_, shape)| shape.iter().product::<usize>()).sum();
        assert_eq!((config.shapes().len(), count), (272, 134_515_008));
        assert_eq!((config.query_size(), config.key_value_size(), config.group()), (576, 192, 3));
        assert_eq!(config.check(), Ok(()));
    }

    #[test]
    fn sizes_that_do_not_go_together_are_named() {
        let refused = |change: fn(&mut LlamaConfig)| {
            let mut config = LlamaConfig::smollm2_135m();
            change(&mut config);
            config.check().unwrap_err()
        };
        assert!(refused(|config| config.num_key_value_heads = 2).contains("9 heads"));
        assert!(refused(|config| config.head_dim = 63).contains("63"));
        assert!(refused(|config| config.vocab_size = 0).contains('0'));
    }
}
