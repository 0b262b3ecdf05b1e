//! One or two texts, and everything that attention does with them.

use burn::tensor::{Tensor, TensorData};
use models::bert::{Batch, Bert, Encoded, Keep, LayerTrace, MASKED, Patch, Piece, Surgery, Text, Trace};
use protocol::bert::{Attend, Attended, MOST_CELLS, Steps, Token};

use super::Loaded;
use crate::session::Clock;

/// # Errors
/// In words for the reader, if the request does not fit the model, or the device does not answer.
pub async fn run(loaded: &mut Loaded, request: Attend, clock: Clock) -> Result<Attended, String> {
    let before = clock();
    let (model, most) = (&loaded.model, loaded.model.config.max_position_embeddings);
    let encoded = match &request.second {
        None => loaded.text.encode(&request.first, most),
        Some(second) => loaded.text.encode_pair(&request.first, second, most),
    };
    let batch = Batch::new(vec![encoded.sequence.clone()], &model.config)?;
    check(&request, model, batch.tokens())?;
    let mut surgery = surgery(&request, model, batch.tokens())?;
    if let Some(patch) = &request.patch {
        let donor = loaded.text.encode(&patch.donor, most).sequence;
        surgery.patches = patches(patch, &Batch::new(vec![donor], &model.config)?, model).await?;
    }
    surgery.check(&model.config, &batch)?;

    let keep = match (&request.maps[..], request.steps) {
        ([], None) => Keep::Nothing,
        ([], Some(layer)) => Keep::Layer(layer as usize),
        ([map], steps) if steps.is_none_or(|layer| layer == *map) => Keep::Layer(*map as usize),
        _ => Keep::Everything,
    };
    let output = model.forward(&batch, &surgery, keep);
    let [embedding, pooled] =
        read([output.sentence_embeddings(), model.pool(&output)]).await?.try_into().map_err(|_| SHORT)?;
    let (mut maps, mut steps) = (Vec::new(), None);
    if let Some(Trace { layers, .. }) = output.trace {
        let layer = |index: u32| layers.iter().find(|layer| layer.layer == index as usize).ok_or(SHORT);
        let wanted = request.maps.iter().map(|index| Ok(layer(*index)?.probabilities.clone()));
        maps = read(wanted.collect::<Result<Vec<_>, String>>()?).await?;
        if let Some(index) = request.steps {
            steps = Some(read_steps(layer(index)?).await?);
        }
    }
    Ok(Attended {
        tokens: encoded.pieces.iter().map(|piece| token(piece, &loaded.text)).collect(),
        cut: cut(&encoded),
        layers: model.config.num_hidden_layers as u32,
        heads: model.config.num_attention_heads as u32,
        maps,
        steps,
        embedding,
        pooled,
        milliseconds: clock() - before,
        request,
    })
}

pub(super) const SHORT: &str = "the device answered less than it was asked; reload the page";

fn check(request: &Attend, model: &Bert, tokens: usize) -> Result<(), String> {
    let (layers, heads) = (model.config.num_hidden_layers, model.config.num_attention_heads);
    let layer = |layer: u32| (layer as usize) < layers;
    let fits = request.maps.iter().chain(&request.steps).all(|&index| layer(index))
        && request.heads_out.iter().all(|&(index, head)| layer(index) && (head as usize) < heads);
    if !fits {
        return Err(format!("the model has {layers} layers of {heads} heads; choose among these"));
    }
    if request.maps.len() * heads * tokens * tokens > MOST_CELLS {
        return Err(format!("maps of {tokens} tokens are too large for so many layers at once; choose fewer"));
    }
    Ok(())
}

fn surgery(request: &Attend, model: &Bert, tokens: usize) -> Result<Surgery, String> {
    let heads = model.config.num_attention_heads;
    let mut head_mask = vec![1.0; model.config.num_hidden_layers * heads];
    request.heads_out.iter().for_each(|&(layer, head)| head_mask[layer as usize * heads + head as usize] = 0.0);
    let mut mask = vec![0.0; tokens * tokens];
    for &(query, key) in &request.hidden {
        let (query, key) = (query as usize, key as usize);
        if query >= tokens || key >= tokens {
            return Err(format!("the sentence has {tokens} tokens; only these can be hidden from each other"));
        }
        mask[query * tokens + key] = MASKED;
    }
    let device = model.word_embeddings.val().device();
    let mask = || Tensor::from_data(TensorData::new(mask, [1, 1, tokens, tokens]), &device);
    Ok(Surgery {
        head_mask: (!request.heads_out.is_empty()).then_some(head_mask),
        causal: request.causal,
        attention_mask: (!request.hidden.is_empty()).then(mask),
        patches: Vec::new(),
        without_positions: request.without_positions,
    })
}

