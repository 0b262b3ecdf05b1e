//! How well a model does on pairs it has not learnt from.

use burn::tensor::{Device, Int, Tensor, TensorData};
use models::seq2seq::{Batch, EOS, Memory, Operations, SOS, Seq2Seq, Surgery};
use protocol::seq2seq::{Length, Score};

use super::data::Example;
use super::learner::{batch, floats, ints};

/// Examples that are read at a time.
const AT_ONCE: usize = 128;

/// What a model wrote for some examples.
pub struct Outputs {
    /// Of each example, the tokens without the end; as long as the target may be if it came to none.
    pub said: Vec<Vec<usize>>,
    pub score: Score,
}

impl Outputs {
    pub fn right<'a>(&'a self, examples: &'a [Example]) -> impl Iterator<Item = bool> + 'a {
        self.said.iter().zip(examples).map(|(said, example)| *said == example.target)
    }
}

/// Lets a model write every example by itself, and predict every token after the right ones.
///
/// # Errors
/// In words, if the device gives no numbers.
pub fn outputs(
    model: &Seq2Seq,
    operations: Operations,
    examples: &[Example],
    surgery: &Surgery,
) -> Result<Outputs, String> {
    let device = Device::flex();
    let longest = examples.iter().map(|example| example.target.len()).max().unwrap_or(0);
    let mut said = Vec::new();
    let (mut nats, mut count) = (0.0_f64, 0_usize);
    let mut by_place = vec![[0_u32; 3]; longest + 1]; // tokens, right after right ones, right after own ones
    for chunk in examples.chunks(AT_ONCE) {
        let chunk: Vec<&Example> = chunk.iter().collect();
        let batch = batch(&chunk, &device);
        let (_, memory) = model.read(batch.source.clone(), &batch.begun, operations);
        let own = greedy(model, &memory, chunk.len(), longest + 1, surgery)?;
        let (loss, predicted) = predicted(model, &memory, &batch, operations)?;
        nats += f64::from(loss) * predicted.len() as f64;
        count += predicted.len();
        let places = ints(batch.places)?;
        let expected = ints(batch.expected)?;
        for ((place, expected), predicted) in places.iter().zip(&expected).zip(&predicted) {
            let (t, row) = (*place as usize / chunk.len(), *place as usize % chunk.len());
            let [all, after_right, after_own] = &mut by_place[t];
            *all += 1;
            *after_right += u32::from(predicted == expected);
            *after_own += u32::from(own[row].get(t).copied() == Some(*expected as usize));
        }
        said.extend(own.into_iter().map(|tokens| tokens.into_iter().take_while(|token| *token != EOS).collect()));
    }
    let share = |which: usize| by_place.iter().map(|counts| counts[which] as f32 / counts[0].max(1) as f32).collect();
    let right = said.iter().zip(examples).filter(|(said, example): &(&Vec<usize>, _)| **said == example.target).count();
    let score = Score {
        exact: right as f32 / examples.len().max(1) as f32,
        loss: (nats / count.max(1) as f64) as f32,
        fed_right: share(1),
        fed_own: share(2),
    };
    Ok(Outputs { said, score })
}

/// The loss and the likeliest token at each of a batch's places, the right tokens fed.
fn predicted(
    model: &Seq2Seq,
    memory: &Memory,
    batch: &Batch,
    operations: Operations,
) -> Result<(f32, Vec<i32>), String> {
    let logits = model.decoder.forward(batch.fed.clone(), memory, operations).select(0, batch.places.clone());
    let loss = floats((operations.recurrent.cross_entropy)(logits.clone(), batch.expected.clone()))?;
    Ok((loss[0], ints(logits.argmax(1))?))
}

/// The likeliest token again and again, up to `most`, the end among them.
fn greedy(
    model: &Seq2Seq,
    memory: &Memory,
    count: usize,
    most: usize,
    surgery: &Surgery,
) -> Result<Vec<Vec<usize>>, String> {
    let device = Device::flex();
    let mut states = memory.start.clone();
    if surgery.without_state {
        states = states.into_iter().map(zero).collect();
    }
    let mut said: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut fed = vec![SOS as i32; count];
    for t in 0..most {
        let now = Tensor::<1, Int>::from_data(TensorData::new(fed, [count]), &device);
        let step = model.decoder.step(now, states, memory, surgery);
        let wrong = surgery.wrong_at == Some(t);
        fed = if wrong { second(step.logits)? } else { ints(step.logits.argmax(1))? };
        for (said, token) in said.iter_mut().zip(&fed) {
            said.push(*token as usize);
        }
        if said.iter().all(|tokens| tokens.contains(&EOS)) {
            break;
        }
        states = step.states;
    }
    for tokens in &mut said {
        let end = tokens.iter().position(|token| *token == EOS).map_or(tokens.len(), |end| end + 1);
        tokens.truncate(end);
    }
    Ok(said)
}

/// The second-likeliest token of each row, and never the end.
pub fn second(logits: Tensor<2>) -> Result<Vec<i32>, String> {
    let [_, vocab] = logits.dims();
    let rows = floats(logits)?;
    let of_row = |row: &[f32]| {
        let likelier = |a: &usize, b: &usize| row[*b].total_cmp(&row[*a]);
        let mut order: Vec<usize> = (EOS + 1..vocab).collect();
        order.sort_by(likelier);
        let best = (0..vocab).min_by(likelier);
        order.into_iter().find(|token| Some(*token) != best).unwrap_or(EOS) as i32
    };
    Ok(rows.chunks_exact(vocab).map(of_row).collect())
}

pub fn zero(state: models::lstm::State) -> models::lstm::State {
    models::lstm::State { cell: state.cell.zeros_like(), hidden: state.hidden.zeros_like() }
}

/// Right answers of both models by the length of the source.
pub fn by_length(examples: &[Example], main: &Outputs, plain: Option<&Outputs>) -> Vec<Length> {
    let mut lengths: Vec<Length> = Vec::new();
    let plain: Vec<bool> =
        plain.map_or_else(|| vec![false; examples.len()], |outputs| outputs.right(examples).collect());
    for ((example, main), plain) in examples.iter().zip(main.right(examples)).zip(plain) {
        let length = example.source.len() as u32;
        let at = match lengths.binary_search_by_key(&length, |entry| entry.length) {
            Ok(at) => at,
            Err(at) => {
                lengths.insert(at, Length { length, count: 0, main: 0, plain: 0 });
                at
            }
        };
        lengths[at].count += 1;
        lengths[at].main += u32::from(main);
        lengths[at].plain += u32::from(plain);
    }
    lengths
}

/// Share of the target tokens after place `at` that are right.
pub fn right_after(examples: &[Example], outputs: &Outputs, at: usize) -> f32 {
    let (mut right, mut all) = (0_usize, 0_usize);
    for (said, example) in outputs.said.iter().zip(examples) {
        for (place, token) in example.target.iter().enumerate().skip(at + 1) {
            all += 1;
            right += usize::from(said.get(place) == Some(token));
        }
    }
    right as f32 / all.max(1) as f32
}
