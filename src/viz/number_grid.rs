//! A small matrix with its numbers in its cells, and what its rows and columns stand for. Large ones come without the numbers.

use crate::heatmap::{Grid, escape};
use crate::number::{fixed, short};
use crate::scale::Scale;
use std::fmt::Write;

/// Up to so many rows and columns, cells carry their numbers.
pub const NUMBERED: usize = 16;
/// Up to so many cells, a drawing is made of rectangles; more are painted, one pixel each.
const DRAWN: usize = 4096;
/// Widest and highest of a painted matrix.
const PAINTED: (f64, f64) = (600.0, 460.0);
const TEXT: f64 = 11.0;
/// Letters of a row's or column's name that fit.
const ROW_LETTERS: usize = 7;
const COL_LETTERS: usize = 5;

/// Where cells lie in the drawing, in its own units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    pub rows: usize,
    pub cols: usize,
    /// Of one cell.
    pub width: f64,
    pub height: f64,
    /// Room for the rows' names.
    pub left: f64,
    /// Room for the columns' names.
    pub top: f64,
}

impl Frame {
    /// For a matrix whose rows are called `names`.
    pub fn of(grid: &Grid, names: &[String]) -> Frame {
        let (rows, cols) = (grid.rows, grid.cols);
        // Counted rows need less room than words.
        let left = if names.iter().all(|name| name.len() <= 2) { 24.0 } else { 52.0 };
        if rows * cols > DRAWN {
            let fit = |most: f64, count: usize| (most / count as f64).min(14.0);
            let (mut width, mut height) = (fit(PAINTED.0, cols), fit(PAINTED.1, rows));
            if rows == cols {
                (width, height) = (width.min(height), width.min(height));
            }
            return Frame { rows, cols, width, height, left, top: 18.0 };
        }
        let numbered = rows <= NUMBERED && cols <= NUMBERED;
        let height = if numbered { 20.0 } else { (320.0 / rows.max(1) as f64).clamp(6.0, 14.0) };
        let width = if numbered { 38.0 } else { (320.0 / cols.max(1) as f64).clamp(6.0, 14.0) };
        Frame { rows, cols, width, height, left, top: 18.0 }
    }

    /// Whether its cells are to be painted under the drawing, which then holds names and corners alone.
    pub fn is_painted(&self) -> bool {
        self.rows * self.cols > DRAWN
    }

    pub fn is_numbered(&self) -> bool {
        self.rows <= NUMBERED && self.cols <= NUMBERED
    }

    pub fn size(&self) -> (f64, f64) {
        (self.left + self.cols as f64 * self.width, self.top + self.rows as f64 * self.height)
    }

    /// The names of columns, or of rows, that are written, each with its place: where cells are narrower than a name, only some.
    pub fn names(&self, names: &[String], across: bool) -> Vec<(usize, String)> {
        let numbers = names.iter().all(|name| name.len() <= 2);
        let (size, needed, letters) = match across {
            true => (self.width, if numbers { 14.0 } else { 36.0 }, COL_LETTERS),
            false => (self.height, 12.0, ROW_LETTERS),
        };
        let every = (needed / size.max(1e-3)).ceil().max(1.0) as usize;
        let written = names.iter().enumerate().step_by(every);
        written.map(|(at, name)| (at, shortened(name, letters))).collect()
    }

    /// The cell under a point of a drawing that is `shown` large.
    pub fn hit(&self, (x, y): (f64, f64), shown: (f64, f64)) -> Option<(usize, usize)> {
        let (width, height) = self.size();
        let (x, y) = (x / shown.0.max(1.0) * width - self.left, y / shown.1.max(1.0) * height - self.top);
        if x < 0.0 || y < 0.0 {
            return None;
        }
        let (row, col) = ((y / self.height) as usize, (x / self.width) as usize);
        (row < self.rows && col < self.cols).then_some((row, col))
    }

    /// A rectangle around some cells, with the class `class`.
    pub fn outline(&self, rows: std::ops::Range<usize>, cols: std::ops::Range<usize>, class: &str) -> String {
        format!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            self.left + cols.start as f64 * self.width,
            self.top + rows.start as f64 * self.height,
            cols.len() as f64 * self.width,
            rows.len() as f64 * self.height
        )
    }

    /// Wraps a drawing in an `<svg>` of this frame.
    pub fn svg(&self, inside: &str) -> String {
        let (width, height) = self.size();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"monospace\" font-size=\"{TEXT}\">{inside}</svg>"
        )
    }
}

