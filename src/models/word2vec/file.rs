//! Trained vectors as a file: safetensors with half-precision tables.

use std::collections::HashMap;

use burn::tensor::f16;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};

/// Words, counts and both tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    pub words: Vec<String>,
    pub counts: Vec<u64>,
    pub vector_size: usize,
    /// Word and output vectors, both `[words, vector_size]`.
    pub weights: [Vec<f32>; 2],
}

impl Stored {
    /// As a safetensors file: `syn0` and `syn1neg` (gensim's names) in 16 bits, `counts`, and the words in the metadata, one a line.
    pub fn to_safetensors(&self) -> Vec<u8> {
        let shape = vec![self.words.len(), self.vector_size];
        let half = |values: &[f32]| values.iter().flat_map(|v| f16::from_f32(*v).to_le_bytes()).collect::<Vec<u8>>();
        let [input, output] = self.weights.each_ref().map(|values| half(values));
        let counts: Vec<u8> = self.counts.iter().flat_map(|count| (*count as i64).to_le_bytes()).collect();
        let view = |dtype, shape, bytes| TensorView::new(dtype, shape, bytes).expect("shape and values agree");
        let views = [
            ("syn0", view(Dtype::F16, shape.clone(), &input)),
            ("syn1neg", view(Dtype::F16, shape, &output)),
            ("counts", view(Dtype::I64, vec![self.counts.len()], &counts)),
        ];
        let metadata = HashMap::from([("words".to_owned(), self.words.join("\n"))]);
        safetensors::serialize(views, Some(metadata)).expect("well-formed tensors always serialize")
    }

    /// # Errors
    /// In words, if it is no such file.
    pub fn from_safetensors(file: &[u8]) -> Result<Self, String> {
        let broken = |what: String| format!("the vectors' file cannot be read ({what}); download it again");
        let (_, header) = SafeTensors::read_metadata(file).map_err(|error| broken(error.to_string()))?;
        let words = header.metadata().as_ref().and_then(|data| data.get("words"));
        let words: Vec<String> =
            words.ok_or_else(|| broken("it names no words".into()))?.lines().map(str::to_owned).collect();
        let read = SafeTensors::deserialize(file).map_err(|error| broken(error.to_string()))?;
        let table = |name: &str, dtype: Dtype| {
            let view = read.tensor(name).map_err(|error| broken(error.to_string()))?;
            let fits = view.dtype() == dtype && view.shape().first() == Some(&words.len());
            if fits { Ok(view) } else { Err(broken(format!("{name} is {:?} {:?}", view.dtype(), view.shape()))) }
        };
        let half = |view: &TensorView| {
            view.data().as_chunks::<2>().0.iter().map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect::<Vec<f32>>()
        };
        let (input, output) = (table("syn0", Dtype::F16)?, table("syn1neg", Dtype::F16)?);
        let vector_size = input.shape().get(1).copied().unwrap_or(0);
        if vector_size == 0 || output.shape() != input.shape() {
            return Err(broken("its tables differ in shape".into()));
        }
        let counts = table("counts", Dtype::I64)?;
        let counts = counts.data().as_chunks::<8>().0.iter().map(|bytes| i64::from_le_bytes(*bytes) as u64).collect();
        let weights = [half(&input), half(&output)];
        Ok(Stored { vector_size, weights, counts, words })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gives_back_what_was_written() {
        let stored = Stored {
            words: vec!["don't".into(), "naïve".into()],
            counts: vec![7, 5],
            vector_size: 3,
            weights: [vec![0.5, -0.25, 1.5, 0.0, 2.0, -4.0], vec![1.0; 6]],
        };
        assert_eq!(Stored::from_safetensors(&stored.to_safetensors()), Ok(stored));
        assert!(Stored::from_safetensors(b"<html>").unwrap_err().contains("download it again"));
    }
}
