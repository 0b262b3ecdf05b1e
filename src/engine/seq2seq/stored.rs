//! Both models as one file, and back.

use algorithms::pairs::{Unit, Vocabulary};
use models::seq2seq::Seq2SeqConfig;
use models::weights::{NamedTensor, Weights};
use protocol::seq2seq::{Attention, Setup};

use super::data::Data;

/// Stands before the names of the model without attention.
pub const PLAIN: &str = "plain.";

pub struct Stored {
    weights: Weights,
    pub source: Vocabulary,
    pub target: Vocabulary,
    pub step: u32,
}

impl Stored {
    /// The weights whose names begin with `prefix`, without it.
    pub fn part(&self, prefix: &str) -> Weights {
        let named = |tensor: &NamedTensor| {
            let name = tensor.name.strip_prefix(prefix)?.to_owned();
            Some(NamedTensor { name, ..tensor.clone() })
        };
        Weights { tensors: self.weights.tensors.iter().filter_map(named).collect(), ..Weights::default() }
    }
}

/// # Errors
/// In words, if it is no file of this lesson.
pub fn read(file: &[u8]) -> Result<Stored, String> {
    let weights = Weights::from_safetensors(file)?;
    let vocabulary = |side: &str| {
        let value = |name: &str| weights.metadata.get(&format!("{side}_{name}"));
        let (tokens, unit) = (value("tokens")?, value("unit")?);
        let unit = if unit == "words" { Unit::Words } else { Unit::Characters };
        Some(Vocabulary::new(tokens.split('\n').map(str::to_owned).collect(), unit))
    };
    let missing = "the weights file has no vocabulary; download it again";
    let (source, target) = (vocabulary("source").ok_or(missing)?, vocabulary("target").ok_or(missing)?);
    let step = weights.metadata.get("step").and_then(|step| step.parse().ok()).unwrap_or(0);
    Ok(Stored { source, target, step, weights })
}

/// A safetensors file; its metadata is all that a script needs to use it.
pub fn write(
    mut weights: Weights,
    plain: Option<Weights>,
    config: &Seq2SeqConfig,
    data: &Data,
    setup: &Setup,
    step: u32,
) -> Vec<u8> {
    for tensor in plain.into_iter().flat_map(|plain| plain.tensors) {
        weights.tensors.push(NamedTensor { name: format!("{PLAIN}{}", tensor.name), ..tensor });
    }
    let attention = match setup.attention {
        Attention::None => "none",
        Attention::Additive => "additive",
        Attention::Dot => "dot",
        Attention::General => "general",
    };
    let unit = |vocabulary: &Vocabulary| match vocabulary.unit() {
        Unit::Words => "words".to_owned(),
        Unit::Characters => "characters".to_owned(),
    };
    // No token holds a line break: pairs are read line by line.
    let facts = [
        ("attention", attention.to_owned()),
        ("embed_size", config.embed_size.to_string()),
        ("hidden_size", config.hidden_size.to_string()),
        ("num_layers", config.num_layers.to_string()),
        ("seed", setup.seed.to_string()),
        ("step", step.to_string()),
        ("source_tokens", data.source.tokens().join("\n")),
        ("source_unit", unit(&data.source)),
        ("target_tokens", data.target.tokens().join("\n")),
        ("target_unit", unit(&data.target)),
    ];
    weights.metadata = facts.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    weights.to_safetensors()
}
