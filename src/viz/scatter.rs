//! Points on a plane: maps of vectors, prediction against truth.

use crate::axes::{self, Axis, Frame, Palette, TYPE};
use crate::pen::{Anchor, Pen};
use crate::table::Table;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
    /// The design token of its colour: `--accent`.
    pub token: &'static str,
    /// Written beside the point; empty for none.
    pub label: String,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scatter {
    pub x: Axis,
    pub y: Axis,
    pub points: Vec<Point>,
    pub radius: f64,
}

impl Scatter {
    pub fn frame(&self, size: (f64, f64)) -> Frame {
        let x_ends = self.x.ends(self.points.iter().map(|p| p.x), 0.06);
        let y_ends = self.y.ends(self.points.iter().map(|p| p.y), 0.06);
        axes::frame(size, (&self.x, x_ends), (&self.y, y_ends), 8.0)
    }

    pub fn draw(&self, pen: &mut dyn Pen, palette: Palette) {
        let frame = self.frame(pen.size());
        axes::draw(pen, &frame, &self.x, &self.y, palette);
        for point in self.points.iter().filter(|p| p.x.is_finite() && p.y.is_finite()) {
            let at = (frame.x(point.x), frame.y(point.y));
            pen.dot(at, self.radius.max(1.0), palette(point.token));
            if !point.label.is_empty() {
                // Towards the middle, so that no label leaves the sheet.
                let right_half = at.0 > (frame.left + frame.right) / 2.0;
                let away = self.radius + 4.0;
                let (dx, anchor) = if right_half { (-away, Anchor::End) } else { (away, Anchor::Start) };
                pen.text(&point.label, (at.0 + dx, at.1), anchor, TYPE, palette("--ink-2"));
            }
        }
    }

    /// The point under the pointer, if one is within `reach` pixels.
    pub fn nearest(&self, (x, y): (f64, f64), size: (f64, f64), reach: f64) -> Option<usize> {
        let frame = self.frame(size);
        let away = |point: &Point| (frame.x(point.x) - x).hypot(frame.y(point.y) - y);
        let near = self.points.iter().map(away).enumerate().filter(|(_, d)| *d <= reach);
        near.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(k, _)| k)
    }

    pub fn table(&self) -> Table {
        let columns = vec!["label".into(), self.x.label.clone(), self.y.label.clone()];
        let rows = self.points.iter().map(|p| vec![p.label.clone(), p.x.to_string(), p.y.to_string()]).collect();
        Table { columns, rows }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::Rgb;
    use crate::pen::to_svg;

    fn two() -> Scatter {
        let point = |x: f64, label: &str| Point { x, y: x, token: "--accent", label: label.into() };
        Scatter {
            x: Axis::new("a"),
            y: Axis::new("b"),
            points: vec![point(0.0, "king"), point(1.0, "queen")],
            radius: 3.0,
        }
    }

    #[test]
    fn draws_every_point_with_its_label() {
        let text =
            to_svg((200, 200), Rgb(255, 255, 255), |pen| two().draw(pen, &|_| Rgb(0, 0, 0))).expect("an SVG file");
        assert_eq!(text.matches("<circle").count(), 2);
        assert!(text.contains("king") && text.contains("queen"));
    }

    #[test]
    fn the_pointer_finds_only_what_is_near() {
        let (scatter, size) = (two(), (200.0, 200.0));
        let frame = scatter.frame(size);
        assert_eq!(scatter.nearest((frame.x(1.0) + 2.0, frame.y(1.0)), size, 8.0), Some(1));
        assert_eq!(scatter.nearest((frame.x(0.5), frame.y(0.5)), size, 8.0), None);
    }
}
