//! Shards to a model on the device.

use algorithms::wordpiece::WordPiece;
use models::bert::{BertConfig, Builder, Text};
use packs::tokenizer::Tokenizer;
use protocol::bert::{Config, Event, Facts, Pack};

use super::Loaded;
use crate::arrival::{Arrival, NotTaken, Taken};
use crate::device::Devices;
use crate::session::Clock;

/// A model that is on its way.
pub struct Loading {
    arrival: Arrival,
    builder: Builder,
    text: Text,
    facts: Facts,
    tokens_at_once: usize,
}

impl Loading {
    /// # Errors
    /// In words for the reader, if no model can be made of this.
    pub fn new(pack: &Pack, devices: &Devices) -> Result<Self, String> {
        let (arrival, config) = (Arrival::new(pack)?, config(pack)?);
        let builder = Builder::new(sizes(&config), devices.transformer(), devices.training().clone())?;
        let text = text(&pack.tokenizer)?;
        if text.vocabulary().len() != config.vocab_size as usize {
            return Err("the tokenizer is not the model's; reload the page to get both anew".into());
        }
        let (model, precision) = (pack.model.clone(), pack.precision.clone());
        let facts = Facts { model, precision, config, ..Facts::default() };
        Ok(Loading { arrival, builder, text, facts, tokens_at_once: devices.tokens_at_once() })
    }

    /// What is taken in so far.
    pub fn taken(&self) -> Event {
        told(Ok(self.arrival.taken()))
    }

    /// Checks a shard and brings its tensors to the device.
    pub fn take(&mut self, shard: &[u8], clock: Clock) -> Event {
        let (builder, facts) = (&mut self.builder, &mut self.facts);
        let taken = self.arrival.take(shard, clock, |tensor| {
            builder.put(&tensor.name, &tensor.shape, tensor.to_f32())?;
            facts.parameters += tensor.len() as u64;
            facts.device_bytes += 4 * tensor.len() as u64;
            Ok(())
        });
        told(taken)
    }

    /// Whether all shards are there.
    pub fn is_complete(&self) -> bool {
        self.arrival.is_complete()
    }

    /// # Errors
    /// In words for the reader, if the pack lacks a tensor.
    pub fn finish(self) -> Result<Loaded, String> {
        let facts = Facts { upload: self.arrival.milliseconds, ..self.facts };
        let tokens_at_once = self.tokens_at_once;
        Ok(Loaded { model: self.builder.finish()?, text: self.text, facts, tokens_at_once, masked: None })
    }
}

fn told(taken: Result<Taken, NotTaken>) -> Event {
    match taken {
        Ok(Taken { shards, of, done, total }) => Event::Taken { shards, of, done, total },
        Err(NotTaken { shard, message }) => Event::NotTaken { shard, message },
    }
}

fn config(pack: &Pack) -> Result<Config, String> {
    Ok(Config {
        vocab_size: pack.number("vocab_size")?,
        hidden_size: pack.number("hidden_size")?,
        num_hidden_layers: pack.number("num_hidden_layers")?,
        num_attention_heads: pack.number("num_attention_heads")?,
        intermediate_size: pack.number("intermediate_size")?,
        max_position_embeddings: pack.number("max_position_embeddings")?,
        type_vocab_size: pack.number("type_vocab_size")?,
        layer_norm_eps: pack.number("layer_norm_eps")?,
        max_seq_length: pack.number("max_seq_length")?,
    })
}

fn sizes(config: &Config) -> BertConfig {
    BertConfig {
        vocab_size: config.vocab_size as usize,
        hidden_size: config.hidden_size as usize,
        num_hidden_layers: config.num_hidden_layers as usize,
        num_attention_heads: config.num_attention_heads as usize,
        intermediate_size: config.intermediate_size as usize,
        max_position_embeddings: config.max_position_embeddings as usize,
        type_vocab_size: config.type_vocab_size as usize,
        layer_norm_eps: config.layer_norm_eps,
    }
}

/// # Errors
/// In words for the reader, if the file is no BERT's tokenizer.
pub fn text(tokenizer: &[u8]) -> Result<Text, String> {
    let Tokenizer::WordPiece(pack) = Tokenizer::read(tokenizer)? else {
        return Err("the tokenizer is not the model's; reload the page to get both anew".into());
    };
    let specials: Vec<&str> = pack.specials.iter().map(String::as_str).collect();
    Text::new(WordPiece::new(pack.tokens.iter().map(String::as_str), &pack.unknown, &specials)?)
}
