//! Training as curves: any number of steps in bounded memory.

use protocol::lstm::StepReport;

/// Points kept in one curve before neighbours are merged: more than a chart is wide in pixels.
const LIMIT: usize = 1024;

/// A value over training steps. When it grows too long, pairs of neighbours become their mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    points: Vec<(u32, f32)>,
    /// Measured values in one point, as a power of two.
    merged: u32,
    pending: Option<Pending>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Pending {
    step: u32,
    sum: f32,
    count: u32,
}

impl Curve {
    pub fn push(&mut self, step: u32, value: f32) {
        let pending = self.pending.get_or_insert(Pending { step, sum: 0.0, count: 0 });
        pending.step = step;
        pending.sum += value;
        pending.count += 1;
        if pending.count < 1 << self.merged {
            return;
        }
        self.points.push((step, pending.sum / pending.count as f32));
        self.pending = None;
        if self.points.len() >= LIMIT {
            self.points = self
                .points
                .chunks(2)
                .map(|pair| {
                    let last = pair[pair.len() - 1].0;
                    let sum: f32 = pair.iter().map(|(_, value)| value).sum();
                    (last, sum / pair.len() as f32)
                })
                .collect();
            self.merged += 1;
        }
    }

    pub fn points(&self) -> &[(u32, f32)] {
        &self.points
    }

    pub fn last(&self) -> Option<f32> {
        self.points.last().map(|&(_, value)| value)
    }

    /// The lowest value so far.
    pub fn best(&self) -> Option<f32> {
        self.points.iter().map(|&(_, value)| value).min_by(f32::total_cmp)
    }
}

/// What is measured while training.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    pub train: Curve,
    pub validation: Curve,
    pub rnn_train: Curve,
    pub rnn_validation: Curve,
    pub gradient_norm: Curve,
    /// The first step whose loss was no number any more.
    pub diverged_at: Option<u32>,
    /// The last reports as they came, unmerged.
    pub latest: Option<StepReport>,
}

impl History {
    pub fn record(&mut self, report: &StepReport) {
        if !report.train_loss.is_finite() || !report.gradient_norm.is_finite() {
            self.diverged_at.get_or_insert(report.step);
            return;
        }
        let step = report.step;
        self.train.push(step, report.train_loss);
        self.gradient_norm.push(step, report.gradient_norm);
        let optional = [
            (&mut self.validation, report.validation_loss),
            (&mut self.rnn_train, report.rnn_train_loss),
            (&mut self.rnn_validation, report.rnn_validation_loss),
        ];
        for (curve, value) in optional {
            if let Some(value) = value.filter(|value| value.is_finite()) {
                curve.push(step, value);
            }
        }
        self.latest = Some(*report);
    }

    pub fn is_empty(&self) -> bool {
        self.latest.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(step: u32, train_loss: f32) -> StepReport {
        StepReport {
            step,
            train_loss,
            gradient_norm: 1.0,
            validation_loss: step.is_multiple_of(10).then_some(train_loss + 0.1),
            rnn_train_loss: None,
            rnn_validation_loss: None,
        }
    }

    #[test]
    fn a_million_steps_fit_and_keep_their_shape() {
        let mut curve = Curve::default();
        for step in 0..1_000_000u32 {
            curve.push(step, step as f32);
        }
        assert!(curve.points().len() < LIMIT);
        assert!(curve.points().windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1));
        let (step, value) = curve.points()[curve.points().len() / 2];
        assert!((value - step as f32).abs() < 2048.0, "{step} {value}");
    }

    #[test]
    fn a_short_run_is_kept_as_it_is() {
        let mut history = History::default();
        for step in 1..=20 {
            history.record(&report(step, 4.0 - step as f32 * 0.1));
        }
        assert_eq!(history.train.points().len(), 20);
        assert_eq!(history.validation.points().len(), 2);
        assert!((history.validation.best().unwrap() - 2.1).abs() < 1e-6);
        assert_eq!(history.diverged_at, None);
    }

    #[test]
    fn a_loss_that_is_no_number_is_remembered_and_not_drawn() {
        let mut history = History::default();
        history.record(&report(1, 3.0));
        history.record(&report(2, f32::NAN));
        history.record(&report(3, f32::INFINITY));
        assert_eq!(history.diverged_at, Some(2));
        assert_eq!(history.train.points().len(), 1);
    }
}
