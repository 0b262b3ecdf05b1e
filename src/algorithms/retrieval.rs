//! Finding the passages that answer a question: by vectors, by words, by both, and how well that went.

pub mod bm25;
pub mod flat;
pub mod fusion;
pub mod mmr;
pub mod ranking;
#[cfg(test)]
mod tests;

/// A passage that was found, and what for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// The passage's place among all.
    pub index: usize,
    pub score: f32,
}

/// The `k` highest of `scores`, the highest first; of equal ones the lower index first. What is not a number comes last.
///
/// All of them if `k` is more than there are.
pub fn top(scores: &[f32], k: usize) -> Vec<Hit> {
    top_where(scores, k, |_| true)
}

/// As [`top`], among the passages that `keep` lets in: those of one document, say.
pub fn top_where(scores: &[f32], k: usize, keep: impl Fn(usize) -> bool) -> Vec<Hit> {
    let value = |score: f32| if score.is_nan() { f32::NEG_INFINITY } else { score };
    let mut best: Vec<Hit> = Vec::with_capacity(k.min(scores.len()) + 1);
    for (index, &score) in scores.iter().enumerate() {
        // Most passages are no better than the last of a full list, and end here.
        let full = best.len() >= k;
        if full && best.last().is_none_or(|last| value(score) <= value(last.score)) || !keep(index) {
            continue;
        }
        let place = best.partition_point(|hit| value(hit.score) >= value(score));
        best.insert(place, Hit { index, score });
        best.truncate(k);
    }
    best
}
