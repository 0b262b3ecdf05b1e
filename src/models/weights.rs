//! Weights as plain named arrays, and their file format (safetensors).

use std::collections::HashMap;

use safetensors::{Dtype, SafeTensors, tensor::TensorView};

/// A named array of `f32`, row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedTensor {
    pub name: String,
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
}

/// All weights of a model, in a fixed order, under PyTorch's names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    pub tensors: Vec<NamedTensor>,
    /// The file's `__metadata__`.
    pub metadata: HashMap<String, String>,
}

impl Weights {
    pub fn get(&self, name: &str) -> Option<&NamedTensor> {
        self.tensors.iter().find(|tensor| tensor.name == name)
    }

    pub fn num_parameters(&self) -> usize {
        self.tensors.iter().map(|tensor| tensor.values.len()).sum()
    }

    /// As a safetensors file.
    pub fn to_safetensors(&self) -> Vec<u8> {
        let bytes: Vec<Vec<u8>> =
            self.tensors.iter().map(|t| t.values.iter().flat_map(|v| v.to_le_bytes()).collect()).collect();
        let views = self.tensors.iter().zip(&bytes).map(|(tensor, bytes)| {
            let view = TensorView::new(Dtype::F32, tensor.shape.clone(), bytes);
            (tensor.name.as_str(), view.expect("shape and values agree"))
        });
        let metadata = (!self.metadata.is_empty()).then(|| self.metadata.clone());
        safetensors::serialize(views, metadata).expect("well-formed tensors always serialize")
    }

    /// Reads a safetensors file of `f32` tensors.
    ///
    /// # Errors
    /// In words, if it is no such file.
    pub fn from_safetensors(file: &[u8]) -> Result<Self, String> {
        let broken = |error| format!("the weights file cannot be read ({error}); download it again");
        let (_, header) = SafeTensors::read_metadata(file).map_err(broken)?;
        let metadata = header.metadata().clone().unwrap_or_default();
        let read = SafeTensors::deserialize(file).map_err(broken)?;
        let mut tensors = Vec::new();
        for (name, view) in read.iter() {
            if view.dtype() != Dtype::F32 {
                return Err(format!("the tensor {name} of the weights file is {:?}; f32 is needed", view.dtype()));
            }
            let (values, _) = view.data().as_chunks::<4>();
            tensors.push(NamedTensor {
                name: name.to_owned(),
                shape: view.shape().to_vec(),
                values: values.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect(),
            });
        }
        Ok(Weights { tensors, metadata })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gives_back_what_was_written() {
        let tensor = |name: &str, shape: [usize; 2]| NamedTensor {
            name: name.into(),
            shape: shape.into(),
            values: vec![0.5; 6],
        };
        let weights = Weights {
            tensors: vec![tensor("b", [3, 2]), tensor("a", [2, 3])],
            metadata: HashMap::from([("task".into(), "text".into())]),
        };
        let read = Weights::from_safetensors(&weights.to_safetensors()).unwrap();
        assert_eq!(read.get("a"), weights.get("a"));
        assert_eq!(read.get("b"), weights.get("b"));
        assert_eq!(read.metadata, weights.metadata);
    }

    #[test]
    fn half_a_file_is_an_error_in_words() {
        assert!(Weights::from_safetensors(b"<html>").unwrap_err().contains("download it again"));
    }
}
