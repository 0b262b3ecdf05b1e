//! One scheme's forward pass over all three sentences, read back in one go.

use algorithms::positional_encoding::word_vector;
use burn::tensor::{Tensor, TensorData};
use models::attention::{Attention, AttentionTrace};
use protocol::positional_encoding::{Pass, Run, Scheme, Setup};

use super::positions::{self, Sentence};

/// Runs `layer` under `scheme`.
///
/// # Errors
/// In words, if the device does not answer.
pub async fn run(layer: &Attention, setup: &Setup, scheme: Scheme) -> Result<Run, String> {
    let as_typed: Vec<usize> = (0..setup.words.len()).collect();
    let rearranged = setup.order.iter().map(|word| *word as usize).collect();
    let sentences = [
        Sentence { order: as_typed.clone(), first: 0 },
        Sentence { order: rearranged, first: 0 },
        Sentence { order: as_typed, first: setup.shift as usize },
    ];
    let placed = sentences.each_ref().map(|sentence| positions::can_place(setup, scheme, sentence));
    let batch: Vec<Sentence> =
        sentences.into_iter().zip(placed).filter_map(|(sentence, fits)| fits.then_some(sentence)).collect();
    let passes = if batch.is_empty() { Vec::new() } else { passes(layer, setup, scheme, &batch).await? };
    let mut passes = passes.into_iter();
    let [original, rearranged, shifted] = placed.map(|fits| if fits { passes.next() } else { None });
    Ok(Run { scheme, original, rearranged, shifted })
}

/// One forward pass of the whole batch.
async fn passes(layer: &Attention, setup: &Setup, scheme: Scheme, sentences: &[Sentence]) -> Result<Vec<Pass>, String> {
    let device = layer.q_proj.val().device();
    let (batch, tokens, d_model) = (sentences.len(), setup.words.len(), setup.d_model as usize);
    let vectors: Vec<Vec<f32>> = setup.words.iter().map(|word| word_vector(word, d_model, setup.seed)).collect();
    let words = sentences.iter().flat_map(|sentence| sentence.order.iter().map(|word| vectors[*word].as_slice()));
    let x = TensorData::new(words.collect::<Vec<_>>().concat(), [batch, tokens, d_model]);

    let entered = positions::enter(setup, scheme, sentences, &device)?;
    let trace = layer.forward(Tensor::from_data(x, &device), &entered);
    read(trace).await
}

/// Everything of a trace by one read: on a GPU each read waits for a round trip.
async fn read(trace: AttentionTrace) -> Result<Vec<Pass>, String> {
    let AttentionTrace { query, key, scores, weights, output } = trace;
    let [batch, heads, tokens, head_dim] = query.dims();
    let flat = |tensor: Tensor<4>| {
        let size = tensor.dims()[1..].iter().product::<usize>();
        tensor.reshape([batch, size])
    };
    let output = output.reshape([batch, tokens * heads * head_dim]);
    let all = Tensor::cat(vec![flat(query), flat(key), flat(scores), flat(weights), output], 1);
    let data = all.into_data_async().await.map_err(|error| format!("the device did not answer ({error:?})"))?;
    let values: Vec<f32> =
        data.try_into_vec().map_err(|error| format!("the device answered no numbers ({error:?})"))?;

    let (vectors, cells) = (heads * tokens * head_dim, heads * tokens * tokens);
    let pass = |row: &[f32]| {
        let mut rest = row;
        let mut take = |size: usize| {
            let (taken, left) = rest.split_at(size);
            rest = left;
            taken.to_vec()
        };
        Pass {
            query: take(vectors),
            key: take(vectors),
            scores: take(cells),
            weights: take(cells),
            output: take(vectors),
        }
    };
    Ok(values.chunks_exact(3 * vectors + 2 * cells).map(pass).collect())
}
