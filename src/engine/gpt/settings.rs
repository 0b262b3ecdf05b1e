//! What a setup may ask for.

use models::gpt::{Activation, GptConfig, NormPlace};
use protocol::gpt::{MAX_BATCH, MAX_CONTEXT, MAX_D_MODEL, MAX_LAYERS, Setup, Shape};

use crate::check;

pub fn config(shape: Shape, vocab_size: usize) -> GptConfig {
    GptConfig {
        vocab_size,
        d_model: shape.d_model as usize,
        num_layers: shape.num_layers as usize,
        num_heads: shape.num_heads as usize,
        max_length: shape.context as usize,
        norm: if shape.pre_norm { NormPlace::Pre } else { NormPlace::Post },
        activation: if shape.gelu { Activation::Gelu } else { Activation::Relu },
    }
}

/// # Errors
/// In words for the reader.
pub fn check_setup(setup: &Setup) -> Result<(), String> {
    let shape = &setup.shape;
    check::sizes([
        ("width (d_model)", shape.d_model, 4, MAX_D_MODEL),
        ("number of layers", shape.num_layers, 1, MAX_LAYERS),
        ("number of heads", shape.num_heads, 1, shape.d_model),
        ("context", shape.context, 4, MAX_CONTEXT),
        ("batch", setup.batch, 1, MAX_BATCH),
    ])?;
    check::learning_rate(setup.learning_rate)?;
    config(*shape, 1).check()
}
