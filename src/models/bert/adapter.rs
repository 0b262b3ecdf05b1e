//! What turns an encoder into a model of masked words: low-rank changes of its matrices (LoRA; Hu et al., 2021) and the head of BERT's first
//! training task (Devlin et al., 2018). The encoder's own tables and weights stay as they are; the two share the embeddings.

use std::collections::HashMap;

use burn::module::Param;
use burn::tensor::{Device, Tensor, TensorData};

use super::masked::{Head, Masked};
use super::{Bert, BertConfig, Layer, Layout, Linear, Norm};
use crate::kernels::matmul::COLUMNS;
use crate::weights::{NamedTensor, Weights};

/// The matrices of a layer that are changed, by Hugging Face's names.
pub const MATRICES: [&str; 6] = [
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
];

const NORMS: [&str; 2] = ["attention.output.LayerNorm", "output.LayerNorm"];

/// What is added to the word embedding of `[MASK]`.
const MASK_ROW: &str = "embeddings.mask";

/// Name and shape of every tensor of an adapter: `lora_A` and `lora_B`, whose product `B A` is added to a matrix, what is added to vectors,
/// and the head, whose own numbers they are.
pub fn shapes(config: &BertConfig, rank: usize) -> Vec<(String, Vec<usize>)> {
    let (hidden, inner) = (config.hidden_size, config.intermediate_size);
    let mut shapes = Vec::new();
    for layer in 0..config.num_hidden_layers {
        for matrix in MATRICES {
            let name = |end: &str| format!("encoder.layer.{layer}.{matrix}.{end}");
            let (output, input) = match matrix {
                "intermediate.dense" => (inner, hidden),
                "output.dense" => (hidden, inner),
                _ => (hidden, hidden),
            };
            shapes.push((name("lora_A"), vec![rank, input]));
            shapes.push((name("lora_B"), vec![output, rank]));
            shapes.push((name("bias"), vec![output]));
        }
        for norm in NORMS {
            for end in ["weight", "bias"] {
                shapes.push((format!("encoder.layer.{layer}.{norm}.{end}"), vec![hidden]));
            }
        }
    }
    let mut add = |name: &str, shape: &[usize]| shapes.push((name.into(), shape.to_vec()));
    add(MASK_ROW, &[hidden]);
    add("cls.dense.weight", &[hidden, hidden]);
    add("cls.dense.bias", &[hidden]);
    add("cls.LayerNorm.weight", &[hidden]);
    add("cls.LayerNorm.bias", &[hidden]);
    add("cls.bias", &[config.vocab_size]);
    shapes
}

/// An adapter's tensors on the device of the encoder.
struct Parts {
    device: Device,
    layout: Layout,
    there: HashMap<String, NamedTensor>,
}

impl Masked {
    /// The encoder with an adapter added to it, and its head. `mask` is the id of `[MASK]`.
    ///
    /// # Errors
    /// In words, if a tensor is missing, is one too many or has another shape than the encoder's sizes want.
    pub fn new(encoder: &Bert, adapter: Weights, mask: u32) -> Result<Masked, String> {
        let mut parts = Parts::new(encoder, adapter)?;
        let layers = encoder.layers.iter().enumerate().map(|(index, layer)| parts.layer(index, layer)).collect();
        let head = Head {
            dense: Linear { weight: parts.whole("cls.dense.weight"), bias: parts.vector("cls.dense.bias") },
            norm: Norm { weight: parts.vector("cls.LayerNorm.weight"), bias: parts.vector("cls.LayerNorm.bias") },
            bias: parts.vector("cls.bias"),
        };
        let shift = parts.vector(MASK_ROW).val();
        Ok(Masked { encoder: Bert { layers, shifted: Some((mask, shift)), ..encoder.clone() }, head })
    }
}

