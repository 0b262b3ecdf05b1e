//! Draws from a fixed distribution in constant time.

use crate::rng::Rng;

/// Walker's alias method (1977), built as Vose did (1991): every slot holds one outcome and lends the rest of its width to another.
#[derive(Clone, Debug, PartialEq)]
pub struct AliasTable {
    /// Of 2^32: below it the slot's own outcome, else its alias.
    own: Vec<u32>,
    alias: Vec<u32>,
}

impl AliasTable {
    /// For outcomes with these weights, at least one of them above 0.
    pub fn new(weights: &[f64]) -> Self {
        let n = weights.len();
        let sum: f64 = weights.iter().sum();
        let mut share: Vec<f64> = weights.iter().map(|weight| weight * n as f64 / sum).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..n).partition(|k| share[*k] < 1.0);
        let mut table = AliasTable { own: vec![u32::MAX; n], alias: (0..n as u32).collect() };
        while let (Some(low), Some(high)) = (small.pop(), large.last().copied()) {
            table.own[low] = (share[low] * 2f64.powi(32)) as u32;
            table.alias[low] = high as u32;
            share[high] -= 1.0 - share[low];
            if share[high] < 1.0 {
                large.pop();
                small.push(high);
            }
        }
        table
    }

    /// Negatives as Mikolov et al. (2013) draw them: words with probability proportional to `count^exponent` (0.75 there).
    pub fn of_counts(counts: &[u64], exponent: f64) -> Self {
        let weights: Vec<f64> = counts.iter().map(|count| (*count as f64).powf(exponent)).collect();
        AliasTable::new(&weights)
    }

    #[inline]
    pub fn draw(&self, rng: &mut Rng) -> u32 {
        // One random number: its upper half chooses the slot, its lower half the side of the slot.
        let random = rng.next_u64();
        let slot = (((random >> 32) * self.own.len() as u64) >> 32) as usize;
        if (random as u32) < self.own[slot] { slot as u32 } else { self.alias[slot] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_the_weights() {
        let counts = [400u64, 1, 60, 0, 16];
        let table = AliasTable::of_counts(&counts, 0.75);
        let weights: Vec<f64> = counts.iter().map(|count| (*count as f64).powf(0.75)).collect();
        let sum: f64 = weights.iter().sum();
        let mut rng = Rng::new(5);
        let mut hits = [0u32; 5];
        let draws = 400_000;
        (0..draws).for_each(|_| hits[table.draw(&mut rng) as usize] += 1);
        for (hit, weight) in hits.iter().zip(&weights) {
            let p = weight / sum;
            let expected = p * f64::from(draws);
            // Four standard deviations.
            assert!((f64::from(*hit) - expected).abs() <= 4.0 * (expected * (1.0 - p)).sqrt(), "{hits:?}");
        }
        assert_eq!(AliasTable::new(&[3.0]).draw(&mut rng), 0);
    }
}
