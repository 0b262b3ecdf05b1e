//! Pairs of sequences as tensors.

use burn::tensor::{Device, Int, Tensor, TensorData};

/// Fills up shorter sequences.
pub const PAD: usize = 0;
/// Stands before the first target token.
pub const SOS: usize = 1;
/// Ends a target.
pub const EOS: usize = 2;

/// Sequences of different lengths, padded.
#[derive(Clone, Debug)]
pub struct Batch {
    /// `[source, batch]`; all sources end at the last step.
    pub source: Tensor<2, Int>,
    /// 1 from a source's first token on, 0 before: `[source, batch]`.
    pub begun: Tensor<2>,
    /// What the decoder is fed, `[target, batch]`: [`SOS`] and then tokens, [`PAD`] after the end.
    pub fed: Tensor<2, Int>,
    /// Rows of `[target * batch]` that are no padding.
    pub places: Tensor<1, Int>,
    /// The right token at each of them.
    pub expected: Tensor<1, Int>,
}

impl Batch {
    /// Of sources and targets (without [`SOS`] and [`EOS`]); the decoder is fed the right tokens.
    ///
    /// # Panics
    /// If there is no pair, a source is empty, or the two counts differ.
    pub fn new(sources: &[Vec<usize>], targets: &[Vec<usize>], device: &Device) -> Self {
        assert_eq!(sources.len(), targets.len(), "a target for each source");
        let batch = sources.len();
        let (source, begun) = source(sources, device);
        let steps = targets.iter().map(Vec::len).max().expect("a batch has a pair") + 1;
        let mut fed = vec![PAD as i32; steps * batch];
        let (mut places, mut expected) = (Vec::new(), Vec::new());
        for t in 0..steps {
            for (row, target) in targets.iter().enumerate().filter(|(_, target)| t <= target.len()) {
                fed[t * batch + row] = if t == 0 { SOS } else { target[t - 1] } as i32;
                places.push((t * batch + row) as i32);
                expected.push(target.get(t).copied().unwrap_or(EOS) as i32);
            }
        }
        let count = places.len();
        Batch {
            source,
            begun,
            fed: Tensor::from_data(TensorData::new(fed, [steps, batch]), device),
            places: Tensor::from_data(TensorData::new(places, [count]), device),
            expected: Tensor::from_data(TensorData::new(expected, [count]), device),
        }
    }
}

/// Sources as [`Batch::source`] and [`Batch::begun`].
///
/// # Panics
/// If there is none, or one is empty.
pub fn source(sources: &[Vec<usize>], device: &Device) -> (Tensor<2, Int>, Tensor<2>) {
    let batch = sources.len();
    let steps = sources.iter().map(Vec::len).max().expect("a batch has a source");
    assert!(sources.iter().all(|source| !source.is_empty()), "a source has a token");
    let mut tokens = vec![PAD as i32; steps * batch];
    let mut begun = vec![0.0_f32; steps * batch];
    for (row, source) in sources.iter().enumerate() {
        for (t, token) in source.iter().enumerate() {
            let at = (steps - source.len() + t) * batch + row;
            (tokens[at], begun[at]) = (*token as i32, 1.0);
        }
    }
    let tokens = Tensor::from_data(TensorData::new(tokens, [steps, batch]), device);
    (tokens, Tensor::from_data(TensorData::new(begun, [steps, batch]), device))
}