impl Parts {
    fn new(encoder: &Bert, adapter: Weights) -> Result<Self, String> {
        let mut there: HashMap<_, _> =
            adapter.tensors.into_iter().map(|tensor| (tensor.name.clone(), tensor)).collect();
        let first = format!("encoder.layer.0.{}.lora_A", MATRICES[0]);
        let rank = there.get(&first).and_then(|tensor| tensor.shape.first().copied()).unwrap_or_default();
        let mut known = HashMap::new();
        for (name, shape) in shapes(&encoder.config, rank) {
            let tensor = there.remove(&name).ok_or_else(|| format!("the adapter has no tensor {name}"))?;
            if tensor.shape != shape || tensor.values.len() != shape.iter().product::<usize>() {
                return Err(format!("the adapter's {name} has the shape {:?}; {shape:?} is needed", tensor.shape));
            }
            known.insert(name, tensor);
        }
        if let Some(name) = there.keys().min() {
            return Err(format!("the model has no place for a tensor {name}"));
        }
        let device = encoder.word_embeddings.val().device();
        Ok(Parts { device, layout: encoder.operations.layout, there: known })
    }

    fn layer(&mut self, index: usize, layer: &Layer) -> Layer {
        let mut linear =
            |own: &Linear, part: usize| self.linear(own, &format!("encoder.layer.{index}.{}", MATRICES[part]));
        let [query, key, value] = [&layer.query, &layer.key, &layer.value];
        let [query, key, value] = [linear(query, 0), linear(key, 1), linear(value, 2)];
        let attention_output = linear(&layer.attention_output, 3);
        let (intermediate, output) = (linear(&layer.intermediate, 4), linear(&layer.output, 5));
        let mut norm = |own: &Norm, part: usize| self.norm(own, &format!("encoder.layer.{index}.{}", NORMS[part]));
        let (attention_norm, output_norm) = (norm(&layer.attention_norm, 0), norm(&layer.output_norm, 1));
        Layer { query, key, value, attention_output, attention_norm, intermediate, output, output_norm }
    }

    /// `W + B A`, in the layout that `W` has.
    fn linear(&mut self, own: &Linear, name: &str) -> Linear {
        let (a, b) = (self.matrix(&format!("{name}.lora_A")), self.matrix(&format!("{name}.lora_B")));
        let change = a.transpose().matmul(b.transpose()); // [input, output]
        let weight = own.weight.val() + laid(change, self.layout);
        let bias = own.bias.val() + self.vector(&format!("{name}.bias")).val();
        Linear { weight: Param::from_tensor(weight), bias: Param::from_tensor(bias) }
    }

    fn norm(&mut self, own: &Norm, name: &str) -> Norm {
        let mut sum = |own: &Param<Tensor<1>>, end: &str| {
            Param::from_tensor(own.val() + self.vector(&format!("{name}.{end}")).val())
        };
        Norm { weight: sum(&own.weight, "weight"), bias: sum(&own.bias, "bias") }
    }

    fn whole(&mut self, name: &str) -> Param<Tensor<3>> {
        Param::from_tensor(laid(self.matrix(name).transpose(), self.layout))
    }

    fn matrix(&mut self, name: &str) -> Tensor<2> {
        let NamedTensor { shape, values, .. } = self.take(name);
        Tensor::from_data(TensorData::new(values, [shape[0], shape[1]]), &self.device)
    }

    fn vector(&mut self, name: &str) -> Param<Tensor<1>> {
        let NamedTensor { values, .. } = self.take(name);
        let size = values.len();
        Param::from_tensor(Tensor::from_data(TensorData::new(values, [size]), &self.device))
    }

    /// # Panics
    /// If the tensor is not there: `new` has looked.
    fn take(&mut self, name: &str) -> NamedTensor {
        self.there.remove(name).unwrap_or_else(|| panic!("{name} is one of the adapter's shapes"))
    }
}

/// A matrix `[input, output]` as operations want it, `[panels, input, columns]`, the last panel filled up with zeros.
fn laid(matrix: Tensor<2>, layout: Layout) -> Tensor<3> {
    let [input, output] = matrix.dims();
    let columns = match layout {
        Layout::Whole => output,
        Layout::Panels => COLUMNS,
    };
    let panels = output.div_ceil(columns);
    let rest = panels * columns - output;
    let device = matrix.device();
    let filled = if rest == 0 { matrix } else { Tensor::cat(vec![matrix, Tensor::zeros([input, rest], &device)], 1) };
    filled.reshape([input, panels, columns]).swap_dims(0, 1)
}
