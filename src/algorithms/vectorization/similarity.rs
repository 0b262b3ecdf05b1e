//! The cosine between two vectors, and which terms it comes from.

use super::space::{Space, Vector};

/// A document and its cosine with the query.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    pub document: usize,
    pub score: f64,
}

/// What one term adds to a cosine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contribution {
    pub column: u32,
    /// `a * b / (|a| |b|)`: over all shared terms these add up to the cosine.
    pub share: f64,
}

/// `a . b / (|a| |b|)`, in `0..=1` since no weight is negative; 0 if either is empty. Equal vectors give exactly 1.
pub fn cosine(a: &Vector, b: &Vector) -> f64 {
    over_lengths(dot(a, b), square(&a.weights), square(&b.weights))
}

/// The shared terms with what each adds, the greatest first.
pub fn contributions(a: &Vector, b: &Vector) -> Vec<Contribution> {
    let (aa, bb) = (square(&a.weights), square(&b.weights));
    let mut shares = Vec::new();
    shared(a, b, |column, product| shares.push(Contribution { column, share: over_lengths(product, aa, bb) }));
    shares.sort_by(|x, y| y.share.total_cmp(&x.share).then(x.column.cmp(&y.column)));
    shares
}

/// Every document by its cosine with the query, the nearest first; equal ones in their order.
pub fn rank(space: &Space, query: &Vector) -> Vec<Hit> {
    // As long as the vocabulary, so that a document costs only its own terms.
    let mut dense = vec![0.0; space.terms.len()];
    for (column, weight) in query.columns.iter().zip(&query.weights) {
        dense[*column as usize] = *weight;
    }
    let length = square(&query.weights);
    let score = |document| {
        let entries = space.weights.row(document);
        let product = entries.map(|(column, weight)| weight * dense[column as usize]).sum();
        over_lengths(product, length, square(space.weights.values(document)))
    };
    let mut hits: Vec<Hit> = (0..space.documents()).map(|document| Hit { document, score: score(document) }).collect();
    hits.sort_by(|x, y| y.score.total_cmp(&x.score));
    hits
}

/// The root of the product and not the product of the roots: only so is a vector's cosine with itself exactly 1.
fn over_lengths(product: f64, aa: f64, bb: f64) -> f64 {
    let lengths = (aa * bb).sqrt();
    if lengths == 0.0 { 0.0 } else { (product / lengths).min(1.0) }
}

fn square(weights: &[f64]) -> f64 {
    weights.iter().map(|w| w * w).sum()
}

fn dot(a: &Vector, b: &Vector) -> f64 {
    let mut sum = 0.0;
    shared(a, b, |_, product| sum += product);
    sum
}

fn shared(a: &Vector, b: &Vector, mut each: impl FnMut(u32, f64)) {
    let (mut i, mut j) = (0, 0);
    while i < a.columns.len() && j < b.columns.len() {
        let (left, right) = (a.columns[i], b.columns[j]);
        if left == right {
            each(left, a.weights[i] * b.weights[j]);
        }
        i += usize::from(left <= right);
        j += usize::from(right <= left);
    }
}
