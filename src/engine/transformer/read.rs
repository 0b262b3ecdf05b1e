//! Between the protocol's plain numbers and the model's tensors.

use burn::tensor::Tensor;
use models::transformer::{LayerTrace, Output, Surgery};
use protocol::transformer::{Layer, Trace};

pub(super) fn surgery(asked: &protocol::transformer::Surgery) -> Surgery {
    Surgery {
        ablated: asked.ablated.iter().map(|(layer, head)| (*layer as usize, *head as usize)).collect(),
        without_scale: asked.without_scale,
        without_residual: asked.without_residual,
        without_positions: asked.without_positions,
        patches: Vec::new(),
    }
}

/// Everything of a run of one sequence.
///
/// # Errors
/// In words, if the device gives no numbers.
pub(super) fn trace(output: Output) -> Result<Trace, String> {
    let Output { hidden, logits, trace } = output;
    let embedded = trace.layers.first().map_or_else(|| Ok(Vec::new()), |layer| floats(layer.input.clone()))?;
    let layers: Result<Vec<Layer>, String> = trace.layers.into_iter().map(layer).collect();
    Ok(Trace {
        word: floats(trace.word)?,
        position: floats(trace.position)?,
        embedded,
        layers: layers?,
        hidden: floats(hidden)?,
        logits: logits.map_or(Ok(Vec::new()), floats)?,
        ..Trace::default()
    })
}

fn layer(trace: LayerTrace) -> Result<Layer, String> {
    Ok(Layer {
        input: floats(trace.input)?,
        query: floats(trace.query)?,
        key: floats(trace.key)?,
        value: floats(trace.value)?,
        products: floats(trace.products)?,
        scores: floats(trace.scores)?,
        masked: floats(trace.masked)?,
        probabilities: floats(trace.probabilities)?,
        mixed: floats(trace.mixed)?,
        context: floats(trace.context)?,
        attention_output: floats(trace.attention_output)?,
        attention_residual: floats(trace.attention_residual)?,
        attention_norm: floats(trace.attention_norm)?,
        intermediate: floats(trace.intermediate)?,
        activated: floats(trace.activated)?,
        feed_forward: floats(trace.feed_forward)?,
        residual: floats(trace.residual)?,
        feed_forward_norm: floats(trace.feed_forward_norm)?,
        output: floats(trace.output)?,
    })
}

/// Synchronous: this lesson's models stand on the CPU.
pub(super) fn floats<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, String> {
    tensor
        .into_data()
        .try_into_vec()
        .map_err(|error| format!("the device answered no numbers ({error:?}); reload the page"))
}
