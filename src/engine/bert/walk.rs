//! One text through the pretrained model step by step, as the Transformer lesson walks through it.

use burn::tensor::{Int, Tensor, TensorData};
use models::bert::{Batch, Bert, Encoded, Keep, LayerTrace, Linear, MASKED, Norm, Output, Surgery};
use protocol::transformer::{Layer, Maps, Mask, Model, Ran, Setup, Shape, Trace, Weight};

use super::Loaded;
use super::attend::{SHORT, read};
use crate::session::Clock;

/// Rows and columns of a small map.
const SMALL: usize = 32;

/// What stands for a place that holds no token.
const PAD: &str = "[PAD]";
const MOST_PADS: u32 = 8;

/// # Errors
/// In words for the reader, if the setup does not fit the model, or the device does not answer.
pub async fn run(loaded: &mut Loaded, setup: Setup, clock: Clock) -> Result<Ran, String> {
    let before = clock();
    let Model::MiniLm { layer, head, causal, pads } = setup.model else { return Err(SHORT.into()) };
    let config = loaded.model.config.clone();
    let (layers, heads) = (config.num_hidden_layers, config.num_attention_heads);
    let there = |(layer, head): &(u32, u32)| (*layer as usize) < layers && (*head as usize) < heads;
    if !there(&(layer, head)) || !setup.surgery.ablated.iter().all(there) {
        return Err(format!("the model has {layers} layers of {heads} heads; choose among these"));
    }
    let text = setup.words.first().filter(|text| !text.trim().is_empty());
    let text = text.ok_or("there is no word to attend to; type a sentence")?;

    let pads = pads.min(MOST_PADS) as usize;
    let mut encoded = loaded.text.encode(text, config.max_position_embeddings - pads);
    let real = encoded.sequence.ids.len();
    let padding = loaded.text.vocabulary().id(PAD).ok_or("the vocabulary has no [PAD]; reload the page")?;
    encoded.sequence.ids.extend(std::iter::repeat_n(padding, pads));
    encoded.sequence.token_types.extend(std::iter::repeat_n(0, pads));
    let batch = Batch::new(vec![encoded.sequence.clone()], &config)?;
    let tokens = batch.tokens();
    let mask = mask(&setup, (tokens, real), causal)?;

    let model = &loaded.model;
    let surgery = |ablated: &[(u32, u32)]| surgery(model, mask.as_ref(), ablated);
    let output = model.forward(&batch, &surgery(&setup.surgery.ablated), Keep::Everything);
    let embedding = output.sentence_embeddings();
    let Output { hidden, trace, .. } = output;
    let kept = trace.ok_or(SHORT)?;
    let on_show = kept.layers.get(layer as usize).ok_or(SHORT)?;

    let mut trace = Trace { layers: vec![Layer::default(); layers], ..Trace::default() };
    let of = &kept.embeddings;
    let parts = [&of.word, &of.position, &of.token_type, &of.sum, &of.normalized, &hidden];
    [trace.word, trace.position, trace.segment, trace.embedded, trace.embedding_norm, trace.hidden] =
        read(parts.map(Clone::clone)).await?.try_into().map_err(|_| SHORT)?;
    trace.layers[layer as usize] = steps(on_show, head as usize, mask.as_ref()).await?;

    let mut maps = Maps { side: tokens.min(SMALL) as u32, values: Vec::new() };
    for kept in &kept.layers {
        let shares = read([kept.probabilities.clone()]).await?.remove(0);
        for map in shares.chunks(tokens * tokens) {
            let (side, values) = small(map, tokens);
            maps.side = side as u32;
            maps.values.extend(values);
        }
    }
    drop(kept);

    let (mut unedited, mut cosine) = (None, None);
    if !setup.surgery.ablated.is_empty() {
        let whole = model.forward(&batch, &surgery(&[]), Keep::Nothing);
        let other = whole.sentence_embeddings();
        cosine = read([(embedding * other).sum()]).await?.remove(0).first().copied();
        unedited = Some(Trace { hidden: read([whole.hidden]).await?.remove(0), ..Trace::default() });
    }

    let spelt = |id: u32| loaded.text.vocabulary().token(id).to_string();
    let mut ids: Vec<u32> = Vec::new();
    for id in &encoded.sequence.ids {
        if !ids.contains(id) {
            ids.push(*id);
        }
    }
    Ok(Ran {
        shape: Shape {
            d_model: config.hidden_size as u32,
            num_heads: heads as u32,
            d_ff: config.intermediate_size as u32,
            num_layers: layers as u32,
            pre_norm: false,
            gelu: true,
        },
        epsilon: f64::from(config.layer_norm_eps),
        tokens: encoded.sequence.ids.iter().map(|id| spelt(*id)).collect(),
        cut: cut(&encoded),
        mask,
        weights: tables(model, &ids, tokens).await?,
        vocabulary: ids.into_iter().map(spelt).collect(),
        trace,
        maps: Some(maps),
        unedited,
        accuracy: None,
        cosine,
        milliseconds: clock() - before,
        setup,
    })
}

