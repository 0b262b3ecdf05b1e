//! How good a ranking is, by what should have been found.

/// Measures of one ranking at `k` (Manning, Raghavan and Schütze, "Introduction to Information Retrieval", chapter 8).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measures {
    /// 1 if anything relevant is among the first k.
    pub hit: f64,
    /// The share of what is relevant that is among the first k.
    pub recall: f64,
    /// The share of the first k that is relevant.
    pub precision: f64,
    /// 1 / rank of the first relevant one among the first k, or 0.
    pub reciprocal_rank: f64,
    /// Normalised discounted cumulative gain (Järvelin and Kekäläinen, 2002): gains as they are, log2(rank + 1) as the discount.
    pub ndcg: f64,
}

/// A passage that should be found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Relevant {
    pub index: usize,
    /// How much it is worth, above 0; 1 where it is only right or wrong.
    pub gain: f64,
}

/// Measures of `ranking` (passages, the best first, each once). All are 0 if nothing is relevant: there is nothing to measure then, and
/// such a question should be left out of a mean.
pub fn measures(ranking: &[usize], relevant: &[Relevant], k: usize) -> Measures {
    let first = &ranking[..k.min(ranking.len())];
    let gain = |index: &usize| relevant.iter().find(|one| one.index == *index).map_or(0.0, |one| one.gain);
    let gains: Vec<f64> = first.iter().map(gain).collect();
    let found = gains.iter().filter(|gain| **gain > 0.0).count() as f64;
    let mut ideal: Vec<f64> = relevant.iter().map(|one| one.gain).collect();
    ideal.sort_by(|a, b| b.total_cmp(a));
    ideal.truncate(k);
    let first_place = gains.iter().position(|gain| *gain > 0.0);
    Measures {
        hit: f64::from(u8::from(found > 0.0)),
        recall: share(found, relevant.len() as f64),
        precision: share(found, k as f64),
        reciprocal_rank: first_place.map_or(0.0, |place| 1.0 / (place + 1) as f64),
        ndcg: share(discounted(&gains), discounted(&ideal)),
    }
}

/// The mean of several questions' measures; zeros if there are none.
pub fn mean(all: &[Measures]) -> Measures {
    let over = |value: fn(&Measures) -> f64| share(all.iter().map(value).sum(), all.len() as f64);
    Measures {
        hit: over(|one| one.hit),
        recall: over(|one| one.recall),
        precision: over(|one| one.precision),
        reciprocal_rank: over(|one| one.reciprocal_rank),
        ndcg: over(|one| one.ndcg),
    }
}

/// The sum of gains, each over log2(rank + 1).
fn discounted(gains: &[f64]) -> f64 {
    gains.iter().enumerate().map(|(place, gain)| gain / (place as f64 + 2.0).log2()).sum()
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}
