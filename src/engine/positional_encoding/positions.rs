//! What each scheme makes of positions, as tensors.

use algorithms::positional_encoding::{self as algorithm, Layout, Learned, Rope, Sinusoid};
use burn::tensor::{Device, Tensor, TensorData};
use models::attention::{Scheme as Entered, Turns};
use protocol::positional_encoding::{Scheme, Setup, Stretch};

/// One sentence of the batch: which word stands at each place, and the position of the first.
#[derive(Clone, Debug)]
pub struct Sentence {
    pub order: Vec<usize>,
    pub first: usize,
}

pub fn slopes(setup: &Setup) -> Vec<f64> {
    algorithm::slopes(setup.num_heads as usize)
}

/// The sentences that `scheme` has positions for: all, or for a learned table those whose rows exist.
pub fn can_place(setup: &Setup, scheme: Scheme, sentence: &Sentence) -> bool {
    scheme != Scheme::Learned || sentence.first + sentence.order.len() <= setup.max_len as usize
}

/// What is done to frequencies instead of to positions.
fn stretch(setup: &Setup) -> Option<algorithm::Stretch> {
    match setup.stretch {
        Stretch::Positions => None,
        Stretch::Base => Some(algorithm::Stretch::Base),
        Stretch::Parts => Some(algorithm::Stretch::Parts),
    }
}

/// `scheme` for a batch of `sentences`, all equally long.
pub fn enter(setup: &Setup, scheme: Scheme, sentences: &[Sentence], device: &Device) -> Result<Entered, String> {
    let (batch, tokens) = (sentences.len(), setup.words.len());
    let (d_model, heads) = (setup.d_model as usize, setup.num_heads as usize);
    let places = sentences.iter().flat_map(|sentence| sentence.first..sentence.first + tokens);
    let scaled = places.clone().map(|position| position as f64 * setup.scale);
    let added =
        |values: Vec<f32>| Entered::Added(Tensor::from_data(TensorData::new(values, [batch, tokens, d_model]), device));
    Ok(match scheme {
        Scheme::None => Entered::None,
        Scheme::Sinusoidal => added(Sinusoid::new(d_model, setup.base)?.table(scaled)),
        Scheme::Learned => {
            let table = Learned { max_len: setup.max_len as usize, d_model, seed: setup.seed };
            let rows: Option<Vec<Vec<f32>>> = places.map(|position| table.row(position)).collect();
            added(rows.ok_or("the learned table has no row for these positions; raise max_len")?.concat())
        }
        Scheme::Rope => {
            let head_dim = d_model / heads;
            let mut rope = Rope::new(head_dim, setup.base, Layout::Interleaved)?;
            let mut turned: Vec<f64> = scaled.collect();
            // A scale of 1/4 is four times the trained positions. Interpolation is the scaled positions themselves.
            if let Some(how) = stretch(setup).filter(|_| setup.scale < 1.0) {
                rope = rope.stretched(how, 1.0 / setup.scale, f64::from(setup.max_len));
                turned = places.map(|position| position as f64).collect();
            }
            let (cos, sin) = rope.tables(&turned);
            let table = |values: Vec<f32>| {
                Tensor::<4>::from_data(TensorData::new(values, [batch, 1, tokens, head_dim]), device)
            };
            Entered::Rotary(Box::new(Turns { cos: table(cos), sin: table(sin) }))
        }
        Scheme::Alibi => {
            // Only the distance counts, so one bias serves every sentence.
            let mut values = Vec::with_capacity(heads * tokens * tokens);
            for slope in slopes(setup) {
                let cell = |k: usize| algorithm::bias(slope, (k / tokens) as f64, (k % tokens) as f64) as f32;
                values.extend((0..tokens * tokens).map(cell));
            }
            Entered::Bias(Tensor::from_data(TensorData::new(values, [1, heads, tokens, tokens]), device))
        }
    })
}