/// The whole drawing. `changed` cells carry a corner.
pub fn svg(grid: &Grid, scale: &Scale, rows: &[String], cols: &[String], changed: &[bool]) -> String {
    let frame = Frame::of(grid, rows);
    let mut out = String::new();
    names(&mut out, &frame, rows, cols);
    let painted = frame.is_painted() && !changed.contains(&true);
    for row in 0..if painted { 0 } else { grid.rows } {
        for col in 0..grid.cols {
            if !frame.is_painted() {
                cell(&mut out, &frame, grid, scale, (row, col));
            }
            if changed.get(row * grid.cols + col) == Some(&true) {
                let (x, y) = (frame.left + (col + 1) as f64 * frame.width, frame.top + row as f64 * frame.height);
                let size = (frame.height / 2.5).min(7.0);
                let _ = write!(out, "<path class=\"corner\" d=\"M{x} {y}h-{size}l{size} {size}z\"/>");
            }
        }
    }
    frame.svg(&out)
}

fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.into();
    }
    name.chars().take(most - 1).chain(['…']).collect()
}

fn names(out: &mut String, frame: &Frame, rows: &[String], cols: &[String]) {
    for (col, name) in frame.names(cols, true) {
        let x = frame.left + (col as f64 + 0.5) * frame.width;
        let name = escape(&name);
        let _ = write!(
            out,
            "<text class=\"name\" x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{name}</text>",
            frame.top - 5.0
        );
    }
    for (row, name) in frame.names(rows, false) {
        let y = frame.top + (row as f64 + 0.5) * frame.height + 4.0;
        let name = escape(&name);
        let _ =
            write!(out, "<text class=\"name\" x=\"{}\" y=\"{y}\" text-anchor=\"end\">{name}</text>", frame.left - 5.0);
    }
}

fn cell(out: &mut String, frame: &Frame, grid: &Grid, scale: &Scale, (row, col): (usize, usize)) {
    let value = f64::from(grid.get(row, col).unwrap_or(f32::NAN));
    let (x, y) = (frame.left + col as f64 * frame.width, frame.top + row as f64 * frame.height);
    // A hole and what no scale reaches keep the paper's colour; their number says what they are.
    let color = scale.color(value).filter(|_| value.abs() < 1e6);
    if let Some(color) = color {
        let (width, height, fill) = (frame.width, frame.height, color.css());
        let _ = write!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>");
    }
    if frame.is_numbered() {
        let ink = match color {
            Some(color) if color.wants_white_ink() => "on-dark",
            Some(_) => "on-light",
            None => "hole",
        };
        let (x, y) = (x + frame.width / 2.0, y + frame.height / 2.0 + 4.0);
        let _ =
            write!(out, "<text class=\"{ink}\" x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{}</text>", written(value));
    }
}

/// A number in five letters.
pub fn written(value: f64) -> String {
    if value.is_nan() {
        "NaN".into()
    } else if value.abs() >= 1e6 && value.is_finite() {
        format!("{value:.0e}").replace('-', "−")
    } else if value.abs() >= 100.0 {
        short(value)
    } else if value.abs() >= 10.0 {
        fixed(value, 1)
    } else {
        fixed(value, 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_find_their_cell_at_any_size() {
        let frame = Frame::of(&Grid::new(2, 3, vec![0.0; 6]), &[]);
        let (width, height) = frame.size();
        assert_eq!(frame.hit((frame.left + 1.0, frame.top + 1.0), (width, height)), Some((0, 0)));
        assert_eq!(frame.hit((2.0 * width - 1.0, 2.0 * height - 1.0), (2.0 * width, 2.0 * height)), Some((1, 2)));
        assert_eq!(frame.hit((1.0, 1.0), (width, height)), None);
    }

    #[test]
    fn a_large_matrix_is_painted_and_keeps_its_names() {
        let grid = Grid::new(128, 128, vec![0.5; 128 * 128]);
        let rows: Vec<String> = (0..128).map(|k| format!("token{k}")).collect();
        let frame = Frame::of(&grid, &rows);
        assert!(frame.is_painted() && frame.width == frame.height);
        let drawing = svg(&grid, &Scale::Diverging { abs_max: 1.0 }, &rows, &rows, &[]);
        assert!(!drawing.contains("<rect") && drawing.contains("token0"));
        let corner = (frame.left + 127.5 * frame.width, frame.top + 0.5 * frame.height);
        assert_eq!(frame.hit(corner, frame.size()), Some((0, 127)));
    }

    #[test]
    fn every_number_is_written_and_words_are_made_safe() {
        let grid = Grid::new(1, 4, vec![0.25, -1e9, f32::NEG_INFINITY, f32::NAN]);
        let rows = vec!["<b>".to_string()];
        let drawing = svg(&grid, &Scale::Diverging { abs_max: 1.0 }, &rows, &[], &[true, false, false, false]);
        for part in ["0.25", "−1e9", "−∞", "NaN", "&lt;b&gt;"] {
            assert!(drawing.contains(part), "{part} in {drawing}");
        }
        assert_eq!(drawing.matches("class=\"corner\"").count(), 1);
        assert_eq!(drawing.matches("class=\"hole\"").count(), 3);
    }
}
