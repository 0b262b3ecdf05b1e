//! Weights to a model, one tensor after the other, each laid out for the kernels as it comes, so that nothing is in memory twice.

use std::collections::HashMap;

use algorithms::positional_encoding::{Layout, Rope};

use super::cache::Cache;
use super::{FastLlama, Layer, Room};
use crate::kernels::matmul::COLUMNS;
use crate::kernels::quantized::kernels::Kernels;
use crate::kernels::quantized::matrix::Matrix;
use crate::llama::LlamaConfig;

/// A tensor's elements in one of the formats that are multiplied here, row-major.
#[derive(Clone, Copy, Debug)]
pub enum Stored<'a> {
    /// ggml's blocks of 32 at 4 bits: the layers' matrices.
    Q4_1(&'a [u8]),
    /// ggml's blocks of 32 at 8 bits: the token embeddings.
    Q8_0(&'a [u8]),
    /// The norms.
    F32(&'a [f32]),
}

/// A model that is being loaded.
#[derive(Debug)]
pub struct Builder {
    model: FastLlama,
    /// What is still to come.
    missing: HashMap<String, Vec<usize>>,
}

impl Builder {
    /// `context` is how many tokens may be kept, at most those that the model knows.
    ///
    /// # Errors
    /// In words, if no such model can be.
    pub fn new(config: LlamaConfig, context: usize) -> Result<Self, String> {
        config.check()?;
        if !config.head_dim.is_multiple_of(COLUMNS) {
            return Err(format!(
                "a head_dim of {}; what runs on the CPU needs a multiple of {COLUMNS}",
                config.head_dim
            ));
        }
        let context = context.min(config.max_position_embeddings);
        let LlamaConfig { hidden_size: hidden, intermediate_size: inner, vocab_size, .. } = config;
        let layer = |_| {
            Ok(Layer {
                attn_norm: vec![0.0; hidden],
                query_key_value: Matrix::zeros(config.query_size() + 2 * config.key_value_size(), hidden)?,
                attn_output: Matrix::zeros(hidden, config.query_size())?,
                ffn_norm: vec![0.0; hidden],
                gate_up: Matrix::zeros(2 * inner, hidden)?,
                down: Matrix::zeros(hidden, inner)?,
            })
        };
        let model = FastLlama {
            context,
            token_embd: Matrix::zeros(vocab_size, hidden)?,
            layers: (0..config.num_hidden_layers).map(layer).collect::<Result<_, String>>()?,
            output_norm: vec![0.0; hidden],
            rope: Rope::new(config.head_dim, f64::from(config.rope_theta), Layout::Interleaved)?,
            cache: Cache::new(&config),
            room: Room::default(),
            kernels: Kernels::PLAIN,
            config,
        };
        let missing = model.config.shapes().into_iter().collect();
        Ok(Builder { model, missing })
    }

    /// Takes a tensor in, under its name in GGUF files.
    ///
    /// # Errors
    /// In words, if the model has no such tensor, has it already, or has it in another shape or format.
    pub fn put(&mut self, name: &str, shape: &[usize], stored: Stored) -> Result<(), String> {
        let wanted = self.missing.get(name).ok_or_else(|| format!("the model has no place for a tensor {name}"))?;
        if wanted != shape {
            return Err(format!("the tensor {name} has the shape {shape:?}; {wanted:?} is needed"));
        }
        self.lay(name, stored).map_err(|error| format!("the tensor {name}: {error}"))?;
        self.missing.remove(name);
        Ok(())
    }

    fn lay(&mut self, name: &str, stored: Stored) -> Result<(), String> {
        let model = &mut self.model;
        let (query, key_value) = (model.config.query_size(), model.config.key_value_size());
        let inner = model.config.intermediate_size;
        let place = name.strip_prefix("blk.").and_then(|rest| rest.split_once('.'));
        let (layer, part) = match place {
            None => (None, name),
            Some((layer, part)) => (layer.parse().ok().and_then(|layer: usize| model.layers.get_mut(layer)), part),
        };
        match (layer, part, stored) {
            (None, "token_embd.weight", Stored::Q8_0(bytes)) => model.token_embd.put(0, bytes),
            (None, "output_norm.weight", Stored::F32(values)) => copy(&mut model.output_norm, values),
            (Some(layer), "attn_norm.weight", Stored::F32(values)) => copy(&mut layer.attn_norm, values),
            (Some(layer), "ffn_norm.weight", Stored::F32(values)) => copy(&mut layer.ffn_norm, values),
            (Some(layer), "attn_q.weight", Stored::Q4_1(bytes)) => layer.query_key_value.put(0, bytes),
            (Some(layer), "attn_k.weight", Stored::Q4_1(bytes)) => layer.query_key_value.put(query, bytes),
            (Some(layer), "attn_v.weight", Stored::Q4_1(bytes)) => layer.query_key_value.put(query + key_value, bytes),
            (Some(layer), "attn_output.weight", Stored::Q4_1(bytes)) => layer.attn_output.put(0, bytes),
            (Some(layer), "ffn_gate.weight", Stored::Q4_1(bytes)) => layer.gate_up.put(0, bytes),
            (Some(layer), "ffn_up.weight", Stored::Q4_1(bytes)) => layer.gate_up.put(inner, bytes),
            (Some(layer), "ffn_down.weight", Stored::Q4_1(bytes)) => layer.down.put(0, bytes),
            _ => Err("it is in a format that is not run here".into()),
        }
    }

    /// The model, once all is there.
    ///
    /// # Errors
    /// In words, if something is missing.
    pub fn finish(self) -> Result<FastLlama, String> {
        match self.missing.keys().min() {
            Some(name) => Err(format!("the weights have no tensor {name}")),
            None => Ok(self.model),
        }
    }
}

fn copy(to: &mut [f32], from: &[f32]) -> Result<(), String> {
    if to.len() != from.len() {
        return Err(format!("{} numbers where {} are needed", from.len(), to.len()));
    }
    to.copy_from_slice(from);
    Ok(())
}
