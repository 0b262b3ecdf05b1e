//! The frame that line charts and scatter plots share: where the data area lies, its marks and its words.

use crate::color::Rgb;
use crate::pen::{Anchor, Pen, text_width};
use crate::ticks;

/// Looks up a colour by the name of its design token (`--accent`): pictures never know which theme they are in.
pub type Palette<'a> = &'a dyn Fn(&str) -> Rgb;

/// Height of the small type in a picture, in CSS pixels.
pub const TYPE: f64 = 11.0;

/// One axis: what it measures and how.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// With its unit: `loss (nats per character)`.
    pub label: String,
    pub log: bool,
    /// Fixed ends; without them the data decides.
    pub range: Option<(f64, f64)>,
}

impl Axis {
    pub fn new(label: impl Into<String>) -> Axis {
        Axis { label: label.into(), ..Axis::default() }
    }

    pub fn log(mut self, log: bool) -> Axis {
        self.log = log;
        self
    }

    pub fn range(mut self, low: f64, high: f64) -> Axis {
        self.range = Some((low, high));
        self
    }

    fn takes(&self, value: f64) -> bool {
        value.is_finite() && (!self.log || value > 0.0)
    }

    /// The ends to draw: the fixed ones, or the data's with a little air; never empty.
    pub fn ends(&self, values: impl Iterator<Item = f64>, air: f64) -> (f64, f64) {
        let (low, high) = self.range.unwrap_or_else(|| {
            values.filter(|v| self.takes(*v)).fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)))
        });
        if low > high {
            return if self.log { (0.1, 10.0) } else { (0.0, 1.0) };
        }
        if self.range.is_some() && low < high {
            return (low, high);
        }
        if self.log {
            let ratio = (high / low).powf(air).max(1.05);
            return (low / ratio, high * ratio);
        }
        let margin = if low == high { low.abs().max(1.0) * 0.5 } else { (high - low) * air };
        (low - margin, high + margin)
    }

    fn marks(&self, (low, high): (f64, f64), wanted: usize) -> Vec<f64> {
        let marks = |wanted| if self.log { ticks::log(low, high, wanted) } else { ticks::linear(low, high, wanted) };
        // One mark gives a place but no scale.
        (wanted..wanted + 3).map(marks).find(|marks| marks.len() > 1).unwrap_or_else(|| marks(wanted))
    }
}

/// The data area on the sheet and the way from values to places on it and back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    x: (f64, f64, bool),
    y: (f64, f64, bool),
}

impl Frame {
    pub fn x(&self, value: f64) -> f64 {
        self.left + share(value, self.x) * (self.right - self.left)
    }

    pub fn y(&self, value: f64) -> f64 {
        self.bottom - share(value, self.y) * (self.bottom - self.top)
    }

    /// The value under a point's x: what the crosshair stands on.
    pub fn value_at(&self, x: f64) -> f64 {
        let t = ((x - self.left) / (self.right - self.left)).clamp(0.0, 1.0);
        let (low, high, log) = self.x;
        if log { low * (high / low).powf(t) } else { low + (high - low) * t }
    }

    pub fn holds_x(&self, x: f64) -> bool {
        x >= self.left - 1.0 && x <= self.right + 1.0
    }
}

fn share(value: f64, (low, high, log): (f64, f64, bool)) -> f64 {
    let t =
        if log { (value.max(f64::MIN_POSITIVE) / low).ln() / (high / low).ln() } else { (value - low) / (high - low) };
    t.clamp(-0.02, 1.02)
}

/// Finds room for the marks' labels at the left, the words at top and bottom, and `right` pixels for labels at the line ends.
pub fn frame(
    size: (f64, f64),
    (x, x_ends): (&Axis, (f64, f64)),
    (y, y_ends): (&Axis, (f64, f64)),
    right: f64,
) -> Frame {
    let marks = y.marks(y_ends, 4);
    let widest = marks.iter().map(|v| text_width(&ticks::label(*v, &marks), TYPE)).fold(0.0, f64::max);
    let left = widest + 8.0;
    let top = if y.label.is_empty() { 8.0 } else { TYPE * 2.0 };
    let right = (size.0 - right.min(size.0 * 0.4)).max(left + 1.0);
    // The name of x stands beside its marks where there is room, else on a line of its own.
    let own_line = !x.label.is_empty() && !beside(&x.label, size.0 - right);
    let bottom = size.1 - TYPE * if own_line { 3.3 } else { 2.0 };
    Frame {
        left,
        top,
        right,
        bottom: bottom.max(top + 1.0),
        x: (x_ends.0, x_ends.1, x.log && x_ends.0 > 0.0),
        y: (y_ends.0, y_ends.1, y.log && y_ends.0 > 0.0),
    }
}

/// Hairlines for y, marks for x, their labels and the two names.
pub fn draw(pen: &mut dyn Pen, frame: &Frame, x: &Axis, y: &Axis, palette: Palette) {
    let (line, ink) = (palette("--line"), palette("--ink-3"));
    let marks = y.marks((frame.y.0, frame.y.1), ((frame.bottom - frame.top) / 34.0).clamp(2.0, 6.0) as usize);
    for mark in &marks {
        let at = frame.y(*mark);
        pen.path(&[(frame.left, at), (frame.right, at)], line, 1.0);
        pen.text(&ticks::label(*mark, &marks), (frame.left - 6.0, at), Anchor::End, TYPE, ink);
    }
    let marks = x.marks((frame.x.0, frame.x.1), ((frame.right - frame.left) / 76.0).clamp(2.0, 8.0) as usize);
    let under = frame.bottom + TYPE * 1.2;
    for mark in &marks {
        let at = frame.x(*mark);
        pen.path(&[(at, frame.bottom), (at, frame.bottom + 4.0)], line, 1.0);
        pen.text(&ticks::label(*mark, &marks), (at, under), Anchor::Middle, TYPE, ink);
    }
    pen.text(&y.label, (0.0, TYPE * 0.7), Anchor::Start, TYPE, ink);
    if beside(&x.label, pen.size().0 - frame.right) {
        pen.text(&x.label, (pen.size().0, under), Anchor::End, TYPE, ink);
    } else {
        pen.text(&x.label, (frame.right, under + TYPE * 1.4), Anchor::End, TYPE, ink);
    }
}

fn beside(label: &str, room: f64) -> bool {
    // The last mark may reach a few letters into the room.
    text_width(label, TYPE) + 3.0 * TYPE <= room
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_from_their_places() {
        let (x, y) = (Axis::new("step"), Axis::new("loss").log(true));
        let frame = frame((400.0, 160.0), (&x, (0.0, 100.0)), (&y, (0.1, 10.0)), 60.0);
        assert!((frame.value_at(frame.x(40.0)) - 40.0).abs() < 1e-9);
        assert!((frame.y(1.0) - (frame.top + frame.bottom) / 2.0).abs() < 1e-9);
    }

    #[test]
    fn no_data_and_flat_data_still_have_ends() {
        assert_eq!(Axis::default().ends(std::iter::empty(), 0.05), (0.0, 1.0));
        assert_eq!(Axis::default().ends([3.0, 3.0].into_iter(), 0.05), (1.5, 4.5));
        let (low, high) = Axis::default().log(true).ends([-1.0, 0.0, 2.0, f64::NAN].into_iter(), 0.05);
        assert!(low > 0.0 && low < 2.0 && high > 2.0);
    }
}
