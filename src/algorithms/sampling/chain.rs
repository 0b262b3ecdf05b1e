//! What stands between the logits and the draw: five stages, one after the other, each from what the one before it left. The
//! definitions and their order are those of Hugging Face's `generate` (`RepetitionPenaltyLogitsProcessor`, `TemperatureLogitsWarper`,
//! `TopKLogitsWarper`, `TopPLogitsWarper`, `MinPLogitsWarper`).

use super::softmax;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The softmax of the logits, before anything is done to them.
    Raw,
    /// Keskar et al., 2019.
    RepetitionPenalty,
    Temperature,
    /// Fan et al., 2018.
    TopK,
    /// Nucleus sampling: Holtzman et al., 2020.
    TopP,
    /// Nguyen et al., 2024.
    MinP,
}

impl Stage {
    pub const ALL: [Stage; 6] =
        [Stage::Raw, Stage::RepetitionPenalty, Stage::Temperature, Stage::TopK, Stage::TopP, Stage::MinP];
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chain {
    /// Logits of tokens that stand in the text already are divided by it if positive, else multiplied. 1 changes nothing.
    pub repetition_penalty: f32,
    /// Logits are divided by it. 0 takes the largest.
    pub temperature: f32,
    /// So many of the largest stay, and what equals the last of them. 0 leaves all.
    pub top_k: usize,
    /// The smallest set of the likeliest stays whose probabilities reach it. 1 leaves all.
    pub top_p: f32,
    /// What is at least this share of the largest probability stays. 0 leaves all.
    pub min_p: f32,
}

impl Default for Chain {
    /// Changes nothing.
    fn default() -> Self {
        Chain { repetition_penalty: 1.0, temperature: 1.0, top_k: 0, top_p: 1.0, min_p: 0.0 }
    }
}

/// What one stage left.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    pub stage: Stage,
    /// `[vocab_size]`, 0 where removed; `None` if the stage changed nothing.
    probabilities: Option<Vec<f32>>,
    /// Tokens that this stage took out, ascending.
    pub removed: Vec<u32>,
    /// Tokens that can still be drawn.
    pub kept: usize,
    pub entropy_bits: f32,
}

/// All stages, in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    stages: Vec<Applied>,
}

impl Trace {
    pub fn stages(&self) -> &[Applied] {
        &self.stages
    }

    pub fn stage(&self, stage: Stage) -> &Applied {
        &self.stages[stage as usize]
    }

    /// `[vocab_size]` after a stage.
    pub fn probabilities(&self, stage: Stage) -> &[f32] {
        let so_far = self.stages[..=stage as usize].iter().rev();
        so_far.flat_map(|applied| &applied.probabilities).next().map_or(&[], Vec::as_slice)
    }

    /// `[vocab_size]`, what the token is drawn from.
    pub fn last(&self) -> &[f32] {
        self.probabilities(Stage::MinP)
    }
}

impl Chain {
    /// # Errors
    /// In words, naming the setting that makes no sense.
    pub fn check(&self) -> Result<(), String> {
        let positive = |value: f32| value.is_finite() && value > 0.0;
        if !(self.temperature == 0.0 || positive(self.temperature)) {
            return Err(format!("the temperature is {}; it must be 0 (greedy) or a number above", self.temperature));
        }
        if !(self.top_p > 0.0 && self.top_p <= 1.0) {
            return Err(format!("top_p is {}; it must be above 0 and at most 1", self.top_p));
        }
        if !(0.0..=1.0).contains(&self.min_p) {
            return Err(format!("min_p is {}; it must be between 0 and 1", self.min_p));
        }
        if !positive(self.repetition_penalty) {
            return Err(format!("the repetition penalty is {}; it must be a number above 0", self.repetition_penalty));
        }
        Ok(())
    }

    /// Runs `logits` `[vocab_size]` through all stages. `text` are the tokens that the penalty counts as used.
    ///
    /// # Errors
    /// In words, if a setting makes no sense or the logits leave nothing to draw from.
    pub fn apply(&self, logits: &[f32], text: &[u32]) -> Result<Trace, String> {
        self.check()?;
        check_logits(logits)?;
        let mut scores = logits.to_vec();
        let mut trace = Trace { stages: Vec::with_capacity(Stage::ALL.len()) };
        trace.push(Stage::Raw, Some(softmax(&scores, 1.0)));
        let penalised = self.penalise(&mut scores, text);
        trace.push(Stage::RepetitionPenalty, penalised.then(|| softmax(&scores, 1.0)));
        trace.push(Stage::Temperature, self.temper(&mut scores));
        let removed = self.below_top_k(&scores);
        trace.remove(Stage::TopK, &mut scores, removed);
        let removed = self.outside_top_p(trace.probabilities(Stage::TopK));
        trace.remove(Stage::TopP, &mut scores, removed);
        let removed = self.below_min_p(trace.probabilities(Stage::TopP));
        trace.remove(Stage::MinP, &mut scores, removed);
        Ok(trace)
    }

