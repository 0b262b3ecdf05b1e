//! A model without one of its parts, and what that costs.

use models::gpt::Decoder;
use models::weights::Weights;
use protocol::gpt::{Broken, Event, Surgery};

use super::trainer::Trainer;
use super::{Lab, write};
use crate::fused;
use crate::session::Clock;
use burn::tensor::Device;

impl Lab {
    /// Measured on the CPU, on a copy of the weights.
    pub(super) async fn broken(&self, surgery: Surgery, clock: Clock) -> Result<Event, String> {
        let config = self.main.config();
        let mut weights = self.main.weights().await;
        cut(&mut weights, surgery, config.num_layers - 1);
        let copy = Trainer::new(config, &weights, &Device::flex(), fused::gpt::operations())?;
        let mut decoder = Decoder::new(config, &weights)?;
        let pieces = write::sample(&mut decoder, &self.words, self.setup.seed, clock).await;
        Ok(Event::Broken(Broken {
            surgery,
            whole: self.main.evaluate(&self.validation).await,
            broken: copy.evaluate(&self.validation).await,
            pieces: pieces.unwrap_or_default(),
        }))
    }
}

/// A part that adds zeros says nothing: its last matrix and bias are set to zero.
fn cut(weights: &mut Weights, surgery: Surgery, last: usize) {
    let last = format!("layers.{last}.");
    let goes = |name: &str| match surgery {
        Surgery::Positions => name == "position_embedding.weight",
        Surgery::Attention => name.contains("attention.out_proj"),
        Surgery::FirstAttention => name.starts_with("layers.0.attention.out_proj"),
        Surgery::LastFeedForward => name.starts_with(&last) && name.contains("feed_forward.2"),
    };
    for tensor in weights.tensors.iter_mut().filter(|tensor| goes(&tensor.name)) {
        tensor.values.fill(0.0);
    }
}
