//! An encoder that reads a sequence and a decoder that writes another: the guide's `Seq2Seq` (Sutskever, Vinyals and Le, 2014), and
//! attention between the two as a switch (Bahdanau, Cho and Bengio, 2015; Luong, Pham and Manning, 2015).
//!
//! A batch's sources end together: shorter ones begin later, and a layer's state is held at zero until its sequence begins. So the last
//! step is the last of every source, as with PyTorch's packed sequences, and a layer is still one pass over all steps.

mod attention;
mod batch;
mod build;
mod config;
mod decoder;
mod encoder;
mod operations;
mod surgery;

pub use attention::Attention;
pub use batch::{Batch, EOS, PAD, SOS, source};
pub use config::{Scoring, Seq2SeqConfig};
pub use decoder::{Decoder, Memory, States, Step};
pub use encoder::{Encoded, Encoder};
pub use operations::Operations;
pub use surgery::Surgery;

use burn::module::Module;
use burn::tensor::{Int, Tensor};

#[derive(Module, Debug)]
pub struct Seq2Seq {
    pub encoder: Encoder,
    pub decoder: Decoder,
    #[module(skip)]
    pub config: Seq2SeqConfig,
}

impl Seq2Seq {
    /// Scores of what follows each target token that was fed, `[steps * batch, target_vocab]`, the rows time-major. The decoder is fed
    /// `batch.fed`, whatever it would have said itself (teacher forcing).
    pub fn forward(&self, batch: &Batch, operations: Operations) -> Tensor<2> {
        let encoded = self.encoder.forward(batch.source.clone(), &batch.begun, operations);
        let memory = self.decoder.remember(&encoded, &batch.begun, operations);
        self.decoder.forward(batch.fed.clone(), &memory, operations)
    }

    /// The mean cross entropy of the target tokens in nats, padding left out; `[1]`.
    pub fn loss(&self, batch: &Batch, operations: Operations) -> Tensor<1> {
        let logits = self.forward(batch, operations);
        let said = logits.select(0, batch.places.clone()); // [tokens of the batch, target_vocab]
        (operations.recurrent.cross_entropy)(said, batch.expected.clone())
    }

    /// The source read once, ready to be decoded from: `source` `[steps, batch]`, and for each whether it has begun, `[steps, batch]`.
    pub fn read(&self, source: Tensor<2, Int>, begun: &Tensor<2>, operations: Operations) -> (Encoded, Memory) {
        let encoded = self.encoder.forward(source, begun, operations);
        let memory = self.decoder.remember(&encoded, begun, operations);
        (encoded, memory)
    }
}
