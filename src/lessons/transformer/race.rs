//! The race: every way to encode positions trained on the same sequences, and what each makes of longer ones.

use protocol::positional_encoding::Scheme;
use protocol::transformer::{BIN, Curve, LONGEST, Race, Racing, Request};
use viz::axes::Axis;
use viz::line_chart::{LineChart, Series, Stroke};
use viz::number::fixed;

use super::lesson::Lesson;

/// Lengths that can be trained on.
pub const LENGTHS: [u32; 3] = [16, 24, 32];
/// Steps that fit into a minute on an ordinary laptop's one core.
const STEPS: u32 = 600;

/// What is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    pub setup: Race,
    pub running: bool,
    /// Steps that are done.
    pub step: u32,
    /// Loss of each step, scheme by scheme.
    losses: [Vec<f32>; 5],
    curves: Vec<Curve>,
}

impl Default for Track {
    fn default() -> Self {
        let setup = Race { seed: 7, length: LENGTHS[1], steps: STEPS };
        Track { setup, running: false, step: 0, losses: Default::default(), curves: Vec::new() }
    }
}

/// What the lines show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Loss,
    Accuracy,
}

pub fn scheme_name(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::None => "none",
        Scheme::Sinusoidal => "sinusoidal",
        Scheme::Learned => "learned",
        Scheme::Rope => "RoPE",
        Scheme::Alibi => "ALiBi",
    }
}

/// Colour and stroke: never colour alone.
fn look(scheme: Scheme) -> (&'static str, Stroke) {
    match scheme {
        Scheme::None => ("--ink-2", Stroke::Dotted),
        Scheme::Sinusoidal => ("--forget", Stroke::Solid),
        Scheme::Learned => ("--input", Stroke::Dashed),
        Scheme::Rope => ("--output", Stroke::Solid),
        Scheme::Alibi => ("--cell", Stroke::Dashed),
    }
}

impl Track {
    pub(super) fn take(&mut self, racing: &Racing) {
        if racing.setup != self.setup || !self.running {
            return;
        }
        self.step = racing.step;
        for (losses, loss) in self.losses.iter_mut().zip(&racing.losses) {
            losses.push(*loss);
        }
        if !racing.curves.is_empty() {
            self.curves.clone_from(&racing.curves);
        }
        self.running = self.step < self.setup.steps;
    }

    /// Losses while training, each the mean of the steps since the point before.
    pub fn training(&self) -> LineChart {
        let series = Scheme::ALL.iter().zip(&self.losses).map(|(scheme, losses)| {
            let every = losses.len().div_ceil(120).max(1);
            let point = |(k, steps): (usize, &[f32])| {
                let mean = steps.iter().sum::<f32>() / steps.len() as f32;
                ((k * every + steps.len()) as f64, f64::from(mean))
            };
            line(*scheme, losses.chunks(every).enumerate().map(point).collect())
        });
        LineChart {
            x: Axis { label: "step".into(), ..Axis::default() },
            y: Axis { label: "loss, nats".into(), ..Axis::default() },
            series: series.collect(),
            marker: None,
        }
    }

    /// What was measured by place, with a mark where training ended.
    pub fn beyond(&self, measure: Measure) -> LineChart {
        let series = self.curves.iter().map(|curve| {
            let values = match measure {
                Measure::Loss => &curve.loss,
                Measure::Accuracy => &curve.accuracy,
            };
            let middle = |bin: usize| (bin * BIN) as f64 + (BIN as f64 + 1.0) / 2.0;
            line(curve.scheme, values.iter().enumerate().map(|(k, v)| (middle(k), f64::from(*v))).collect())
        });
        let y = match measure {
            Measure::Loss => Axis { label: "loss, nats".into(), ..Axis::default() },
            Measure::Accuracy => Axis { label: "right".into(), range: Some((0.0, 1.0)), ..Axis::default() },
        };
        LineChart {
            x: Axis { label: "place in the sequence".into(), ..Axis::default() },
            y,
            series: series.collect(),
            marker: (!self.curves.is_empty()).then(|| f64::from(self.setup.length)),
        }
    }

