//! A table with a row for each position, as in GPT-2 and BERT.

use crate::rng::Rng;

/// The table as it is before training: random rows. What training makes of it, this does not know; what it shows is how a table
/// behaves, above all that it has no row beyond `max_len`.
///
/// Entries are normal with the standard deviation 1/√2, the root mean square of a sinusoid, so that neither encoding speaks louder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Learned {
    pub max_len: usize,
    pub d_model: usize,
    pub seed: u64,
}

impl Learned {
    /// The row of a position, `None` beyond the table. Each row has a stream of its own: a longer table begins with the shorter one.
    pub fn row(&self, position: usize) -> Option<Vec<f32>> {
        if position >= self.max_len {
            return None;
        }
        let mut rng = Rng::fork(self.seed, &format!("position {position}"));
        Some((0..self.d_model).map(|_| rng.normal() * std::f32::consts::FRAC_1_SQRT_2).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_ends_where_it_ends() {
        let table = Learned { max_len: 4, d_model: 6, seed: 7 };
        assert_eq!(table.row(3).unwrap().len(), 6);
        assert_eq!(table.row(4), None);
        assert_ne!(table.row(0), table.row(1));
        assert_eq!(Learned { max_len: 9, ..table }.row(2), table.row(2));
        assert_ne!(Learned { seed: 8, ..table }.row(2), table.row(2));
    }

    #[test]
    fn it_is_as_loud_as_a_sinusoid() {
        let table = Learned { max_len: 200, d_model: 64, seed: 1 };
        let values: Vec<f32> = (0..200).flat_map(|p| table.row(p).unwrap()).collect();
        let square = values.iter().map(|v| v * v).sum::<f32>() / values.len() as f32;
        assert!((square - 0.5).abs() < 0.02, "{square}");
    }
}
