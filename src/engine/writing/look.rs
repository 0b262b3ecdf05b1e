//! One place of a text under glass: what could have stood there, and why.

use algorithms::sampling;
use algorithms::sampling::chain::{Stage, Trace, entropy_bits};
use models::text_model::{Keep, Step, TextModel};
use protocol::writing::{Candidate, LensLayer, Look, Looked, StageFacts};

use super::{Vocabulary, Writer, chain, check_text, draw_at, rank};

/// Tokens that each layer of the lens names.
const LENS_TOKENS: usize = 3;

impl Writer {
    /// Answers a question about a place. What the model has read beyond it is read again when writing goes on.
    ///
    /// # Errors
    /// In words for the reader.
    pub async fn look(
        &mut self,
        look: Look,
        model: &mut dyn TextModel,
        words: &dyn Vocabulary,
    ) -> Result<Looked, String> {
        check_text(&look.before, model)?;
        let layers = model.sizes().num_layers;
        if let Some(layer) = look.attention.filter(|layer| *layer as usize >= layers) {
            return Err(format!("there is no layer {layer}; this model has {layers}, counted from 0"));
        }
        let keep = Keep { attention: look.attention.is_some(), residual: look.lens };
        let step = match self.memory.find(&look.before) {
            Some(logits) if keep == Keep::default() => Step { logits: logits.to_vec(), ..Step::default() },
            _ => {
                self.catch_up(&look.before, model);
                let step = self.extend(&look.before, model, keep).await?;
                self.memory.keep(&look.before, step.logits.clone());
                step
            }
        };
        let trace = chain(&look.settings).apply(&step.logits, &look.before)?;
        let draw = draw_at(look.settings.seed, look.before.len());
        let falls_on = sampling::at(trace.last(), draw);
        let watched = look.chosen.map_or(falls_on, |token| token as usize).min(step.logits.len() - 1);
        let mut lens = Vec::new();
        for residual in &step.residual {
            let logits = model.lens(residual).await?;
            lens.push(lens_layer(&logits, watched, words));
        }
        let place = Place { logits: &step.logits, trace: &trace, words };
        let (matches, found) = place.search(&look);
        Ok(Looked {
            stages: trace.stages().iter().map(facts).collect(),
            candidates: place.candidates(look.count as usize, watched),
            matches,
            found,
            lens,
            attention: look.attention.map(|layer| step.attention[layer as usize].clone()).unwrap_or_default(),
            draw,
            falls_on: words.piece(falls_on as u32),
            look,
        })
    }
}

fn facts(applied: &sampling::chain::Applied) -> StageFacts {
    StageFacts { kept: applied.kept as u32, removed: applied.removed.len() as u32, entropy_bits: applied.entropy_bits }
}

fn lens_layer(logits: &[f32], watched: usize, words: &dyn Vocabulary) -> LensLayer {
    let probabilities = sampling::softmax(logits, 1.0);
    let likeliest = sampling::top_k(&probabilities, LENS_TOKENS).into_iter();
    LensLayer {
        likeliest: likeliest.map(|(token, p)| (words.piece(token as u32), p)).collect(),
        of_chosen: probabilities[watched],
        rank_of_chosen: rank(logits, watched),
        entropy_bits: entropy_bits(&probabilities),
    }
}

struct Place<'a> {
    logits: &'a [f32],
    trace: &'a Trace,
    words: &'a dyn Vocabulary,
}

impl Place<'_> {
    fn candidate(&self, token: usize) -> Candidate {
        Candidate {
            piece: self.words.piece(token as u32),
            logit: self.logits[token],
            rank: rank(self.logits, token),
            probabilities: Stage::ALL.map(|stage| self.trace.probabilities(stage)[token]),
        }
    }

    fn candidates(&self, count: usize, watched: usize) -> Vec<Candidate> {
        let mut tokens: Vec<usize> = sampling::top_k(self.logits, count).into_iter().map(|(token, _)| token).collect();
        if !tokens.contains(&watched) {
            tokens.push(watched);
        }
        tokens.into_iter().map(|token| self.candidate(token)).collect()
    }

    /// How many tokens have the searched in them, and the likeliest of those.
    fn search(&self, look: &Look) -> (u32, Vec<Candidate>) {
        if look.search.is_empty() {
            return (0, Vec::new());
        }
        let wanted = look.search.as_bytes();
        let has = |token: usize| {
            let bytes = self.words.bytes(token as u32);
            bytes.windows(wanted.len()).any(|part| part.eq_ignore_ascii_case(wanted))
        };
        let mut fitting: Vec<usize> = (0..self.logits.len()).filter(|token| has(*token)).collect();
        fitting.sort_by(|a, b| self.logits[*b].total_cmp(&self.logits[*a]).then(a.cmp(b)));
        let matches = fitting.len() as u32;
        fitting.truncate(look.count as usize);
        (matches, fitting.into_iter().map(|token| self.candidate(token)).collect())
    }
}
