//! What llama.cpp says; see `tests/reference/smollm2.py`.

use safetensors::{SafeTensors, tensor::TensorView};

/// Logits stored of each step.
const TOP: usize = 64;

/// A prompt and the 48 tokens that llama.cpp writes after it, greedily.
pub struct Answer {
    pub name: String,
    /// Whether every right program writes these tokens: llama.cpp does so with keys and values of 16 bits as of 32, and there is no tie.
    pub firm: bool,
    pub prompt: Vec<u32>,
    pub written: Vec<u32>,
    /// Before each token that is written the likeliest ones with their logits.
    pub top: Vec<Vec<(u32, f32)>>,
    /// All logits of some of the steps.
    pub whole: Vec<(usize, Vec<f32>)>,
}

pub fn answers() -> Vec<Answer> {
    let file = include_bytes!("../fixtures/smollm2.safetensors");
    let read = SafeTensors::deserialize(file).expect("a safetensors file");
    let view = |name: &str| read.tensor(name).ok();
    let (_, metadata) = SafeTensors::read_metadata(file).expect("metadata");
    let firm = metadata.metadata().as_ref().and_then(|entries| entries.get("firm")).expect("the list of firm answers");
    let firm: Vec<usize> = serde_json::from_str(firm).expect("a list of numbers");
    let mut answers = Vec::new();
    while let Some(prompt) = view(&format!("{}.prompt", answers.len())) {
        let index = answers.len();
        let of = |what: &str| view(&format!("{index}.{what}")).expect("every answer has the same tensors");
        let ids = integers(&of("top_ids"));
        let top: Vec<(u32, f32)> = ids.into_iter().zip(floats(&of("top_logits"))).collect();
        let written = integers(&of("written"));
        let whole = |step| Some((step, floats(&view(&format!("{index}.logits.{step}"))?)));
        answers.push(Answer {
            name: format!("prompt {index}"),
            firm: firm.contains(&index),
            prompt: integers(&prompt),
            top: top.chunks(TOP).map(<[_]>::to_vec).collect(),
            whole: (0..written.len()).filter_map(whole).collect(),
            written,
        });
    }
    assert!(firm.len() >= 8 && answers.len() > firm.len(), "{} answers, firm {firm:?}", answers.len());
    assert!(answers.iter().all(|answer| answer.written.len() == 48 && answer.top.len() == 48));
    answers
}

fn integers(view: &TensorView) -> Vec<u32> {
    view.data().as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect()
}

fn floats(view: &TensorView) -> Vec<f32> {
    view.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}
