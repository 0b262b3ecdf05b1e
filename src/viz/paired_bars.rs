//! A few shares, each measured once or twice, as bars from 0 to 1 under one another.

use crate::heatmap::escape;
use crate::number::fixed;
use std::fmt::Write;

/// A measure and its values: of one side, or of two.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bars {
    pub name: String,
    /// Between 0 and 1, each side's. `None` where it was not measured.
    pub values: [Option<f64>; 2],
}

/// In the drawing's own units.
const WIDTH: f64 = 440.0;
const LEFT: f64 = 132.0;
const RIGHT: f64 = 44.0;
const BAR: f64 = 13.0;
const GAP: f64 = 12.0;
const TOP: f64 = 18.0;

/// The drawing. Bars of the first side have the class `bars-a`, of the second `bars-b`, which is also marked by an outline; `sides` are
/// their names in the drawing's description.
pub fn svg(all: &[Bars], sides: [&str; 2]) -> String {
    let two = all.iter().any(|bars| bars.values[1].is_some());
    let each = if two { 2.0 * BAR + 2.0 } else { BAR };
    let height = TOP + all.len() as f64 * (each + GAP);
    let said: Vec<String> = all.iter().map(|bars| said(bars, sides)).collect();
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" class=\"paired-bars\" role=\"img\" aria-label=\"{}\">",
        escape(&said.join("; "))
    );
    let room = WIDTH - LEFT - RIGHT;
    let mut put = |args: std::fmt::Arguments| svg.write_fmt(args).expect("a string grows");
    for (share, name) in [(0.0, "0"), (0.5, "0.5"), (1.0, "1")] {
        let x = LEFT + share * room;
        put(format_args!("<path class=\"bars-rule\" d=\"M{x} {TOP}V{height}\"/>"));
        put(format_args!(
            "<text class=\"bars-tick\" x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{name}</text>",
            TOP - 6.0
        ));
    }
    for (at, bars) in all.iter().enumerate() {
        let top = TOP + GAP / 2.0 + at as f64 * (each + GAP);
        let middle = top + each / 2.0 + 4.0;
        put(format_args!(
            "<text x=\"{}\" y=\"{middle}\" text-anchor=\"end\">{}</text>",
            LEFT - 8.0,
            escape(&bars.name)
        ));
        for (side, class) in [(0, "bars-a"), (1, "bars-b")] {
            let Some(value) = bars.values[side] else { continue };
            let y = top + side as f64 * (BAR + 2.0);
            let width = room * value.clamp(0.0, 1.0);
            put(format_args!("<rect class=\"{class}\" x=\"{LEFT}\" y=\"{y}\" width=\"{width:.2}\" height=\"{BAR}\"/>"));
            let x = LEFT + width + 5.0;
            put(format_args!(
                "<text class=\"bars-value\" x=\"{x:.2}\" y=\"{}\">{}</text>",
                y + BAR - 2.5,
                fixed(value, 2)
            ));
        }
    }
    svg.push_str("</svg>");
    svg
}

/// One measure in words.
fn said(bars: &Bars, sides: [&str; 2]) -> String {
    let values = bars.values.iter().zip(sides).filter_map(|(value, side)| Some((side, (*value)?)));
    let parts: Vec<String> = values.map(|(side, value)| format!("{side} {}", fixed(value, 2))).collect();
    format!("{}: {}", bars.name, parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_share_and_said_in_words() {
        let bars = |a, b| Bars { name: "Hit & miss".into(), values: [a, b] };
        let one = svg(&[bars(Some(0.5), None)], ["A", "B"]);
        assert!(one.contains("aria-label=\"Hit &amp; miss: A 0.50\""), "{one}");
        assert!(one.contains("width=\"132.00\"") && !one.contains("bars-b"), "{one}");
        let two = svg(&[bars(Some(1.0), Some(0.0))], ["A", "B"]);
        assert!(two.contains("A 1.00, B 0.00") && two.contains("width=\"264.00\"") && two.contains("width=\"0.00\""));
        // What is out of range is drawn at the edge and told as it is.
        assert!(svg(&[bars(Some(7.0), None)], ["A", "B"]).contains("width=\"264.00\""));
    }
}