fn cut(encoded: &Encoded) -> Option<u32> {
    encoded.cut[0].map(|at| at as u32)
}

/// Who may look at whom; `None` where nothing is hidden. `real` tokens are followed by padding.
fn mask(setup: &Setup, (tokens, real): (usize, usize), causal: bool) -> Result<Option<Mask>, String> {
    if let Some(mask) = &setup.mask {
        let fits = mask.visible.len() == tokens * tokens || mask.visible.is_empty();
        if !fits {
            return Err(format!("the mask does not fit {tokens} tokens; choose one again"));
        }
    }
    let drawn = setup.mask.as_ref().filter(|mask| !mask.visible.is_empty());
    if !causal && real == tokens && drawn.is_none() {
        return Ok(None);
    }
    let seen = |k: usize| {
        let (query, key) = (k / tokens, k % tokens);
        (!causal || key <= query) && key < real && drawn.is_none_or(|mask| mask.visible[k])
    };
    let infinite = setup.mask.as_ref().is_some_and(|mask| mask.infinite);
    Ok(Some(Mask { visible: (0..tokens * tokens).map(seen).collect(), infinite }))
}

fn fill(mask: &Mask) -> f32 {
    if mask.infinite { f32::NEG_INFINITY } else { MASKED }
}

fn surgery(model: &Bert, mask: Option<&Mask>, ablated: &[(u32, u32)]) -> Surgery {
    let heads = model.config.num_attention_heads;
    let mut head_mask = vec![1.0; model.config.num_hidden_layers * heads];
    ablated.iter().for_each(|&(layer, head)| head_mask[layer as usize * heads + head as usize] = 0.0);
    let attention_mask = mask.map(|mask| {
        let tokens = mask.visible.len().isqrt();
        let values: Vec<f32> = mask.visible.iter().map(|seen| if *seen { 0.0 } else { fill(mask) }).collect();
        Tensor::from_data(TensorData::new(values, [1, 1, tokens, tokens]), &model.word_embeddings.val().device())
    });
    Surgery { head_mask: (!ablated.is_empty()).then_some(head_mask), attention_mask, ..Surgery::default() }
}

/// All of one layer, and of the maps those of one head.
async fn steps(layer: &LayerTrace, head: usize, mask: Option<&Mask>) -> Result<Layer, String> {
    let [_, heads, tokens, width] = layer.query.dims();
    let [query, key, value] =
        read([&layer.query, &layer.key, &layer.value].map(Clone::clone)).await?.try_into().map_err(|_| SHORT)?;
    let of_head = |all: &Tensor<4>| all.clone().narrow(1, head, 1);
    let products = of_head(&layer.query).matmul(of_head(&layer.key).swap_dims(2, 3)); // [1, 1, tokens, tokens]
    let [products, scores, probabilities] =
        read([products, of_head(&layer.scores), of_head(&layer.probabilities)]).await?.try_into().map_err(|_| SHORT)?;
    let scores: Vec<f32> = scores;
    let masked = match mask {
        None => scores.clone(),
        Some(mask) => {
            scores.iter().zip(&mask.visible).map(|(score, seen)| if *seen { *score } else { fill(mask) }).collect()
        }
    };
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
    Ok(Layer {
        input,
        query,
        key,
        value,
        products,
        scores,
        masked,
        probabilities,
        mixed: apart(&context, heads, tokens, width),
        context,
        attention_output,
        attention_residual,
        attention_norm,
        intermediate,
        activated,
        feed_forward,
        residual,
        feed_forward_norm: output.clone(),
        output,
    })
}

