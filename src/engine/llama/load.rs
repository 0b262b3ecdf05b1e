//! Shards to a model.

use models::llama::{Builder, LlamaConfig, LlamaWriter, fast};
use models::text_model::TextModel;
use packs::weights::{Dtype, Tensor};
use protocol::KernelChoice;
use protocol::pack::{Event, Facts, Pack};

use super::words::Words;
use super::{CONTEXT, Loaded};
use crate::arrival::{Arrival, NotTaken, Taken};
use crate::device::Devices;
use crate::kernels;
use crate::session::Clock;
use crate::writing::Writer;

/// A model that is on its way.
pub struct Loading {
    arrival: Arrival,
    building: Building,
    words: Words,
    facts: Facts,
}

/// Weights in blocks are multiplied as they are, on the CPU: a token of such a model is 0.3 billion operations, and a thousand dispatches to a
/// GPU. They go to a GPU in 32 bits where the reader asks for that. Weights in 32 bits run in tensor operations on the chosen device.
enum Building {
    Fast(Box<fast::Builder>),
    /// And how its weights are kept.
    Plain(Box<Builder>, &'static str),
}

impl Building {
    fn put(&mut self, tensor: &Tensor) -> Result<(), String> {
        let Tensor { name, shape, dtype, bytes } = tensor;
        match self {
            Building::Plain(builder, _) => builder.put(name, shape, tensor.to_f32()),
            Building::Fast(builder) => match dtype {
                Dtype::Q4_1 => builder.put(name, shape, fast::Stored::Q4_1(bytes)),
                Dtype::Q8_0 => builder.put(name, shape, fast::Stored::Q8_0(bytes)),
                Dtype::F32 | Dtype::F16 => builder.put(name, shape, fast::Stored::F32(&tensor.to_f32())),
            },
        }
    }

    /// The model, the bytes of its weights, and how they are kept.
    fn finish(
        self,
        parameters: u64,
        choice: KernelChoice,
        clock: Clock,
    ) -> Result<(Box<dyn TextModel>, u64, String), String> {
        Ok(match self {
            Building::Fast(builder) => {
                let chosen = kernels::choose(choice, clock)?;
                let mut model = builder.finish()?;
                model.multiply_by(chosen.kernels);
                let bytes = model.weight_bytes() as u64;
                (Box::new(model), bytes, format!("4 and 8 bits in blocks of 32, on the CPU with {}", chosen.words))
            }
            Building::Plain(builder, stored) => {
                (Box::new(LlamaWriter::new(builder.finish()?, CONTEXT)), 4 * parameters, stored.into())
            }
        })
    }
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
            ..Facts::default()
        };
        let in_blocks = Dtype::by_name(&pack.precision).is_some_and(|dtype| dtype.block_len() > 1);
        let building = match devices.gpu_asked_for() {
            Some(gpu) if in_blocks => {
                fits(&config, devices)?;
                Building::Plain(Box::new(Builder::new(config, gpu.clone())?), "32 bits each, on WebGPU")
            }
            None if in_blocks => Building::Fast(Box::new(fast::Builder::new(config, CONTEXT)?)),
            _ => Building::Plain(Box::new(Builder::new(config, devices.training().clone())?), "32 bits each"),
        };
        Ok(Loading { arrival, building, words, facts })
    }

    /// What is taken in so far.
    pub fn taken(&self) -> Event {
        told(Ok(self.arrival.taken()))
    }

    /// Checks a shard and takes its tensors in.
    pub fn take(&mut self, shard: &[u8], clock: Clock) -> Event {
        let (building, facts) = (&mut self.building, &mut self.facts);
        let taken = self.arrival.take(shard, clock, |tensor| {
            building.put(&tensor)?;
            facts.parameters += tensor.len() as u64;
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
    pub fn finish(self, choice: KernelChoice, clock: Clock) -> Result<Loaded, String> {
        let (model, device_bytes, stored) = self.building.finish(self.facts.parameters, choice, clock)?;
        let facts = Facts { upload: self.arrival.milliseconds, device_bytes, stored, ..self.facts };
        Ok(Loaded { model, words: self.words, writer: Writer::default(), facts })
    }
}

/// # Errors
/// In words for the reader, if the GPU has no room for the largest matrix.
fn fits(config: &LlamaConfig, devices: &Devices) -> Result<(), String> {
    let bytes = (config.vocab_size * config.hidden_size * size_of::<f32>()) as u64;
    let most = devices
        .report
        .adapter
        .as_ref()
        .map_or(u64::MAX, |adapter| adapter.max_storage_buffer_binding_size.min(adapter.max_buffer_size));
    if bytes <= most {
        return Ok(());
    }
    let [bytes, most] = [bytes, most].map(|bytes| bytes / 1_000_000);
    Err(format!(
        "this GPU takes no more than {most} MB in one piece, and {bytes} are needed; open this page without ?backend=webgpu"
    ))
}

fn told(taken: Result<Taken, NotTaken>) -> Event {
    match taken {
        Ok(Taken { shards, of, done, total }) => Event::Taken { shards, of, done, total },
        Err(NotTaken { shard, message }) => Event::NotTaken { shard, message },
    }
}

/// # Errors
/// If the manifest lacks something.
fn config(pack: &Pack) -> Result<LlamaConfig, String> {
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
