//! Which neurons stand in the pictures, and in which order.

use protocol::lstm::Score;

use super::lesson::Lesson;

/// Rows shown at first: as many as the eye can tell apart.
const FEW: usize = 24;

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

impl Lesson {
    /// The neurons of the layer on show, best first if the finder has ranked them; the followed neuron is always among them.
    pub fn rows(&self) -> (Vec<usize>, Order) {
        let Some(trace) = self.trace() else { return (Vec::new(), Order::ByNumber) };
        let scores = self.bench().ranking.as_ref().map_or(&[][..], |ranking| &ranking.scores);
        let (mut rows, order) = row_order(trace.hidden_size, self.layer(), scores);
        if !self.view.all_rows && rows.len() > FEW {
            let followed = self.view.neuron.filter(|neuron| rows[FEW..].contains(neuron));
            rows.truncate(FEW - usize::from(followed.is_some()));
            rows.extend(followed);
        }
        (rows, order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lstm::signal::tests::lawful_trace;
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

    #[test]
    fn the_followed_neuron_is_always_among_the_rows() {
        let mut lesson = Lesson::default();
        assert!(lesson.rows().0.is_empty());
        lesson.show_recorded(lawful_trace("abc", 100, 2));
        assert_eq!(lesson.rows().0, (0..FEW).collect::<Vec<_>>());
        lesson.view.neuron = Some(77);
        let (rows, _) = lesson.rows();
        assert_eq!((rows.len(), rows[FEW - 1]), (FEW, 77));
        lesson.view.all_rows = true;
        assert_eq!(lesson.rows().0.len(), 100);
    }
}
