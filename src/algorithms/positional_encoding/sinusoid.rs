//! The sinusoidal encoding (Vaswani and others, "Attention Is All You Need", 2017, section 3.5).

use super::{check_base, frequency};

/// `PE(p, 2i) = sin(p · base^(-2i/d))`, `PE(p, 2i+1) = cos(p · base^(-2i/d))` with `d = d_model`.
///
/// An odd `d_model` ends in a sine without its cosine: there are `ceil(d/2)` frequencies, and the last has no partner to turn with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sinusoid {
    d_model: usize,
    base: f64,
}

/// The two most similar vectors among the first positions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Closest {
    pub first: usize,
    pub second: usize,
    /// Euclidean.
    pub distance: f64,
}

impl Sinusoid {
    /// # Errors
    /// In words, if `d_model` is 0 or the base is not a number above 0.
    pub fn new(d_model: usize, base: f64) -> Result<Self, String> {
        check_base(base)?;
        if d_model == 0 {
            return Err("d_model must be at least 1: a vector of no numbers says nothing".into());
        }
        Ok(Sinusoid { d_model, base })
    }

    pub fn d_model(&self) -> usize {
        self.d_model
    }

    /// Pairs of a sine and a cosine; an odd `d_model` has one more frequency than pairs.
    pub fn pairs(&self) -> usize {
        self.d_model / 2
    }

    pub fn frequencies(&self) -> usize {
        self.d_model.div_ceil(2)
    }

    /// Radians per position.
    pub fn frequency(&self, pair: usize) -> f64 {
        frequency(self.base, pair, self.d_model)
    }

    /// Positions per turn.
    pub fn wavelength(&self, pair: usize) -> f64 {
        std::f64::consts::TAU / self.frequency(pair)
    }

    /// One cell of the matrix.
    pub fn value(&self, position: f64, dimension: usize) -> f64 {
        let angle = position * self.frequency(dimension / 2);
        if dimension.is_multiple_of(2) { angle.sin() } else { angle.cos() }
    }

    /// The rows of `positions`, `[positions, d_model]`, rounded once.
    pub fn table(&self, positions: impl Iterator<Item = f64>) -> Vec<f32> {
        let frequencies: Vec<f64> = (0..self.frequencies()).map(|pair| self.frequency(pair)).collect();
        let mut table = Vec::new();
        for position in positions {
            for dimension in 0..self.d_model {
                let angle = position * frequencies[dimension / 2];
                table.push(if dimension.is_multiple_of(2) { angle.sin() } else { angle.cos() } as f32);
            }
        }
        table
    }

    /// `PE(p) · PE(q)`. A whole pair gives `cos(frequency · (p - q))`, so for an even `d_model` only the distance counts.
    pub fn dot(&self, p: f64, q: f64) -> f64 {
        let whole: f64 = (0..self.pairs()).map(|pair| ((p - q) * self.frequency(pair)).cos()).sum();
        whole + self.unpaired(p) * self.unpaired(q)
    }

    /// Euclidean distance of two rows.
    pub fn distance(&self, p: f64, q: f64) -> f64 {
        (self.dot(p, p) + self.dot(q, q) - 2.0 * self.dot(p, q)).max(0.0).sqrt()
    }

    /// The last sine of an odd `d_model`, else 0.
    fn unpaired(&self, position: f64) -> f64 {
        if self.d_model.is_multiple_of(2) { 0.0 } else { self.value(position, self.d_model - 1) }
    }

    /// `M` with `M · (sin, cos)(p) = (sin, cos)(p + offset)` for every `p`: a rotation, the same wherever one stands.
    pub fn rotation(&self, pair: usize, offset: f64) -> [[f64; 2]; 2] {
        let (sin, cos) = (self.frequency(pair) * offset).sin_cos();
        [[cos, sin], [-sin, cos]]
    }

    /// The closest two of the positions `0, scale, 2 · scale, ...`; `None` with fewer than two.
    pub fn closest(&self, positions: usize, scale: f64) -> Option<Closest> {
        // Whole pairs depend on the distance only, so the search is quadratic in the positions just for the unpaired sine.
        let unpaired: Vec<f64> = (0..positions).map(|p| self.unpaired(p as f64 * scale)).collect();
        let mut closest: Option<Closest> = None;
        for apart in 1..positions {
            let half = |pair| (self.frequency(pair) * apart as f64 * scale / 2.0).sin();
            // 2 - 2 cos x = 4 sin²(x/2), which keeps its digits where the two are nearly one.
            let whole: f64 = (0..self.pairs()).map(|pair| 4.0 * half(pair).powi(2)).sum();
            let starts = if self.d_model.is_multiple_of(2) { 1 } else { positions - apart };
            for first in 0..starts {
                let distance = (whole + (unpaired[first] - unpaired[first + apart]).powi(2)).sqrt();
                if closest.is_none_or(|best| distance < best.distance) {
                    closest = Some(Closest { first, second: first + apart, distance });
                }
            }
        }
        closest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sinusoid(d_model: usize) -> Sinusoid {
        Sinusoid::new(d_model, super::super::BASE).unwrap()
    }

    #[test]
    fn what_cannot_be_is_refused_in_words() {
        for base in [0.0, -10.0, f64::NAN, f64::INFINITY] {
            assert!(Sinusoid::new(8, base).unwrap_err().contains("10,000"));
        }
        assert!(Sinusoid::new(0, 10.0).unwrap_err().contains("at least 1"));
        assert!(Sinusoid::new(1, 1.0).is_ok());
    }

    #[test]
    fn the_table_holds_the_cells() {
        for d_model in [1, 2, 7, 8] {
            let pe = sinusoid(d_model);
            let table = pe.table((0..5).map(f64::from));
            for (k, value) in table.iter().enumerate() {
                assert_eq!(*value, pe.value((k / d_model) as f64, k % d_model) as f32);
            }
        }
    }

    #[test]
    fn one_clock_comes_round_after_seven_turns() {
        // 44 = 7 · 2π + 0.018: with one pair, positions 0 and 44 are nearly the same.
        let closest = sinusoid(2).closest(64, 1.0).unwrap();
        assert_eq!((closest.first, closest.second), (0, 44));
        assert!((closest.distance - 0.017_702).abs() < 1e-6, "{closest:?}");
        assert_eq!(sinusoid(2).closest(1, 1.0), None);
    }

    #[test]
    fn the_search_finds_what_trying_all_finds() {
        for (d_model, base) in [(5, 10.0), (6, 10_000.0), (1, 7.0)] {
            let pe = Sinusoid::new(d_model, base).unwrap();
            let all = (0..40).flat_map(|p| (p + 1..40).map(move |q| pe.distance(f64::from(p), f64::from(q))));
            let smallest = all.fold(f64::INFINITY, f64::min);
            assert!((pe.closest(40, 1.0).unwrap().distance - smallest).abs() < 1e-7);
        }
    }
}
