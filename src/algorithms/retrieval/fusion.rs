//! One ranking out of several whose scores cannot be compared: reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009).

/// The paper's constant: how little the first places are ahead of the next.
pub const K: f64 = 60.0;

/// A passage in the fused ranking.
#[derive(Clone, Debug, PartialEq)]
pub struct Fused {
    pub index: usize,
    /// The sum of `shares`.
    pub score: f64,
    /// Its rank in each ranking, from 1; `None` where it is not.
    pub ranks: Vec<Option<usize>>,
    /// weight / (k + rank), 0 where it is not.
    pub shares: Vec<f64>,
}

/// Fuses rankings (passages, the best first), each with its weight; the best first, of equal ones the lower index first.
///
/// A passage that stands in a ranking twice counts where it stands first.
pub fn reciprocal_rank(rankings: &[Vec<usize>], weights: &[f64], k: f64) -> Vec<Fused> {
    let mut fused: Vec<Fused> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for (source, ranking) in rankings.iter().enumerate() {
        let weight = weights.get(source).copied().unwrap_or(1.0);
        for (place, &index) in ranking.iter().enumerate() {
            let at = *places.entry(index).or_insert_with(|| {
                let (ranks, shares) = (vec![None; rankings.len()], vec![0.0; rankings.len()]);
                fused.push(Fused { index, score: 0.0, ranks, shares });
                fused.len() - 1
            });
            let passage = &mut fused[at];
            if passage.ranks[source].is_none() {
                passage.ranks[source] = Some(place + 1);
                passage.shares[source] = weight / (k + (place + 1) as f64);
            }
        }
    }
    fused.iter_mut().for_each(|passage| passage.score = passage.shares.iter().sum());
    fused.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.index.cmp(&b.index)));
    fused
}
