//! The way that runs on a CPU, beside llama.cpp and beside plain tensor operations.

use models::llama::fast::{Builder, FastLlama, Stored};
use models::text_model::{Keep, Step, TextModel};
use packs::weights::Dtype;
use pollster::block_on;

use crate::llama_cpp::answers;
use crate::pack::Packs;

/// llama.cpp rounds activations to 8 bits, which moves its own logits by this much when the last bit of a sum changes: its two ways to keep keys
/// and values differ by so much on these prompts (`tests/reference/smollm2.py` prints it). A program with finer activations cannot be nearer to
/// one of them than they are to each other.
const ROOT_MEAN_SQUARE: f64 = 0.39;
const LARGEST: f32 = 2.4;

/// A token whose logit is by llama.cpp nearer than this to the largest may be written as well.
const TIE: f32 = 0.25;

pub fn load(packs: &Packs) -> FastLlama {
    let mut builder = Builder::new(packs.config(), 2048).expect("a model");
    packs.tensors(|tensor| {
        let floats;
        let stored = match tensor.dtype {
            Dtype::Q4_1 => Stored::Q4_1(&tensor.bytes),
            Dtype::Q8_0 => Stored::Q8_0(&tensor.bytes),
            _ => {
                floats = tensor.to_f32();
                Stored::F32(&floats)
            }
        };
        builder.put(&tensor.name, &tensor.shape, stored).expect("the model has a place for it");
    });
    builder.finish().expect("all weights are there")
}

#[test]
fn it_writes_what_llama_cpp_writes() {
    let Some(packs) = Packs::open() else { return };
    let mut model = load(&packs);
    for answer in answers() {
        model.truncate(0);
        let mut step = ask(&mut model, &answer.prompt, Keep::default());
        let (mut squares, mut count, mut largest, mut ties) = (0.0, 0, 0.0_f32, 0);
        for (index, (token, top)) in answer.written.iter().zip(&answer.top).enumerate() {
            let found = likeliest(&step.logits);
            let tie = !answer.firm && top.iter().any(|(id, logit)| *id == found && top[0].1 - logit < TIE);
            assert!(found == *token || tie, "{}, token {index}: {found} for {token}", answer.name);
            ties += usize::from(found != *token);
            let whole = answer.whole.iter().find(|(at, _)| *at == index).map(|(_, logits)| logits);
            let differences = match whole {
                Some(logits) => logits.iter().zip(&step.logits).map(|(a, b)| a - b).collect::<Vec<f32>>(),
                None => top.iter().map(|(id, logit)| step.logits[*id as usize] - logit).collect(),
            };
            largest = differences.iter().fold(largest, |largest, x| largest.max(x.abs()));
            squares += differences.iter().map(|x| f64::from(x * x)).sum::<f64>();
            count += differences.len();
            step = ask(&mut model, &[*token], Keep::default());
        }
        let rms = (squares / f64::from(count as u32)).sqrt();
        let name = &answer.name;
        say(format!(
            "{name}: logits differ by {rms:.3} (root mean square), {largest:.2} at most; {ties} ties fell otherwise"
        ));
        assert!(rms <= ROOT_MEAN_SQUARE && largest <= LARGEST, "{name}: {rms}, {largest}");
    }
}

#[test]
fn a_text_in_any_pieces_is_the_same_text() {
    let Some(packs) = Packs::open() else { return };
    let mut model = load(&packs);
    // Longer than what goes through a layer together, and than a page of the cache.
    let ids: Vec<u32> = answers().iter().flat_map(|answer| answer.prompt.clone()).take(150).collect();
    let everything = Keep { attention: true, residual: true };
    let whole = ask(&mut model, &ids, everything);
    assert_eq!((model.len(), model.cache_bytes()), (150, 3 * 64 * 46_080));
    for pieces in [1, 7, 64] {
        model.truncate(0);
        let mut step = Step::default();
        for piece in ids.chunks(pieces) {
            step = ask(&mut model, piece, everything);
        }
        assert_eq!(step, whole, "pieces of {pieces}");
    }
    // Going back, another way, and back again leaves no trace.
    model.truncate(100);
    ask(&mut model, &[5, 6, 7], Keep::default());
    model.truncate(100);
    assert_eq!(ask(&mut model, &ids[100..], everything), whole);
}

#[test]
fn what_is_kept_is_what_it_computed() {
    let Some(packs) = Packs::open() else { return };
    let mut model = load(&packs);
    let ids = &answers()[0].prompt;
    let step = ask(&mut model, ids, Keep { attention: true, residual: true });
    assert_eq!((step.attention.len(), step.residual.len()), (30, 31));
    for head in step.attention.iter().flat_map(|heads| {
        assert_eq!(heads.len(), 9);
        heads
    }) {
        assert_eq!(head.len(), ids.len());
        assert!((head.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }
    let last = step.residual.last().expect("31 rows");
    assert_eq!(block_on(model.lens(last)).expect("logits"), step.logits);
    let message = block_on(model.lens(&last[1..])).unwrap_err();
    assert!(message.contains("576"), "{message}");
}

#[test]
fn what_cannot_be_read_is_refused_and_changes_nothing() {
    let Some(packs) = Packs::open() else { return };
    let mut model = load(&packs);
    ask(&mut model, &[1, 2, 3], Keep::default());
    for (tokens, word) in [(vec![], "no tokens"), (vec![7, 49_152], "49152"), (vec![7; 2046], "2046 more")] {
        let message = block_on(model.extend(&tokens, Keep::default())).unwrap_err();
        assert!(message.contains(word), "{message}");
        assert_eq!(model.len(), 3);
    }
}

fn ask(model: &mut FastLlama, tokens: &[u32], keep: Keep) -> Step {
    block_on(model.extend(tokens, keep)).expect("an answer")
}

fn likeliest(logits: &[f32]) -> u32 {
    let best = logits.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
    best.map_or(0, |(token, _)| token as u32)
}

/// What was measured, for `--nocapture`.
#[expect(clippy::print_stdout, reason = "a figure to quote")]
fn say(text: String) {
    println!("{text}");
}
