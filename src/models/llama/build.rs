//! Weights to a model, one tensor after the other, so that they need not be in memory twice.

use std::collections::HashMap;

use algorithms::positional_encoding::{Layout, Rope};
use burn::tensor::{Device, Tensor, TensorData};

use super::{Layer, Llama, LlamaConfig};

/// A model that is being loaded.
#[derive(Debug)]
pub struct Builder {
    config: LlamaConfig,
    device: Device,
    /// What is still to come.
    missing: HashMap<String, Vec<usize>>,
    /// What is on the device, flat.
    there: HashMap<String, Tensor<1>>,
}

impl Builder {
    /// # Errors
    /// In words, if no such model can be.
    pub fn new(config: LlamaConfig, device: Device) -> Result<Self, String> {
        config.check()?;
        let missing = config.shapes().into_iter().collect();
        Ok(Builder { config, device, missing, there: HashMap::new() })
    }

    /// Brings a tensor to the device. `values` are row-major, matrices `[output, input]`.
    ///
    /// # Errors
    /// In words, if the model has no such tensor, has it already, or has it in another shape.
    pub fn put(&mut self, name: &str, shape: &[usize], values: Vec<f32>) -> Result<(), String> {
        let wanted = self.missing.get(name).ok_or_else(|| format!("the model has no place for a tensor {name}"))?;
        if wanted != shape || values.len() != shape.iter().product::<usize>() {
            return Err(format!("the tensor {name} has the shape {shape:?}; {wanted:?} is needed"));
        }
        let size = values.len();
        self.there.insert(name.into(), Tensor::from_data(TensorData::new(values, [size]), &self.device));
        self.missing.remove(name);
        Ok(())
    }

    /// The model, once all is there.
    ///
    /// # Errors
    /// In words, if something is missing.
    pub fn finish(mut self) -> Result<Llama, String> {
        if let Some(name) = self.missing.keys().min() {
            return Err(format!("the weights have no tensor {name}"));
        }
        let LlamaConfig { hidden_size, intermediate_size, num_hidden_layers, .. } = self.config;
        let mut layers = Vec::new();
        for index in 0..num_hidden_layers {
            let name = |part: &str| format!("blk.{index}.{part}.weight");
            layers.push(Layer {
                attention_norm: self.flat(&name("attn_norm")),
                query: self.matrix(&name("attn_q"), hidden_size),
                key: self.matrix(&name("attn_k"), hidden_size),
                value: self.matrix(&name("attn_v"), hidden_size),
                attention_output: self.matrix(&name("attn_output"), self.config.query_size()),
                feed_forward_norm: self.flat(&name("ffn_norm")),
                gate: self.matrix(&name("ffn_gate"), hidden_size),
                up: self.matrix(&name("ffn_up"), hidden_size),
                down: self.matrix(&name("ffn_down"), intermediate_size),
            });
        }
        Ok(Llama {
            token_embeddings: self.matrix("token_embd.weight", hidden_size),
            layers,
            output_norm: self.flat("output_norm.weight"),
            rope: Rope::new(self.config.head_dim, self.config.rope_theta.into(), Layout::Interleaved)?,
            config: self.config,
        })
    }

    /// # Panics
    /// If the tensor is not there: `finish` has looked.
    fn flat(&mut self, name: &str) -> Tensor<1> {
        self.there.remove(name).unwrap_or_else(|| panic!("{name} is one of the model's shapes"))
    }

    fn matrix(&mut self, name: &str, input: usize) -> Tensor<2> {
        let flat = self.flat(name);
        let output = flat.dims()[0] / input;
        flat.reshape([output, input])
    }
}
