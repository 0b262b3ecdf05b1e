//! Curves of training, and what was measured on held-out pairs.

use protocol::seq2seq::{Attention, Length, Score};
use viz::axes::Axis;
use viz::line_chart::{LineChart, Series, Stroke};
use viz::number::{compact, fixed};

use super::TaskKind;
use super::lesson::Lesson;

/// Most points of a curve: more are drawn as means.
const POINTS: usize = 160;
/// Held-out pairs that a point of accuracy by length stands for, at least.
const ENOUGH: u32 = 8;
/// Shares of right outputs, both this high and no further apart, show no bottleneck.
const LEARNT: f32 = 0.9;
const SAME: f32 = 0.02;

/// Colour and stroke of the two models: never colour alone.
fn series(main: bool, name: &str, points: Vec<(f64, f64)>) -> Series {
    let (token, stroke) = if main { ("--accent", Stroke::Solid) } else { ("--ink-2", Stroke::Dashed) };
    Series { name: name.into(), token, stroke, points }
}

impl Lesson {
    /// What the main model is called beside the one without attention.
    pub fn main_name(&self) -> &'static str {
        let attention = self.made_with.as_ref().unwrap_or(&self.settings).attention;
        if attention == Attention::None { "no attention" } else { "attention" }
    }

    /// Loss of both models on the batches they learnt from.
    pub fn loss_chart(&self) -> LineChart {
        let every = self.losses.len().div_ceil(POINTS).max(1);
        let mean = |part: &dyn Fn(usize) -> Option<f32>| -> Vec<(f64, f64)> {
            let group = |from: usize| {
                let to = (from + every).min(self.losses.len());
                let values: Vec<f64> = (from..to).filter_map(part).map(f64::from).collect();
                let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
                (!values.is_empty()).then(|| (f64::from(self.losses[to - 1].step), mean))
            };
            (0..self.losses.len()).step_by(every).filter_map(group).collect()
        };
        let plain = mean(&|at| self.losses[at].plain);
        let mut lines = vec![series(true, self.main_name(), mean(&|at| Some(self.losses[at].main)))];
        if !plain.is_empty() {
            lines.push(series(false, "no attention", plain));
        }
        LineChart {
            x: Axis::new("training step"),
            y: Axis::new("loss (nats a token)").log(true),
            series: lines,
            marker: None,
        }
    }

    /// Whether there is nothing to draw yet.
    pub fn has_losses(&self) -> bool {
        self.losses.len() > 1
    }

    /// Share of held-out outputs that are right from beginning to end.
    pub fn exact_chart(&self) -> LineChart {
        let main = self.marks.iter().map(|mark| (f64::from(mark.step), f64::from(mark.main)));
        let plain: Vec<(f64, f64)> =
            self.marks.iter().filter_map(|mark| Some((f64::from(mark.step), f64::from(mark.plain?)))).collect();
        let mut lines = vec![series(true, self.main_name(), main.collect())];
        if !plain.is_empty() {
            lines.push(series(false, "no attention", plain));
        }
        LineChart {
            x: Axis::new("training step"),
            y: Axis::new("right (share of held-out)").range(0.0, 1.0),
            series: lines,
            marker: None,
        }
    }

    /// The same by the length of the source: neighbouring lengths together until there are enough pairs.
    pub fn length_chart(&self) -> LineChart {
        let groups = grouped(&self.lengths);
        let point = |group: &Length, right: u32| {
            (f64::from(group.length) / f64::from(group.count), f64::from(right) / f64::from(group.count))
        };
        let mut lines =
            vec![series(true, self.main_name(), groups.iter().map(|group| point(group, group.main)).collect())];
        if self.measure.as_ref().is_some_and(|measure| measure.plain.is_some()) {
            let plain = groups.iter().map(|group| point(group, group.plain)).collect();
            lines.push(series(false, "no attention", plain));
        }
        LineChart {
            x: Axis::new("source tokens"),
            y: Axis::new("right (share of held-out)").range(0.0, 1.0),
            series: lines,
            marker: self.written.as_ref().map(|written| written.tokens.len() as f64),
        }
    }

    /// Right tokens by their place in the target: fed the right tokens before them, and fed what the model said itself.
    pub fn exposure_chart(&self) -> LineChart {
        let line = |name: &str, main: bool, values: &[f32]| {
            series(
                main,
                name,
                values.iter().enumerate().map(|(at, value)| (at as f64 + 1.0, f64::from(*value))).collect(),
            )
        };
        let shown: Option<&Score> = self.measure.as_ref().map(|measure| match (self.which, &measure.plain) {
            (protocol::seq2seq::Which::Plain, Some(plain)) => plain,
            _ => &measure.main,
        });
        let lines = shown.map_or(Vec::new(), |score| {
            vec![line("fed right tokens", true, &score.fed_right), line("fed its own", false, &score.fed_own)]
        });
        LineChart {
            x: Axis::new("place in the target"),
            y: Axis::new("right (share of tokens)").range(0.0, 1.0),
            series: lines,
            marker: None,
        }
    }

    /// Held-out accuracy in words.
    pub fn exact_words(&self) -> String {
        let Some(measure) = &self.measure else { return String::new() };
        let percent = |share: f32| format!("{} %", fixed(100.0 * f64::from(share), 1));
        let mut words = format!("{} right with {}", percent(measure.main.exact), self.main_name());
        if let Some(plain) = &measure.plain {
            words.push_str(&format!(", {} without", percent(plain.exact)));
            let made_with = self.made_with.as_ref().unwrap_or(&self.settings);
            let (main, plain) = (measure.main.exact, plain.exact);
            let beside = made_with.attention != Attention::None && made_with.task != TaskKind::Reversal;
            if beside && main.min(plain) >= LEARNT && (main - plain).abs() < SAME {
                words.push_str(". What this task needs fits into the state; choose Reversal to see the bottleneck");
            }
        }
        words
    }

    pub fn speed_words(&self) -> String {
        if self.pairs_per_second > 0.0 {
            format!("{} pairs/s", compact(f64::from(self.pairs_per_second)))
        } else {
            String::new()
        }
    }
}

/// Sums of neighbouring lengths with enough pairs each; `length` becomes the sum of all pairs' lengths.
fn grouped(lengths: &[Length]) -> Vec<Length> {
    let mut groups: Vec<Length> = Vec::new();
    for entry in lengths {
        let all = Length { length: entry.length * entry.count, ..*entry };
        match groups.last_mut().filter(|group| group.count < ENOUGH) {
            Some(group) => {
                group.length += all.length;
                group.count += all.count;
                group.main += all.main;
                group.plain += all.plain;
            }
            None => groups.push(all),
        }
    }
    // What is left over at the end joins its neighbour.
    if let [.., before, last] = &mut groups[..]
        && last.count < ENOUGH
    {
        before.length += last.length;
        before.count += last.count;
        before.main += last.main;
        before.plain += last.plain;
        groups.pop();
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_pairs_of_a_length_are_counted_with_their_neighbours() {
        let entry = |length, count, main| Length { length, count, main, plain: 0 };
        let groups = grouped(&[entry(3, 5, 5), entry(4, 5, 3), entry(5, 20, 1), entry(9, 2, 0)]);
        assert_eq!(groups.len(), 2);
        assert_eq!((groups[0].count, groups[0].length, groups[0].main), (10, 35, 8));
        assert_eq!((groups[1].count, groups[1].main), (22, 1));
        assert!(grouped(&[]).is_empty());
    }
}
