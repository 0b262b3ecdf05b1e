//! Exact search by inner product: every vector is asked, as in FAISS' `IndexFlatIP`.

use super::{Hit, top, top_where};

/// Sums side by side: four registers of four lanes, so that no addition waits for the one before it.
const LANES: usize = 16;

/// Vectors of one width, one after the other. With vectors of length 1 the inner product is the cosine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flat {
    pub width: usize,
    /// `[vectors, width]`
    pub vectors: Vec<f32>,
}

impl Flat {
    pub fn new(width: usize) -> Self {
        Flat { width, vectors: Vec::new() }
    }

    pub fn len(&self) -> usize {
        self.vectors.len() / self.width.max(1)
    }

    pub fn is_empty(&self) -> bool {
        self.vectors.is_empty()
    }

    pub fn vector(&self, index: usize) -> &[f32] {
        &self.vectors[index * self.width..][..self.width]
    }

    /// The inner product of `query` `[width]` with every vector, `[vectors]`.
    ///
    /// # Panics
    /// If the query has another width.
    pub fn scores(&self, query: &[f32]) -> Vec<f32> {
        assert_eq!(query.len(), self.width, "a query as wide as the vectors");
        let mut scores = Vec::with_capacity(self.len());
        for index in 0..self.len() {
            scores.push(inner_product(query, self.vector(index)));
        }
        scores
    }

    /// The `k` vectors with the largest inner product, the largest first; of equal ones the lower index first.
    pub fn search(&self, query: &[f32], k: usize) -> Vec<Hit> {
        top(&self.scores(query), k)
    }

    /// As [`Flat::search`], among those that `keep` lets in.
    pub fn search_where(&self, query: &[f32], k: usize, keep: impl Fn(usize) -> bool) -> Vec<Hit> {
        top_where(&self.scores(query), k, keep)
    }
}

/// Of two vectors of one width. Counted loops over arrays: the compiler makes them four-lane SIMD for WebAssembly as for a processor, with the
/// same bits.
#[inline]
pub fn inner_product(a: &[f32], b: &[f32]) -> f32 {
    let (blocks_a, rest_a) = a.as_chunks::<LANES>();
    let (blocks_b, rest_b) = b.as_chunks::<LANES>();
    let mut sums = [0.0_f32; LANES];
    for block in 0..blocks_a.len().min(blocks_b.len()) {
        let (a, b) = (&blocks_a[block], &blocks_b[block]);
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    for lane in 0..rest_a.len().min(rest_b.len()) {
        sums[lane] += rest_a[lane] * rest_b[lane];
    }
    let mut width = LANES;
    while width > 1 {
        width /= 2;
        for lane in 0..width {
            sums[lane] += sums[lane + width];
        }
    }
    sums[0]
}

/// Divides each vector of `vectors` `[vectors, width]` by its length (L2), as `faiss.normalize_L2`; one without length stays zero.
pub fn normalize(vectors: &mut [f32], width: usize) {
    for vector in vectors.chunks_exact_mut(width.max(1)) {
        let length = inner_product(vector, vector).sqrt();
        if length > 0.0 {
            vector.iter_mut().for_each(|value| *value /= length);
        }
    }
}
