//! The model in tensor operations beside llama.cpp: forced decoding, each of llama.cpp's own tokens taken in whatever this model would say.

use burn::tensor::Device;
use models::llama::{Builder, LlamaWriter};
use models::text_model::{Keep, TextModel};
use pollster::block_on;

use crate::llama_cpp::answers;
use crate::pack::Packs;

/// Here activations keep their 32 bits; llama.cpp rounds them to 8 before each product. So far apart are the two, in logits of about 20:
/// measured, and no more than llama.cpp's own two ways to keep keys and values (`tests/reference/smollm2.py` says so).
const ROOT_MEAN_SQUARE: f64 = 0.4;

/// Where llama.cpp's two likeliest tokens are nearer than that, the two programs may say another one.
const MARGIN: f32 = 0.5;

/// 540 MB of weights, in a test program that is not built for speed: two prompts, the shortest, are enough.
const PROMPTS: usize = 2;
const STEPS: usize = 48;

pub fn load(packs: &Packs) -> LlamaWriter {
    let mut builder = Builder::new(packs.config(), Device::flex()).expect("a model");
    packs.tensors(|tensor| {
        builder.put(&tensor.name, &tensor.shape, tensor.to_f32()).expect("the model has a place for it");
    });
    LlamaWriter::new(builder.finish().expect("all weights are there"), 2048)
}

#[test]
fn in_tensor_operations_it_says_what_llama_cpp_says() {
    let Some(packs) = Packs::open() else { return };
    let mut model = load(&packs);
    let mut answers = answers();
    answers.sort_by_key(|answer| answer.prompt.len());
    for answer in &answers[..PROMPTS] {
        model.truncate(0);
        let mut tokens = answer.prompt.clone();
        let (mut squares, mut count, mut near) = (0.0, 0_u32, 0);
        for (token, top) in answer.written.iter().zip(&answer.top).take(STEPS) {
            let step = block_on(model.extend(&tokens, Keep::default())).expect("an answer");
            let best = top.iter().map(|(id, _)| step.logits[*id as usize]).fold(f32::MIN, f32::max);
            let largest = step.logits.iter().copied().fold(f32::MIN, f32::max);
            let margin = top[0].1 - top[1].1;
            if margin > MARGIN {
                assert_eq!(step.logits[*token as usize], largest, "{}: a margin of {margin}", answer.name);
            } else {
                near += 1;
                assert!(largest - best <= MARGIN, "{}: {best} and {largest}", answer.name);
            }
            squares += top.iter().map(|(id, logit)| f64::from(step.logits[*id as usize] - logit).powi(2)).sum::<f64>();
            count += top.len() as u32;
            tokens = vec![*token];
        }
        let rms = (squares / f64::from(count)).sqrt();
        say(format!("plain, {}: logits differ by {rms:.3} (root mean square); {near} near ties", answer.name));
        assert!(rms <= ROOT_MEAN_SQUARE, "{}: {rms}", answer.name);
    }
}

/// What was measured, for `--nocapture`.
#[expect(clippy::print_stdout, reason = "a figure to quote")]
fn say(text: String) {
    println!("{text}");
}