/// What the donor has at the places asked for.
async fn patches(patch: &protocol::bert::Patch, donor: &Batch, model: &Bert) -> Result<Vec<Patch>, String> {
    let (layer, hidden) = (patch.layer as usize, model.config.hidden_size);
    let output = model.forward(donor, &Surgery::default(), Keep::Layer(layer));
    let kept = output.trace.and_then(|trace| trace.layers.into_iter().next());
    // No layer reads what the last one gives.
    let rows = read([kept.map_or(output.hidden, |layer| layer.input)]).await?.remove(0);
    let row = |&(from, token): &(u32, u32)| {
        let values = rows.chunks_exact(hidden).nth(from as usize);
        let values =
            values.ok_or_else(|| format!("the other text has {} tokens; choose among these", donor.tokens()))?;
        Ok(Patch { layer, sequence: 0, token: token as usize, values: values.into() })
    };
    patch.tokens.iter().map(row).collect()
}

pub(super) fn token(piece: &Piece, text: &Text) -> Token {
    let source = piece.source.map(|(text, token)| (text as u32, token.start, token.end));
    Token { id: piece.id, text: text.vocabulary().token(piece.id).into(), source }
}

pub(super) fn cut(encoded: &Encoded) -> [Option<u32>; 2] {
    encoded.cut.map(|cut| cut.map(|at| at as u32))
}

async fn read_steps(layer: &LayerTrace) -> Result<Steps, String> {
    let heads = [&layer.query, &layer.key, &layer.value, &layer.scores, &layer.probabilities];
    let rows = [
        &layer.input,
        &layer.context,
        &layer.attention_output,
        &layer.attention_residual,
        &layer.attention_norm,
        &layer.intermediate,
        &layer.activated,
        &layer.feed_forward,
        &layer.residual,
        &layer.output,
    ];
    let [query, key, value, scores, probabilities] =
        read(heads.map(Clone::clone)).await?.try_into().map_err(|_| SHORT)?;
    let [
        input,
        context,
        attention_output,
        attention_residual,
        attention_norm,
        intermediate,
        activated,
        feed_forward,
        residual,
        output,
    ] = read(rows.map(Clone::clone)).await?.try_into().map_err(|_| SHORT)?;
    Ok(Steps {
        layer: layer.layer as u32,
        input,
        query,
        key,
        value,
        scores,
        probabilities,
        context,
        attention_output,
        attention_residual,
        attention_norm,
        intermediate,
        activated,
        feed_forward,
        residual,
        output,
    })
}

/// The values of tensors by one read: on a GPU each read waits for a round trip.
///
/// # Errors
/// In words for the reader, if the device does not answer.
pub async fn read<const D: usize>(tensors: impl IntoIterator<Item = Tensor<D>>) -> Result<Vec<Vec<f32>>, String> {
    let flat: Vec<Tensor<1>> = tensors.into_iter().map(|tensor| tensor.flatten(0, D - 1)).collect();
    if flat.is_empty() {
        return Ok(Vec::new());
    }
    let sizes: Vec<usize> = flat.iter().map(|tensor| tensor.dims()[0]).collect();
    let data = Tensor::cat(flat, 0).into_data_async().await;
    let data = data.map_err(|error| format!("the device did not answer ({error:?})"))?;
    let values: Vec<f32> =
        data.try_into_vec().map_err(|error| format!("the device answered no numbers ({error:?})"))?;
    let mut rest = values.as_slice();
    let take = |size: usize| {
        let (taken, left) = rest.split_at(size);
        rest = left;
        taken.to_vec()
    };
    Ok(sizes.into_iter().map(take).collect())
}
