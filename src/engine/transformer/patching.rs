//! Activation patching on the trained model: what one prompt's run has at a place, put into another's (Meng and others, "Locating and
//! Editing Factual Associations in GPT", 2022; Wang and others, "Interpretability in the Wild", 2022).

use algorithms::induction::LENGTH;
use burn::tensor::{Device, Int, Tensor, TensorData};
use models::transformer::{Patch, Site, Surgery, Transformer};
use models::weights::Weights;
use protocol::transformer::Patched;

use super::induction;
use super::read::floats;

/// Every place of every stream and head of `from`'s run, one at a time, put into `into`'s.
///
/// # Errors
/// In words for the reader, if the two cannot be compared.
pub(super) fn patched(weights: Weights, from: Vec<String>, into: Vec<String>) -> Result<Patched, String> {
    let tokens = into.len();
    if tokens == 0 || tokens > LENGTH || from.len() != tokens {
        return Err(format!(
            "the prompts have {} and {tokens} letters; give both the same number, from 1 to {LENGTH}",
            from.len()
        ));
    }
    let donor = induction::choose(weights.clone(), &from)?;
    let chosen = induction::choose(weights, &into)?;
    let model = chosen.config.init(&chosen.weights, &Device::flex())?;
    let config = &model.config;
    let (layers, heads, letters) = (config.num_layers, config.num_heads, config.vocab_size);

    let clean = Runs::of(&model, &chosen.tokens, 1, &Surgery::default())?;
    let other = Runs::of(&model, &donor.tokens, 1, &Surgery::default())?;
    let (answer, wanted) = (best(&clean.logits), best(&other.logits));
    if answer == wanted {
        return Err(format!("both prompts are answered with {}; change one of them", chosen.vocabulary[answer]));
    }

    // One copy of the sequence for each patch: layers + 1 streams and all heads, each at every place.
    let sites = (0..=layers).map(|layer| (layer, Site::Stream));
    let sites = sites.chain((0..layers * heads).map(|k| (k / heads, Site::Head(k % heads))));
    let mut patches = Vec::new();
    for (row, (layer, site)) in sites.enumerate() {
        for token in 0..tokens {
            let values = other.at(layer, site, token);
            patches.push(Patch { layer, site, sequence: row * tokens + token, token, values });
        }
    }
    // By itself, as the two runs it is compared with: beside others sums are rounded in another order.
    let whole = patches.iter().take(tokens).map(|patch| Patch { sequence: 0, ..patch.clone() }).collect();
    let whole = Runs::of(&model, &chosen.tokens, 1, &Surgery { patches: whole, ..Surgery::default() })?;
    let copies = patches.len();
    let runs = Runs::of(&model, &chosen.tokens, copies, &Surgery { patches, ..Surgery::default() })?;

    let difference = |logits: &[f32]| logits[wanted] - logits[answer];
    let (low, high) = (difference(&clean.logits), difference(&other.logits));
    let recovered = |logits: &[f32]| (difference(logits) - low) / (high - low);
    let rows: Vec<&[f32]> = runs.logits.chunks(letters).collect();
    let shares: Vec<f32> = rows.iter().map(|row| recovered(row)).collect();
    let (stream, of_heads) = shares.split_at((layers + 1) * tokens);
    Ok(Patched {
        layers: layers as u32,
        heads: heads as u32,
        answer: chosen.vocabulary[answer].clone(),
        wanted: chosen.vocabulary[wanted].clone(),
        differences: [low, high],
        stream: stream.to_vec(),
        of_heads: of_heads.to_vec(),
        answers: rows.iter().map(|row| chosen.vocabulary[best(row)].clone()).collect(),
        everything: recovered(&whole.logits),
        from,
        into,
    })
}

fn best(logits: &[f32]) -> usize {
    (0..logits.len()).max_by(|a, b| logits[*a].total_cmp(&logits[*b])).unwrap_or(0)
}

/// What is needed of some runs side by side.
struct Runs {
    /// After the last token, `[batch, letters]`.
    logits: Vec<f32>,
    /// What each layer reads and what the last one gives, of the first sequence: `[tokens, d_model]` each.
    streams: Vec<Vec<f32>>,
    /// Mixed values of each layer, of the first sequence: `[heads, tokens, head_dim]`.
    mixed: Vec<Vec<f32>>,
    tokens: usize,
    heads: usize,
}

impl Runs {
    fn of(model: &Transformer, tokens: &[i32], copies: usize, surgery: &Surgery) -> Result<Runs, String> {
        let length = tokens.len();
        let data = TensorData::new(tokens.repeat(copies), [copies, length]);
        let output = model.forward(
            Tensor::<2, Int>::from_data(data, &Device::flex()),
            Some(&induction::causal(length)),
            surgery,
        );
        let logits = output.logits.ok_or("the model has no head; load it again")?.narrow(1, length - 1, 1);
        let (mut streams, mut mixed) = (Vec::new(), Vec::new());
        if copies == 1 {
            let layers = output.trace.layers;
            if let Some(last) = layers.last() {
                streams.push(floats(last.output.clone())?);
            }
            for (at, layer) in layers.into_iter().enumerate() {
                streams.insert(at, floats(layer.input)?);
                mixed.push(floats(layer.mixed)?);
            }
        }
        Ok(Runs { logits: floats(logits)?, streams, mixed, tokens: length, heads: model.config.num_heads })
    }

    /// What stands at a place of the first sequence.
    fn at(&self, layer: usize, site: Site, token: usize) -> Vec<f32> {
        let (values, rows, row) = match site {
            Site::Stream => (&self.streams[layer], self.tokens, token),
            Site::Head(head) => (&self.mixed[layer], self.heads * self.tokens, head * self.tokens + token),
        };
        let width = values.len() / rows;
        values[row * width..(row + 1) * width].to_vec()
    }
}
