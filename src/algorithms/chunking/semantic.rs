//! Where the subject changes, by what an encoder makes of the sentences.

use std::ops::Range;

use crate::retrieval::flat::inner_product;

/// Distances between neighbouring sentences, and which are large.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Semantic {
    /// `[sentences - 1]`: 1 - similarity of each sentence and the next.
    pub distances: Vec<f32>,
    pub percentile: f64,
    /// The distance at that percentile; a larger one is a break.
    pub threshold: f64,
    /// Sentences behind which the subject changes.
    pub breaks: Vec<usize>,
}

impl Semantic {
    /// The percentile is NumPy's: on a straight line between the two nearest distances.
    pub(super) fn new(similarities: &[f32], percentile: f64) -> Self {
        let distances: Vec<f32> = similarities.iter().map(|similarity| 1.0 - similarity).collect();
        let mut sorted: Vec<f64> = distances.iter().map(|distance| f64::from(*distance)).collect();
        sorted.sort_by(f64::total_cmp);
        let percentile = percentile.clamp(0.0, 100.0);
        let place = percentile / 100.0 * sorted.len().saturating_sub(1) as f64;
        let at = |place: f64| sorted.get(place as usize).copied().unwrap_or_default();
        let threshold = at(place.floor()) + (at(place.ceil()) - at(place.floor())) * place.fract();
        let breaks = (0..distances.len()).filter(|place| f64::from(distances[*place]) > threshold).collect();
        Semantic { distances, percentile, threshold, breaks }
    }
}

/// The similarity of each vector of `vectors` `[sentences, width]` (of length 1) and the next, `[sentences - 1]`.
pub fn neighbours(vectors: &[f32], width: usize) -> Vec<f32> {
    let rows: Vec<&[f32]> = vectors.chunks_exact(width.max(1)).collect();
    rows.windows(2).map(|pair| inner_product(pair[0], pair[1])).collect()
}

/// Each sentence with `buffer` sentences on either side, as bytes: what to embed in place of single sentences, which say little alone.
/// LangChain's `buffer_size`, 1 by default.
pub fn windows(sentences: &[Range<usize>], buffer: usize) -> Vec<Range<usize>> {
    let last = sentences.len().saturating_sub(1);
    let around = |place: usize| {
        sentences[place.saturating_sub(buffer)].start..sentences[last.min(place.saturating_add(buffer))].end
    };
    (0..sentences.len()).map(around).collect()
}
