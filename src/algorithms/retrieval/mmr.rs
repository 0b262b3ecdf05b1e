//! Near the question, and not all the same: maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998).

use super::flat::inner_product;

/// A candidate as it stands before one choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its place among the candidates that were given.
    pub index: usize,
    /// Similarity to the question.
    pub relevance: f32,
    /// To the nearest of those chosen before; 0 when nothing is chosen.
    pub redundancy: f32,
    /// Which one that is.
    pub nearest: Option<usize>,
    /// lambda · `relevance` - (1 - lambda) · `redundancy`; in the first step `relevance` itself
    pub score: f32,
}

/// One choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub chosen: usize,
    /// All that could be chosen, in their order.
    pub candidates: Vec<Candidate>,
}

/// Chooses `k` of the candidates one after the other, each time the one with the highest score, of equal ones the first.
///
/// `vectors` `[candidates, width]` of length 1; `relevance` `[candidates]`; `lambda` from 0 (only different) to 1 (only near). The first one is
/// the most relevant whatever lambda is, as LangChain has it.
pub fn select(relevance: &[f32], vectors: &[f32], width: usize, k: usize, lambda: f32) -> Vec<Step> {
    let vector = |index: usize| &vectors[index * width..][..width];
    let lambda = lambda.clamp(0.0, 1.0);
    let mut candidates: Vec<Candidate> = relevance
        .iter()
        .enumerate()
        .map(|(index, &relevance)| Candidate { index, relevance, redundancy: 0.0, nearest: None, score: relevance })
        .collect();
    let mut steps: Vec<Step> = Vec::new();
    while steps.len() < k && !candidates.is_empty() {
        if let Some(Step { chosen, .. }) = steps.last() {
            for candidate in &mut candidates {
                let similarity = inner_product(vector(candidate.index), vector(*chosen));
                if candidate.nearest.is_none() || similarity > candidate.redundancy {
                    (candidate.redundancy, candidate.nearest) = (similarity, Some(*chosen));
                }
                candidate.score = lambda * candidate.relevance - (1.0 - lambda) * candidate.redundancy;
            }
        }
        let mut best = 0;
        for place in 1..candidates.len() {
            if candidates[place].score > candidates[best].score {
                best = place;
            }
        }
        steps.push(Step { chosen: candidates[best].index, candidates: candidates.clone() });
        candidates.remove(best);
    }
    steps
}
