//! Shards to a model on the device.

use algorithms::wordpiece::WordPiece;
use models::bert::{BertConfig, Builder, Text};
use packs::tokenizer::Tokenizer;
use packs::weights::Reader;
use packs::weights::manifest::File;
use protocol::bert::{Config, Event, Facts, Pack};

use super::Loaded;
use crate::device::Devices;
use crate::session::Clock;

/// A model that is on its way.
pub struct Loading {
    reader: Reader,
    builder: Builder,
    text: Text,
    facts: Facts,
    shards: Vec<u64>,
}

impl Loading {
    /// # Errors
    /// In words for the reader, if no model can be made of this.
    pub fn new(pack: Pack, devices: &Devices) -> Result<Self, String> {
        let Pack { model, precision, config, tokenizer, tokenizer_file, shards } = pack;
        if shards.is_empty() {
            return Err("this site was built without the model's weights".into());
        }
        packs::verify(&tokenizer, tokenizer_file.size, &tokenizer_file.sha256)?;
        let builder = Builder::new(sizes(&config), devices.transformer(), devices.training().clone())?;
        let text = text(&tokenizer)?;
        if text.vocabulary().len() != config.vocab_size as usize {
            return Err("the tokenizer is not the model's; reload the page to get both anew".into());
        }
        let sizes = shards.iter().map(|shard| shard.size).collect();
        let file = |shard: protocol::bert::File| File { name: String::new(), size: shard.size, sha256: shard.sha256 };
        let reader = Reader::new(shards.into_iter().map(file).collect());
        let facts = Facts { model, precision, config, ..Facts::default() };
        Ok(Loading { reader, builder, text, facts, shards: sizes })
    }

    /// What is taken in so far.
    pub fn taken(&self) -> Event {
        let (taken, of) = (self.reader.taken(), self.shards.len());
        let bytes = |shards: &[u64]| shards.iter().sum();
        Event::Taken {
            shards: taken as u32,
            of: of as u32,
            done: bytes(&self.shards[..taken]),
            total: bytes(&self.shards),
        }
    }

    /// Checks a shard and brings its tensors to the device.
    pub fn take(&mut self, shard: Vec<u8>, clock: Clock) -> Event {
        let before = clock();
        let place = self.reader.taken() as u32;
        match self.put(&shard) {
            Ok(()) => {
                self.facts.upload += clock() - before;
                self.taken()
            }
            Err(message) => Event::NotTaken { shard: place, message },
        }
    }

    fn put(&mut self, shard: &[u8]) -> Result<(), String> {
        for tensor in self.reader.take(shard)? {
            self.builder.put(&tensor.name, &tensor.shape, tensor.to_f32())?;
            self.facts.parameters += tensor.len() as u64;
            self.facts.device_bytes += 4 * tensor.len() as u64;
        }
        Ok(())
    }

    /// Whether all shards are there.
    pub fn is_complete(&self) -> bool {
        self.reader.wanted().is_none()
    }

    /// # Errors
    /// In words for the reader, if the pack lacks a tensor.
    pub fn finish(self) -> Result<Loaded, String> {
        Ok(Loaded { model: self.builder.finish()?, text: self.text, facts: self.facts, masked: None })
    }
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

fn text(tokenizer: &[u8]) -> Result<Text, String> {
    let Tokenizer::WordPiece(pack) = Tokenizer::read(tokenizer)? else {
        return Err("the tokenizer is not the model's; reload the page to get both anew".into());
    };
    let specials: Vec<&str> = pack.specials.iter().map(String::as_str).collect();
    Text::new(WordPiece::new(pack.tokens.iter().map(String::as_str), &pack.unknown, &specials)?)
}
