//! The trained model: what it is, how well it does its task, and which head does what.

use algorithms::induction::{LENGTH, LETTERS, Sequence};
use algorithms::rng::Rng;
use burn::tensor::{Device, Int, Tensor, TensorData};
use models::transformer::{Activation, Mask, NormPlace, Surgery, Transformer, TransformerConfig};
use models::weights::Weights;
use protocol::transformer::{HeadReport, Survey};

use super::read::floats;
use super::{Chosen, MASKED};

/// Sequences that every figure is measured on; training draws from another stream.
const TESTS: usize = 64;

pub fn config() -> TransformerConfig {
    TransformerConfig {
        vocab_size: LETTERS.len(),
        max_len: LENGTH,
        d_model: 32,
        num_heads: 2,
        d_ff: 64,
        num_layers: 2,
        norm: NormPlace::Pre,
        activation: Activation::Relu,
        head: true,
    }
}

pub(super) fn choose(weights: Weights, words: &[String]) -> Result<Chosen, String> {
    let vocabulary: Vec<String> = LETTERS.chars().map(String::from).collect();
    let token = |word: &String| {
        let found = vocabulary.iter().position(|letter| letter == word);
        found.map(|at| at as i32).ok_or_else(|| format!("this model knows the letters A to P and no “{word}”"))
    };
    let tokens: Result<Vec<i32>, String> = words.iter().map(token).collect();
    Ok(Chosen { config: config(), weights, tokens: tokens?, vocabulary })
}

/// A token sees itself and what stands before it.
pub fn causal(tokens: usize) -> Mask {
    Mask { visible: (0..tokens * tokens).map(|k| k % tokens <= k / tokens).collect(), fill: MASKED }
}

fn tests() -> Vec<Sequence> {
    let mut rng = Rng::fork(1, "induction tests");
    (0..TESTS).map(|_| Sequence::draw(&mut rng)).collect()
}

/// `[sequences, LENGTH]`
pub fn batch(sequences: &[Sequence], device: &Device) -> Tensor<2, Int> {
    let tokens: Vec<i32> = sequences.iter().flat_map(|sequence| sequence.tokens.iter().map(|t| *t as i32)).collect();
    Tensor::from_data(TensorData::new(tokens, [sequences.len(), LENGTH]), device)
}

/// The share of known next letters that get the highest score.
pub(super) fn accuracy(model: &Transformer, masked: bool, surgery: &Surgery) -> Result<f32, String> {
    let tests = tests();
    let mask = masked.then(|| causal(LENGTH));
    let output = model.forward(batch(&tests, &Device::flex()), mask.as_ref(), surgery);
    let logits = floats(output.logits.ok_or("the model has no head; load it again")?)?;
    let (mut right, mut all) = (0, 0);
    for (sequence, logits) in tests.iter().zip(logits.chunks(LENGTH * LETTERS.len())) {
        for place in sequence.known.iter().copied() {
            let row = &logits[place * LETTERS.len()..][..LETTERS.len()];
            let best = (0..row.len()).max_by(|a, b| row[*a].total_cmp(&row[*b])).unwrap_or(0);
            right += usize::from(best as u32 == sequence.tokens[place + 1]);
            all += 1;
        }
    }
    Ok(right as f32 / all as f32)
}

/// Every head's part in it.
///
/// # Errors
/// In words, if the device gives no numbers.
pub fn survey(model: &Transformer) -> Result<Survey, String> {
    let tests = tests();
    let output = model.forward(batch(&tests, &Device::flex()), Some(&causal(LENGTH)), &Surgery::default());
    let mut heads = Vec::new();
    for (layer, trace) in output.trace.layers.into_iter().enumerate() {
        let shares = floats(trace.probabilities)?;
        for head in 0..model.config.num_heads {
            let maps = tests.iter().enumerate().map(|(k, sequence)| {
                let at = (k * model.config.num_heads + head) * LENGTH * LENGTH;
                (sequence, &shares[at..at + LENGTH * LENGTH])
            });
            let surgery = Surgery { ablated: vec![(layer, head)], ..Surgery::default() };
            heads.push(HeadReport {
                layer: layer as u32,
                head: head as u32,
                previous: mean(maps.clone(), |_, place| (place > 0).then(|| vec![place - 1])),
                induction: mean(maps, |sequence, place| {
                    let tokens = &sequence.tokens;
                    let after = (0..place).filter(|k| tokens[*k] == tokens[place]).map(|k| k + 1);
                    sequence.known.contains(&place).then(|| after.collect())
                }),
                accuracy_without: accuracy(model, true, &surgery)?,
            });
        }
    }
    let predictions = tests.iter().map(|sequence| sequence.known.len()).sum::<usize>();
    Ok(Survey {
        accuracy: accuracy(model, true, &Surgery::default())?,
        predictions: predictions as u32,
        chance: 1.0 / LETTERS.len() as f32,
        heads,
    })
}

/// The mean, over all places for which there is an answer, of the attention on the keys that `keys` names.
fn mean<'a>(
    maps: impl Iterator<Item = (&'a Sequence, &'a [f32])>,
    keys: impl Fn(&Sequence, usize) -> Option<Vec<usize>>,
) -> f32 {
    let (mut sum, mut count) = (0.0, 0.0_f32);
    for (sequence, map) in maps {
        for place in 0..LENGTH {
            let Some(keys) = keys(sequence, place) else { continue };
            sum += keys.iter().map(|key| map[place * LENGTH + key]).sum::<f32>();
            count += 1.0;
        }
    }
    sum / count.max(1.0)
}