    /// Scheme, loss and right answers within the trained length, and beyond it.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let inside = self.setup.length as usize / BIN;
        let row = |curve: &Curve| {
            let mean = |values: &[f32]| {
                let known: Vec<f32> = values.iter().copied().filter(|value| value.is_finite()).collect();
                fixed(f64::from(known.iter().sum::<f32>() / known.len().max(1) as f32), 3)
            };
            let (near, far) = curve.loss.split_at(inside.min(curve.loss.len()));
            let (right, right_far) = curve.accuracy.split_at(inside.min(curve.accuracy.len()));
            vec![scheme_name(curve.scheme).into(), mean(near), mean(far), mean(right), mean(right_far)]
        };
        self.curves.iter().map(row).collect()
    }

    /// Mean loss of a scheme beyond the trained length.
    pub fn loss_beyond(&self, scheme: Scheme) -> Option<f64> {
        let curve = self.curves.iter().find(|curve| curve.scheme == scheme)?;
        let far: Vec<f32> = curve.loss.iter().skip(self.setup.length as usize / BIN).copied().collect();
        (!far.is_empty()).then(|| f64::from(far.iter().sum::<f32>() / far.len() as f32))
    }

    pub fn status(&self) -> String {
        let Race { seed, length, steps } = self.setup;
        match (self.running, self.step) {
            (false, 0) => format!("Not trained yet. Trains on {length} letters, measures to {LONGEST}."),
            (true, step) => format!("Step {step} of {steps}, seed {seed}."),
            (false, step) if step < steps => format!("Stopped after step {step} of {steps}."),
            (false, _) => format!("{steps} steps on {length} letters, seed {seed}."),
        }
    }
}

fn line(scheme: Scheme, points: Vec<(f64, f64)>) -> Series {
    let (token, stroke) = look(scheme);
    Series { name: scheme_name(scheme).into(), token, stroke, points }
}

impl Lesson {
    pub fn race(&mut self) -> Vec<Request> {
        let setup = self.track.setup;
        self.track = Track { setup, running: true, ..Track::default() };
        vec![Request::Race(setup)]
    }

    pub fn stop_race(&mut self) -> Vec<Request> {
        self.track.running = false;
        vec![Request::StopRace]
    }

    /// Another length or seed is another race: what was measured belongs to the old one.
    pub fn set_race(&mut self, length: u32, seed: u64) -> Vec<Request> {
        let was = self.track.running;
        self.track = Track { setup: Race { length, seed, ..self.track.setup }, ..Track::default() };
        if was { vec![Request::StopRace] } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn racing(track: &Track, step: u32, beyond: f32) -> Racing {
        let curve = |scheme| Curve { scheme, loss: [vec![0.5; 3], vec![beyond; 5]].concat(), accuracy: vec![1.0; 8] };
        Racing { setup: track.setup, step, losses: vec![step as f32; 5], curves: Scheme::ALL.map(curve).to_vec() }
    }

    #[test]
    fn what_is_measured_is_split_where_training_ended() {
        let mut track = Track { running: true, ..Track::default() };
        track.take(&racing(&track, 1, 2.5));
        assert_eq!(track.rows()[3], ["RoPE", "0.500", "2.500", "1.000", "1.000"]);
        assert_eq!(track.loss_beyond(Scheme::Alibi), Some(2.5));
        let chart = track.beyond(Measure::Loss);
        assert_eq!((chart.series.len(), chart.marker), (5, Some(24.0)));
        assert_eq!(chart.series[0].points[0], (4.5, 0.5));
        assert!(track.running && track.status().starts_with("Step 1 of"));
    }

    #[test]
    fn another_race_and_a_stopped_one_are_not_heard() {
        let mut lesson = Lesson::default();
        assert_eq!(lesson.race(), [Request::Race(lesson.track.setup)]);
        let old = racing(&lesson.track, 1, 2.0);
        lesson.set_race(16, 7);
        lesson.track.take(&old);
        assert_eq!(lesson.track.step, 0);
        lesson.race();
        let now = racing(&lesson.track, 1, 2.0);
        assert_eq!(lesson.stop_race(), [Request::StopRace]);
        lesson.track.take(&now);
        assert_eq!(lesson.track.step, 0);
    }
}