    fn penalise(&self, scores: &mut [f32], text: &[u32]) -> bool {
        if self.repetition_penalty == 1.0 {
            return false;
        }
        let mut used = text.to_vec();
        used.sort_unstable();
        used.dedup();
        for token in used {
            if let Some(score) = scores.get_mut(token as usize) {
                *score = if *score < 0.0 { *score * self.repetition_penalty } else { *score / self.repetition_penalty };
            }
        }
        !text.is_empty()
    }

    /// Divides, and gives the probabilities if that changes any. Greedy leaves the largest alone, of equals the first.
    fn temper(&self, scores: &mut [f32]) -> Option<Vec<f32>> {
        if self.temperature == 1.0 {
            return None;
        }
        if self.temperature == 0.0 {
            let best = (0..scores.len()).fold(0, |best, token| if scores[token] > scores[best] { token } else { best });
            for (token, score) in scores.iter_mut().enumerate() {
                *score = if token == best { 0.0 } else { f32::NEG_INFINITY };
            }
        } else {
            // Only differences count; divided by almost nothing, the logits themselves would overflow.
            let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            scores.iter_mut().for_each(|score| *score = (*score - largest) / self.temperature);
        }
        Some(softmax(scores, 1.0))
    }

    fn below_top_k(&self, scores: &[f32]) -> Vec<u32> {
        if self.top_k == 0 || self.top_k >= scores.len() {
            return Vec::new();
        }
        let mut order = scores.to_vec();
        let (_, last, _) = order.select_nth_unstable_by(self.top_k - 1, |a, b| b.total_cmp(a));
        let last = *last;
        live(scores).filter(|token| scores[*token as usize] < last).collect()
    }

    /// Ascending from the least likely, as long as their sum is at most `1 - top_p`; the likeliest always stays. Of equals the later
    /// goes first.
    fn outside_top_p(&self, probabilities: &[f32]) -> Vec<u32> {
        if self.top_p >= 1.0 {
            return Vec::new();
        }
        let mut order: Vec<u32> =
            (0..probabilities.len() as u32).filter(|token| probabilities[*token as usize] > 0.0).collect();
        order.sort_unstable_by(|a, b| probabilities[*a as usize].total_cmp(&probabilities[*b as usize]).then(b.cmp(a)));
        order.pop();
        let mut sum = 0.0;
        let outside = order.iter().take_while(|token| {
            sum += f64::from(probabilities[**token as usize]);
            sum <= 1.0 - f64::from(self.top_p)
        });
        let mut outside: Vec<u32> = outside.copied().collect();
        outside.sort_unstable();
        outside
    }

    fn below_min_p(&self, probabilities: &[f32]) -> Vec<u32> {
        let largest = probabilities.iter().copied().fold(0.0, f32::max);
        let least = self.min_p * largest;
        let is_below = |p: f32| p > 0.0 && p < least;
        (0..probabilities.len() as u32).filter(|token| is_below(probabilities[*token as usize])).collect()
    }
}

/// Tokens that are not removed yet.
fn live(scores: &[f32]) -> impl Iterator<Item = u32> {
    (0..scores.len() as u32).filter(|token| scores[*token as usize] > f32::NEG_INFINITY)
}

fn check_logits(logits: &[f32]) -> Result<(), String> {
    if logits.iter().any(|logit| logit.is_nan() || *logit == f32::INFINITY) {
        return Err("the model answered with something that is no number: its weights have blown up, or the device \
                    computes wrongly; reset the model or choose another backend"
            .into());
    }
    if logits.iter().all(|logit| *logit == f32::NEG_INFINITY) {
        return Err("the model rules every token out, so there is nothing to draw; reset the model".into());
    }
    Ok(())
}

/// Shannon's, in bits.
pub fn entropy_bits(probabilities: &[f32]) -> f32 {
    let bits = probabilities.iter().filter(|p| **p > 0.0).map(|p| -f64::from(*p) * f64::from(*p).log2());
    bits.sum::<f64>().max(0.0) as f32
}

impl Trace {
    fn push(&mut self, stage: Stage, probabilities: Option<Vec<f32>>) {
        self.add(stage, probabilities, Vec::new());
    }

    /// Takes `removed` out of `scores`; what is left is shared out anew.
    fn remove(&mut self, stage: Stage, scores: &mut [f32], removed: Vec<u32>) {
        for token in &removed {
            scores[*token as usize] = f32::NEG_INFINITY;
        }
        let probabilities = (!removed.is_empty()).then(|| softmax(scores, 1.0));
        self.add(stage, probabilities, removed);
    }

    fn add(&mut self, stage: Stage, probabilities: Option<Vec<f32>>, removed: Vec<u32>) {
        let (kept, entropy_bits) = match (&probabilities, self.stages.last()) {
            (None, Some(before)) => (before.kept, before.entropy_bits),
            (Some(probabilities), _) => {
                (probabilities.iter().filter(|p| **p > 0.0).count(), entropy_bits(probabilities))
            }
            (None, None) => (0, 0.0),
        };
        self.stages.push(Applied { stage, probabilities, removed, kept, entropy_bits });
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
