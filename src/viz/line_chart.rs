//! Lines over a common x: loss curves, traces, signals. Labels stand at the line ends, so no legend has to be decoded.

use crate::axes::{self, Axis, Frame, Palette, TYPE};
use crate::number;
use crate::pen::{Anchor, Pen, text_width};
use crate::polyline::{dash, places};
use crate::table::Table;

/// The look of a line besides its colour, so that colour is never the only difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stroke {
    #[default]
    Solid,
    Dashed,
    Dotted,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    pub name: String,
    /// The design token of its colour: `--accent`.
    pub token: &'static str,
    pub stroke: Stroke,
    /// In order of x. A value that is not finite leaves a gap.
    pub points: Vec<(f64, f64)>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineChart {
    pub x: Axis,
    pub y: Axis,
    pub series: Vec<Series>,
    /// A place on x to mark with an upright line: "now".
    pub marker: Option<f64>,
}

impl LineChart {
    /// Where the data lies on a sheet of this size: for drawing, and for the crosshair.
    pub fn frame(&self, size: (f64, f64)) -> Frame {
        let points = || self.series.iter().flat_map(|series| &series.points);
        let x_ends = self.x.ends(points().map(|p| p.0), 0.0);
        let y_ends = self.y.ends(points().map(|p| p.1), 0.06);
        let right = self.series.iter().map(|series| text_width(&end_label(series), TYPE) + 10.0).fold(8.0, f64::max);
        axes::frame(size, (&self.x, x_ends), (&self.y, y_ends), right)
    }

    pub fn draw(&self, pen: &mut dyn Pen, palette: Palette) {
        let frame = self.frame(pen.size());
        axes::draw(pen, &frame, &self.x, &self.y, palette);
        if let Some(marker) = self.marker {
            let x = frame.x(marker);
            pen.path(&[(x, frame.top), (x, frame.bottom)], palette("--accent"), 1.5);
        }
        for series in &self.series {
            let width = if series.stroke == Stroke::Solid { 1.8 } else { 1.4 };
            for run in places(&series.points, &frame, self.y.log) {
                match series.stroke {
                    Stroke::Solid => pen.path(&run, palette(series.token), width),
                    Stroke::Dashed => {
                        dash(&run, 5.0, 4.0).iter().for_each(|d| pen.path(d, palette(series.token), width))
                    }
                    Stroke::Dotted => {
                        dash(&run, 2.0, 3.0).iter().for_each(|d| pen.path(d, palette(series.token), width))
                    }
                }
            }
        }
        self.draw_end_labels(pen, &frame, palette);
    }

    /// The value of each series at or just before `x`.
    pub fn values_at(&self, x: f64) -> Vec<Option<(f64, f64)>> {
        let last = |series: &Series| {
            let after = series.points.partition_point(|point| point.0 <= x);
            let before = after.checked_sub(1).and_then(|k| series.points.get(k));
            let next = series.points.get(after);
            match (before, next) {
                (Some(a), Some(b)) => Some(if x - a.0 <= b.0 - x { *a } else { *b }),
                (a, b) => a.or(b).copied(),
            }
        };
        self.series.iter().map(last).collect()
    }

    /// All points as a table: one row an x, one column a series.
    pub fn table(&self) -> Table {
        let mut xs: Vec<f64> = self.series.iter().flat_map(|series| series.points.iter().map(|p| p.0)).collect();
        xs.sort_by(f64::total_cmp);
        xs.dedup();
        let columns = std::iter::once(self.x.label.clone()).chain(self.series.iter().map(|series| series.name.clone()));
        let cell = |series: &Series, x: f64| {
            let found = series.points.binary_search_by(|point| point.0.total_cmp(&x));
            found.map_or_else(|_| String::new(), |k| series.points[k].1.to_string())
        };
        let row =
            |x: &f64| std::iter::once(x.to_string()).chain(self.series.iter().map(|series| cell(series, *x))).collect();
        Table { columns: columns.collect(), rows: xs.iter().map(row).collect() }
    }

