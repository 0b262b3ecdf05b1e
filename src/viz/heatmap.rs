//! A matrix as coloured cells: one pixel a cell for the screen, rectangles for the SVG file, plain rows for the table.

use crate::scale::Scale;
use crate::table::Table;
use std::fmt::Write;

/// A matrix of values, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    pub rows: usize,
    pub cols: usize,
    pub values: Vec<f32>,
}

impl Grid {
    /// `values` row by row; what is missing is shown as a hole, what is too much is dropped.
    pub fn new(rows: usize, cols: usize, mut values: Vec<f32>) -> Grid {
        values.resize(rows * cols, f32::NAN);
        Grid { rows, cols, values }
    }

    pub fn get(&self, row: usize, col: usize) -> Option<f32> {
        if row < self.rows && col < self.cols { self.values.get(row * self.cols + col).copied() } else { None }
    }
}

/// RGBA bytes, one pixel a cell: the screen stretches them without smoothing. Holes are transparent.
pub fn pixels(grid: &Grid, scale: &Scale) -> Vec<u8> {
    let mut out = Vec::with_capacity(grid.values.len() * 4);
    let palette = (grid.values.len() > MIXED).then(|| scale.palette());
    for value in &grid.values {
        let color = match &palette {
            Some(palette) => palette.color(*value),
            None => scale.color(f64::from(*value)),
        };
        let bytes = color.map_or([0; 4], |c| [c.0, c.1, c.2, 255]);
        out.extend_from_slice(&bytes);
    }
    out
}

/// Cells whose colours are mixed one by one; of more of them each takes the nearest of a table, a tenth of the work.
const MIXED: usize = 4096;

/// Which cell lies under a point of a picture drawn `width` by `height`.
pub fn hit(grid: &Grid, (x, y): (f64, f64), (width, height): (f64, f64)) -> Option<(usize, usize)> {
    let inside = x >= 0.0 && y >= 0.0 && x < width && y < height;
    if !inside || grid.rows == 0 || grid.cols == 0 {
        return None;
    }
    let row = (y / height * grid.rows as f64) as usize;
    let col = (x / width * grid.cols as f64) as usize;
    Some((row.min(grid.rows - 1), col.min(grid.cols - 1)))
}

/// The whole picture as an SVG file. Neighbours of one colour in a row become one rectangle.
pub fn svg(grid: &Grid, scale: &Scale, cell: (f64, f64), title: &str) -> String {
    let (width, height) = (grid.cols as f64 * cell.0, grid.rows as f64 * cell.1);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" shape-rendering=\"crispEdges\"><title>{}</title>",
        escape(title)
    );
    for row in 0..grid.rows {
        let color = |col: usize| grid.get(row, col).and_then(|v| scale.color(f64::from(v)));
        let mut col = 0;
        while col < grid.cols {
            let here = color(col);
            let run = (col..grid.cols).take_while(|k| color(*k) == here).count();
            if let Some(rgb) = here {
                let (x, y, w) = (col as f64 * cell.0, row as f64 * cell.1, run as f64 * cell.0);
                let _ = write!(
                    out,
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{}\" fill=\"{}\"/>",
                    cell.1,
                    rgb.css()
                );
            }
            col += run;
        }
    }
    out.push_str("</svg>");
    out
}

/// The numbers as a table: a column for the row's name, then one column a step.
pub fn table(grid: &Grid, row_label: impl Fn(usize) -> String, col_label: impl Fn(usize) -> String) -> Table {
    let columns = std::iter::once(String::new()).chain((0..grid.cols).map(col_label)).collect();
    let cells =
        |row: usize| (0..grid.cols).map(move |col| grid.get(row, col).map_or_else(String::new, |v| format!("{v}")));
    let rows = (0..grid.rows).map(|row| std::iter::once(row_label(row)).chain(cells(row)).collect()).collect();
    Table { columns, rows }
}

/// Text made safe for XML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: Scale = Scale::Sequential { min: 0.0, max: 1.0 };

    #[test]
    fn one_pixel_a_cell_and_holes_are_clear() {
        let grid = Grid::new(2, 2, vec![0.0, 1.0, f32::NAN]);
        let bytes = pixels(&grid, &UNIT);
        assert_eq!(bytes.len(), 16);
        assert_eq!(bytes[..8], [68, 1, 84, 255, 253, 231, 37, 255]);
        assert_eq!(bytes[8..], [0; 8]);
    }

    #[test]
    fn points_find_their_cell() {
        let grid = Grid::new(2, 4, vec![0.0; 8]);
        assert_eq!(hit(&grid, (0.0, 0.0), (40.0, 20.0)), Some((0, 0)));
        assert_eq!(hit(&grid, (39.9, 19.9), (40.0, 20.0)), Some((1, 3)));
        assert_eq!(hit(&grid, (40.0, 5.0), (40.0, 20.0)), None);
        assert_eq!(hit(&Grid::default(), (0.0, 0.0), (1.0, 1.0)), None);
    }

    #[test]
    fn svg_joins_equal_neighbours() {
        let text = svg(&Grid::new(1, 3, vec![0.0, 0.0, 1.0]), &UNIT, (10.0, 5.0), "a < b");
        assert_eq!(text.matches("<rect").count(), 2);
        assert!(text.contains("width=\"20\"") && text.contains("a &lt; b"));
    }

    #[test]
    fn table_keeps_full_precision() {
        let out = table(&Grid::new(1, 1, vec![0.1]), |r| format!("neuron {r}"), |c| format!("step {c}"));
        assert_eq!(out.csv(), ",step 0\r\nneuron 0,0.1\r\n");
    }
}