/// `[tokens, heads * width]` to `[heads, tokens, width]`.
fn apart(rows: &[f32], heads: usize, tokens: usize, width: usize) -> Vec<f32> {
    let mut out = Vec::with_capacity(rows.len());
    for head in 0..heads {
        for token in 0..tokens {
            out.extend(&rows[(token * heads + head) * width..][..width]);
        }
    }
    out
}

/// A map of at most [`SMALL`] rows: the largest share of each block.
fn small(map: &[f32], tokens: usize) -> (usize, Vec<f32>) {
    let block = tokens.div_ceil(SMALL).max(1);
    let side = tokens.div_ceil(block);
    let mut values = vec![0.0_f32; side * side];
    for (row, shares) in map.chunks(tokens).enumerate() {
        for (col, share) in shares.iter().enumerate() {
            let value = &mut values[row / block * side + col / block];
            // No share is no share in its block either.
            *value = if share.is_nan() { *share } else { value.max(*share) };
        }
    }
    (side, values)
}

/// The rows of the embeddings that the text uses, and their norm.
async fn tables(model: &Bert, ids: &[u32], tokens: usize) -> Result<Vec<Weight>, String> {
    let device = model.word_embeddings.val().device();
    let ids: Vec<i32> = ids.iter().map(|id| *id as i32).collect();
    let count = ids.len();
    let rows = Tensor::<1, Int>::from_data(TensorData::new(ids, [count]), &device);
    let tables = [
        ("embedding.weight", model.word_embeddings.val().select(0, rows)),
        ("position.weight", model.position_embeddings.val().narrow(0, 0, tokens)),
        ("segment.weight", model.token_type_embeddings.val()),
    ];
    let mut weights = named(tables).await?;
    weights.extend(norm("embedding_norm", &model.embeddings_norm).await?);
    Ok(weights)
}

/// The weights of one layer, under the names of the guide's classes.
///
/// # Errors
/// In words for the reader, if there is no such layer, or the device does not answer.
pub async fn layer_weights(loaded: &Loaded, index: u32) -> Result<Vec<Weight>, String> {
    let layers = &loaded.model.layers;
    let layer = layers
        .get(index as usize)
        .ok_or_else(|| format!("the model has {} layers; choose among these", layers.len()))?;
    let linear = [
        ("attention.W_q", &layer.query),
        ("attention.W_k", &layer.key),
        ("attention.W_v", &layer.value),
        ("attention.W_o", &layer.attention_output),
        ("feed_forward.0", &layer.intermediate),
        ("feed_forward.3", &layer.output),
    ];
    let name = |part: &str, kind: &str| format!("blocks.{index}.{part}.{kind}");
    let mut weights = Vec::new();
    for (part, linear) in linear {
        weights.extend(named([(name(part, "weight"), whole(linear))]).await?);
        weights.extend(named([(name(part, "bias"), linear.bias.val())]).await?);
    }
    for (part, norms) in [("norm1", &layer.attention_norm), ("norm2", &layer.output_norm)] {
        weights.extend(norm(&format!("blocks.{index}.{part}"), norms).await?);
    }
    Ok(weights)
}

/// A matrix out of its panels, `[output, input]`.
fn whole(linear: &Linear) -> Tensor<2> {
    let ([panels, input, columns], [output]) = (linear.weight.val().dims(), linear.bias.val().dims());
    linear.weight.val().swap_dims(0, 1).reshape([input, panels * columns]).narrow(1, 0, output).transpose()
}

async fn norm(name: &str, norm: &Norm) -> Result<Vec<Weight>, String> {
    named([(format!("{name}.weight"), norm.weight.val()), (format!("{name}.bias"), norm.bias.val())]).await
}

async fn named<const D: usize>(
    tensors: impl IntoIterator<Item = (impl Into<String>, Tensor<D>)>,
) -> Result<Vec<Weight>, String> {
    let mut weights = Vec::new();
    for (name, tensor) in tensors {
        let shape = tensor.dims().map(|size| size as u32).to_vec();
        weights.push(Weight { name: name.into(), shape, values: read([tensor]).await?.remove(0) });
    }
    Ok(weights)
}
