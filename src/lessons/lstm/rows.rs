//! In which order the neurons stand in the pictures.

use protocol::lstm::Score;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    ByNumber,
    ByScore,
}

/// The neurons of a layer, those that track the looked-for property best first; those without a score follow by number.
pub fn row_order(hidden_size: usize, layer: usize, scores: &[Score]) -> (Vec<usize>, Order) {
    let mut strength = vec![-1.0f32; hidden_size];
    for score in scores.iter().filter(|score| score.layer == layer) {
        if let Some(best) = strength.get_mut(score.neuron) {
            *best = best.max(score.correlation.abs());
        }
    }
    let mut rows: Vec<usize> = (0..hidden_size).collect();
    if strength.iter().all(|&value| value < 0.0) {
        return (rows, Order::ByNumber);
    }
    rows.sort_by(|&a, &b| strength[b].total_cmp(&strength[a]));
    (rows, Order::ByScore)
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::lstm::Signal;

    fn score(layer: usize, neuron: usize, correlation: f32) -> Score {
        Score { layer, signal: Signal::Cell, neuron, correlation }
    }

    #[test]
    fn the_best_trackers_come_first_whatever_their_sign() {
        let scores = [score(0, 2, 0.3), score(0, 1, -0.9), score(1, 0, 0.99), score(0, 77, 1.0)];
        assert_eq!(row_order(4, 0, &scores), (vec![1, 2, 0, 3], Order::ByScore));
        assert_eq!(row_order(3, 2, &scores), (vec![0, 1, 2], Order::ByNumber));
    }
}
