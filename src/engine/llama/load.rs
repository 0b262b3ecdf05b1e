//! Shards to a model.

use models::llama::{Builder, LlamaConfig, LlamaWriter};
use protocol::pack::{Event, Facts, Pack};

use super::words::Words;
use super::{CONTEXT, Loaded};
use crate::arrival::{Arrival, NotTaken, Taken};
use crate::device::Devices;
use crate::session::Clock;
use crate::writing::Writer;

/// A model that is on its way.
pub struct Loading {
    arrival: Arrival,
    builder: Builder,
    words: Words,
    facts: Facts,
}

impl Loading {
    /// # Errors
    /// In words for the reader, if no model can be made of this.
    pub fn new(pack: &Pack, devices: &Devices) -> Result<Self, String> {
        let (arrival, config) = (Arrival::new(pack)?, config(pack)?);
        let words = Words::new(&pack.tokenizer, pack.text("system_message")?)?;
        if words.len() != config.vocab_size {
            return Err("the tokenizer is not the model's; reload the page to get both anew".into());
        }
        let facts = Facts {
            model: pack.model.clone(),
            precision: pack.precision.clone(),
            layers: config.num_hidden_layers as u32,
            heads: config.num_attention_heads as u32,
            stored: "32 bits each".into(),
            ..Facts::default()
        };
        Ok(Loading { arrival, builder: Builder::new(config, devices.training().clone())?, words, facts })
    }

    /// What is taken in so far.
    pub fn taken(&self) -> Event {
        told(Ok(self.arrival.taken()))
    }

    /// Checks a shard and takes its tensors in.
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
        let model = Box::new(LlamaWriter::new(self.builder.finish()?, CONTEXT));
        Ok(Loaded { model, words: self.words, writer: Writer::default(), facts })
    }
}

fn told(taken: Result<Taken, NotTaken>) -> Event {
    match taken {
        Ok(Taken { shards, of, done, total }) => Event::Taken { shards, of, done, total },
        Err(NotTaken { shard, message }) => Event::NotTaken { shard, message },
    }
}

/// # Errors
/// If the manifest lacks something.
pub fn config(pack: &Pack) -> Result<LlamaConfig, String> {
    Ok(LlamaConfig {
        vocab_size: pack.number("vocab_size")?,
        hidden_size: pack.number("hidden_size")?,
        num_hidden_layers: pack.number("num_hidden_layers")?,
        num_attention_heads: pack.number("num_attention_heads")?,
        num_key_value_heads: pack.number("num_key_value_heads")?,
        head_dim: pack.number("head_dim")?,
        intermediate_size: pack.number("intermediate_size")?,
        max_position_embeddings: pack.number("max_position_embeddings")?,
        rms_norm_eps: pack.number("rms_norm_eps")?,
        rope_theta: pack.number("rope_theta")?,
    })
}