    /// One sentence for those who do not see the picture.
    pub fn summary(&self) -> String {
        let mut out = format!("Line chart of {} over {}.", or(&self.y.label, "values"), or(&self.x.label, "steps"));
        for series in &self.series {
            let ends =
                series.points.iter().find(|p| p.1.is_finite()).zip(series.points.iter().rfind(|p| p.1.is_finite()));
            match ends {
                Some((first, last)) => out.push_str(&format!(
                    " {}: from {} to {}.",
                    series.name,
                    number::short(first.1),
                    number::short(last.1)
                )),
                None => out.push_str(&format!(" {}: no values yet.", series.name)),
            }
        }
        out
    }

    /// All labels begin where the longest line ends: one that began at the end of a shorter line would lie on the others.
    fn draw_end_labels(&self, pen: &mut dyn Pen, frame: &Frame, palette: Palette) {
        let end =
            |series: &Series| series.points.iter().rfind(|p| p.1.is_finite()).map(|p| (frame.x(p.0), frame.y(p.1)));
        let ends: Vec<(usize, (f64, f64))> =
            self.series.iter().enumerate().filter_map(|(k, series)| Some((k, end(series)?))).collect();
        let x = ends.iter().map(|(_, end)| end.0).fold(frame.left, f64::max) + 6.0;
        let mut labels: Vec<(usize, f64)> = ends.into_iter().map(|(k, end)| (k, end.1)).collect();
        labels.sort_by(|a, b| a.1.total_cmp(&b.1));
        let gap = TYPE * 1.25;
        for k in 1..labels.len() {
            labels[k].1 = labels[k].1.max(labels[k - 1].1 + gap);
        }
        // Pushed past the bottom: move the whole stack up.
        let over = labels.last().map_or(0.0, |label| (label.1 - frame.bottom).max(0.0));
        for (k, y) in labels {
            let series = &self.series[k];
            pen.text(&end_label(series), (x, y - over), Anchor::Start, TYPE, palette(series.token));
        }
    }
}

fn end_label(series: &Series) -> String {
    let last = series.points.iter().rfind(|point| point.1.is_finite());
    last.map_or_else(|| series.name.clone(), |point| format!("{} {}", series.name, number::short(point.1)))
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::Rgb;
    use crate::pen::to_svg;

    fn chart(points: Vec<(f64, f64)>) -> LineChart {
        let series = Series { name: "train".into(), token: "--accent", points, ..Series::default() };
        LineChart { x: Axis::new("step"), y: Axis::new("loss"), series: vec![series], marker: None }
    }

    fn svg(chart: &LineChart) -> String {
        let white = Rgb(255, 255, 255);
        to_svg((400, 160), white, |pen| chart.draw(pen, &|_| Rgb(11, 107, 111))).expect("an SVG file")
    }

    #[test]
    fn names_and_last_values_stand_at_the_ends() {
        let text = svg(&chart(vec![(0.0, 4.2), (10.0, 1.52)]));
        assert!(text.contains("train 1.52") && text.contains("loss") && text.contains("step"));
        assert!(text.contains("width=\"400\""));
    }

    #[test]
    fn what_is_not_a_number_leaves_a_gap() {
        let chart = chart(vec![(0.0, 1.0), (1.0, 2.0), (2.0, f64::NAN), (3.0, 1.0), (4.0, 2.0)]);
        assert_eq!(places(&chart.series[0].points, &chart.frame((300.0, 100.0)), false).len(), 2);
        assert!(svg(&self::chart(vec![])).contains("<svg"));
    }

    #[test]
    fn crosshair_finds_the_nearest_point() {
        let chart = chart(vec![(0.0, 1.0), (10.0, 2.0)]);
        assert_eq!(chart.values_at(4.0), [Some((0.0, 1.0))]);
        assert_eq!(chart.values_at(6.0), [Some((10.0, 2.0))]);
        assert_eq!(chart.values_at(99.0), [Some((10.0, 2.0))]);
    }

    #[test]
    fn table_and_summary_tell_the_same() {
        let chart = chart(vec![(0.0, 4.2), (10.0, 1.5)]);
        assert_eq!(chart.table().csv(), "step,train\r\n0,4.2\r\n10,1.5\r\n");
        assert_eq!(chart.summary(), "Line chart of loss over step. train: from 4.2 to 1.5.");
    }
}
