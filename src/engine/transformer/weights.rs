//! Weights: drawn for the minimal model, changed by hand, and as the page reads them.

use algorithms::positional_encoding::word_vector;
use models::transformer::{Activation, NormPlace, TransformerConfig};
use models::weights::Weights;
use protocol::transformer::{Edit, MAX_WORDS, Shape, Weight};

use super::Chosen;

/// The minimal model for a sentence: its vocabulary is the sentence's words, and a word's vector comes from its spelling, so that it
/// is the same in every sentence.
pub(super) fn minimal(shape: &Shape, seed: u64, words: &[String]) -> Chosen {
    let mut vocabulary: Vec<String> = Vec::new();
    let mut tokens = Vec::new();
    for word in words {
        let known = vocabulary.iter().position(|known| known == word);
        tokens.push(known.unwrap_or(vocabulary.len()) as i32);
        if known.is_none() {
            vocabulary.push(word.clone());
        }
    }
    let config = TransformerConfig {
        vocab_size: vocabulary.len(),
        max_len: MAX_WORDS,
        d_model: shape.d_model as usize,
        num_heads: shape.num_heads as usize,
        d_ff: shape.d_ff as usize,
        num_layers: shape.num_layers as usize,
        norm: if shape.pre_norm { NormPlace::Pre } else { NormPlace::Post },
        activation: if shape.gelu { Activation::Gelu } else { Activation::Relu },
        head: false,
    };
    let mut weights = config.init_weights(seed);
    if let Some(embedding) = weights.tensors.iter_mut().find(|tensor| tensor.name == "embedding.weight") {
        embedding.values = vocabulary.iter().flat_map(|word| word_vector(word, config.d_model, seed)).collect();
    }
    Chosen { config, weights, vocabulary, tokens }
}

/// # Errors
/// In words, if an edit names no number of the model.
pub(super) fn edit(weights: &mut Weights, edits: &[Edit]) -> Result<(), String> {
    for Edit { tensor, index, value } in edits {
        let found = weights.tensors.iter_mut().find(|found| found.name == *tensor);
        let place = found.and_then(|found| found.values.get_mut(*index as usize));
        *place.ok_or_else(|| format!("the model has no number {index} in {tensor}; restore the weights"))? = *value;
    }
    Ok(())
}

pub(super) fn shape(config: &TransformerConfig) -> Shape {
    Shape {
        d_model: config.d_model as u32,
        num_heads: config.num_heads as u32,
        d_ff: config.d_ff as u32,
        num_layers: config.num_layers as u32,
        pre_norm: config.norm == NormPlace::Pre,
        gelu: config.activation == Activation::Gelu,
    }
}

pub(super) fn for_page(weights: &Weights) -> Vec<Weight> {
    let weight = |tensor: &models::weights::NamedTensor| Weight {
        name: tensor.name.clone(),
        shape: tensor.shape.iter().map(|size| *size as u32).collect(),
        values: tensor.values.clone(),
    };
    weights.tensors.iter().map(weight).collect()
}
