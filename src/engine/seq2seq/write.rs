//! One source at a time, with everything in view.

use algorithms::beam;
use algorithms::sampling::{softmax, top_k};
use burn::tensor::{Device, Int, Tensor, TensorData, activation::log_softmax};
use models::seq2seq::{EOS, Memory, SOS, Seq2Seq, States, Surgery};
use protocol::seq2seq::{Fate, MAX_TARGET, MAX_WIDTH, Node, Output, Search, Tree};

use super::data::Data;
use super::learner::floats;
use super::measure::{second, zero};
use crate::fused;

/// Likeliest tokens that are shown of each step.
const LIKELIEST: usize = 5;
/// Branches of a node that are shown, taken or not.
const BRANCHES: usize = 3;

/// Writes greedily.
///
/// # Errors
/// In words, if the device gives no numbers.
pub fn write(model: &Seq2Seq, data: &Data, source: &[usize], surgery: &Surgery) -> Result<Output, String> {
    let (encoded, memory) = read(model, source);
    let read = encoded.hidden.last().map_or(Ok(Vec::new()), |top| floats(top.clone()))?;
    let mut states: States = memory.start.clone();
    if surgery.without_state {
        states = states.into_iter().map(zero).collect();
    }
    let handed: Result<Vec<_>, String> =
        states.iter().map(|state| Ok((floats(state.hidden.clone())?, floats(state.cell.clone())?))).collect();
    let mut output = Output { read, handed: handed?, ..Output::default() };
    let mut token = SOS;
    for t in 0..=MAX_TARGET {
        let step = model.decoder.step(one(token), states, &memory, surgery);
        let probabilities = softmax(&floats(step.logits.clone())?, 1.0);
        let likeliest = top_k(&probabilities, LIKELIEST);
        token = if surgery.wrong_at == Some(t) { second(step.logits)?[0] as usize } else { likeliest[0].0 };
        let named = likeliest.into_iter().map(|(token, share)| (data.target.name(token).to_owned(), share));
        output.likeliest.push(named.collect());
        output.tokens.push(data.target.name(token).to_owned());
        if let Some(shares) = step.shares {
            output.shares.extend(floats(shares)?);
        }
        if token == EOS {
            output.ended = true;
            break;
        }
        states = step.states;
    }
    Ok(output)
}

/// Searches with a beam.
///
/// # Errors
/// In words for the reader.
pub fn search(model: &Seq2Seq, source: &[usize], search: Search, step: u32) -> Result<Tree, String> {
    let Search { width, length_penalty, .. } = search;
    if !(1..=MAX_WIDTH).contains(&width) {
        return Err(format!("the beam is {width} wide; choose 1 to {MAX_WIDTH}"));
    }
    if !(0.0..=5.0).contains(&length_penalty) {
        return Err("the length penalty must be a number from 0 to 5".into());
    }
    let vocab = model.config.target_vocab;
    let prefix: Vec<usize> = search.prefix.iter().map(|token| *token as usize).collect();
    if prefix.iter().any(|token| *token >= vocab) || prefix.len() > MAX_TARGET {
        return Err("the tree is of another model; search again".into());
    }
    let (_, memory) = read(model, source);
    let options = beam::Options {
        width: width as usize,
        length_penalty: length_penalty.into(),
        max_length: MAX_TARGET + 1,
        start: SOS,
        end: EOS,
        shown: BRANCHES,
    };
    let mut trouble = None;
    let next = |states: &States, token: usize| {
        let step = model.decoder.step(one(token), states.clone(), &memory, &Surgery::default());
        let said = floats(log_softmax(step.logits, 1)).unwrap_or_else(|words| {
            trouble = Some(words);
            Vec::new()
        });
        (step.states, said)
    };
    let found = beam::search(&options, memory.start.clone(), &prefix, next);
    if let Some(words) = trouble {
        return Err(words);
    }
    let node = |node: &beam::Node| Node {
        parent: node.parent.map(|parent| parent as u32),
        token: node.token as u32,
        log_probability: node.log_probability as f32,
        total: node.total as f32,
        score: node.score(options.length_penalty) as f32,
        length: node.length as u32,
        fate: match node.fate {
            beam::Fate::Expanded => Fate::Expanded,
            beam::Fate::Pruned => Fate::Pruned,
            beam::Fate::Finished => Fate::Finished,
            beam::Fate::Cut => Fate::Cut,
        },
        forced: node.forced,
    };
    let ranked = found.ranked.iter().map(|node| *node as u32).collect();
    Ok(Tree { search, step, nodes: found.nodes.iter().map(node).collect(), ranked })
}

fn read(model: &Seq2Seq, source: &[usize]) -> (models::seq2seq::Encoded, Memory) {
    let device = Device::flex();
    let (tokens, begun) = models::seq2seq::source(&[source.to_vec()], &device);
    model.read(tokens, &begun, fused::states::operations())
}

fn one(token: usize) -> Tensor<1, Int> {
    Tensor::from_data(TensorData::new(vec![token as i32], [1]), &Device::flex())
}
