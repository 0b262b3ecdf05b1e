//! Weights to a model, one tensor after the other, so that they need not be in memory twice.

use std::collections::HashMap;

use burn::module::Param;
use burn::tensor::{Device, Tensor, TensorData};

use super::{Bert, BertConfig, Layer, Layout, Linear, Norm, Operations};
use crate::kernels::matmul::{COLUMNS, Panels};
use crate::weights::{NamedTensor, Weights};

/// A model that is being loaded.
#[derive(Debug)]
pub struct Builder {
    config: BertConfig,
    operations: Operations,
    device: Device,
    /// What is still to come.
    missing: HashMap<String, Vec<usize>>,
    /// What is on the device, flat; matrices of layers laid out for the operations.
    there: HashMap<String, Tensor<1>>,
}

impl BertConfig {
    /// The model with these weights on `device`.
    ///
    /// # Errors
    /// In words, if the sizes do not go together, or if a weight is missing or has another shape.
    pub fn init(&self, weights: &Weights, operations: Operations, device: &Device) -> Result<Bert, String> {
        let mut builder = Builder::new(self.clone(), operations, device.clone())?;
        for NamedTensor { name, shape, values } in &weights.tensors {
            builder.put(name, shape, values.clone())?;
        }
        builder.finish()
    }
}

impl Builder {
    /// # Errors
    /// In words, if no such model can be.
    pub fn new(config: BertConfig, operations: Operations, device: Device) -> Result<Self, String> {
        config.check()?;
        let missing = config.shapes().into_iter().collect();
        Ok(Builder { config, operations, device, missing, there: HashMap::new() })
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
        let values = match *shape {
            // A table is looked up row by row; a matrix is multiplied with.
            [output, input] if !name.starts_with("embeddings.") => match self.operations.layout {
                Layout::Panels => Panels::transposed(&values, input, output).into_values(),
                Layout::Whole => transposed(&values, input),
            },
            _ => values,
        };
        let size = values.len();
        self.there.insert(name.into(), Tensor::from_data(TensorData::new(values, [size]), &self.device));
        self.missing.remove(name);
        Ok(())
    }

    /// The model, once all is there.
    ///
    /// # Errors
    /// In words, if something is missing.
    pub fn finish(mut self) -> Result<Bert, String> {
        if let Some(name) = self.missing.keys().min() {
            return Err(format!("the weights have no tensor {name}"));
        }
        let BertConfig { hidden_size, intermediate_size, num_hidden_layers, .. } = self.config;
        let mut layers = Vec::new();
        for index in 0..num_hidden_layers {
            let name = |part: &str| format!("encoder.layer.{index}.{part}");
            layers.push(Layer {
                query: self.linear(&name("attention.self.query"), hidden_size),
                key: self.linear(&name("attention.self.key"), hidden_size),
                value: self.linear(&name("attention.self.value"), hidden_size),
                attention_output: self.linear(&name("attention.output.dense"), hidden_size),
                attention_norm: self.norm(&name("attention.output.LayerNorm")),
                intermediate: self.linear(&name("intermediate.dense"), hidden_size),
                output: self.linear(&name("output.dense"), intermediate_size),
                output_norm: self.norm(&name("output.LayerNorm")),
            });
        }
        Ok(Bert {
            word_embeddings: self.table("word_embeddings"),
            position_embeddings: self.table("position_embeddings"),
            token_type_embeddings: self.table("token_type_embeddings"),
            embeddings_norm: self.norm("embeddings.LayerNorm"),
            layers,
            pooler: self.linear("pooler.dense", hidden_size),
            shifted: None,
            config: self.config,
            operations: self.operations,
        })
    }

    /// # Panics
    /// If the tensor is not there: `finish` has looked.
    fn flat(&mut self, name: &str) -> Tensor<1> {
        self.there.remove(name).unwrap_or_else(|| panic!("{name} is one of the model's shapes"))
    }

    fn table(&mut self, name: &str) -> Param<Tensor<2>> {
        let flat = self.flat(&format!("embeddings.{name}.weight"));
        let rows = flat.dims()[0] / self.config.hidden_size;
        Param::from_tensor(flat.reshape([rows, self.config.hidden_size]))
    }

    fn linear(&mut self, name: &str, input: usize) -> Linear {
        let (flat, bias) = (self.flat(&format!("{name}.weight")), self.flat(&format!("{name}.bias")));
        let columns = match self.operations.layout {
            Layout::Panels => COLUMNS,
            Layout::Whole => bias.dims()[0],
        };
        let panels = flat.dims()[0] / (input * columns);
        let weight = flat.reshape([panels, input, columns]);
        Linear { weight: Param::from_tensor(weight), bias: Param::from_tensor(bias) }
    }

    fn norm(&mut self, name: &str) -> Norm {
        let [weight, bias] = ["weight", "bias"].map(|part| Param::from_tensor(self.flat(&format!("{name}.{part}"))));
        Norm { weight, bias }
    }
}

/// `[output, input]` to `[input, output]`.
fn transposed(values: &[f32], input: usize) -> Vec<f32> {
    (0..input).flat_map(|column| values.iter().skip(column).step_by(input).copied()).collect()
}
