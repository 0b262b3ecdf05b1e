//! Which source token each output token looked at.

use viz::heatmap::Grid;
use viz::number::fixed;
use viz::scale::Scale;
use viz::table::Table;

use super::exercise::Exercise;
use super::lesson::Lesson;

/// What is pointed at: a source token, an output token, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    pub source: Option<usize>,
    pub target: Option<usize>,
}

/// Output tokens from which a direction can be told.
const ENOUGH: usize = 6;

impl Lesson {
    /// Shares of attention, `[output, source]`; nothing without attention.
    pub fn alignment(&self) -> Option<Grid> {
        let (written, output) = (self.written.as_ref()?, self.output()?);
        (!output.shares.is_empty()).then(|| Grid::new(output.tokens.len(), written.tokens.len(), output.shares.clone()))
    }

    /// Names of the source tokens on show.
    pub fn source_names(&self) -> Vec<String> {
        self.written.as_ref().map_or(Vec::new(), |written| written.tokens.clone())
    }

    /// Names of the output's tokens.
    pub fn output_names(&self) -> Vec<String> {
        self.output().map_or(Vec::new(), |output| output.tokens.clone())
    }

    /// What colours the source tokens: what the pointed-at output token, else the one of the current step, looked at.
    pub fn looked_at(&self) -> Vec<f32> {
        let Some(grid) = self.alignment() else { return Vec::new() };
        let row = self.hover.and_then(|spot| spot.target).unwrap_or_else(|| self.now());
        (0..grid.cols).map(|col| grid.get(row, col).unwrap_or(0.0)).collect()
    }

    /// What colours the output tokens when a source token is pointed at: how much each looked at it.
    pub fn looked_by(&self) -> Vec<f32> {
        let (Some(grid), Some(Spot { source: Some(col), target: None })) = (self.alignment(), self.hover) else {
            return Vec::new();
        };
        (0..grid.rows).map(|row| grid.get(row, col).unwrap_or(0.0)).collect()
    }

    pub fn point(&mut self, spot: Option<Spot>) {
        self.hover = spot;
    }

    /// What is pointed at, in words.
    pub fn spot_words(&self) -> String {
        let (sources, outputs) = (self.source_names(), self.output_names());
        let name = |names: &[String], at: usize| {
            format!("“{}”", viz::token_strip::shown(names.get(at).map_or("", |name| name)))
        };
        let Some(grid) = self.alignment() else {
            return "No attention: every output token knows the source only by the state that was handed over.".into();
        };
        let (target, source) = match self.hover {
            Some(Spot { source: Some(source), target: Some(target) }) => (target, Some(source)),
            Some(Spot { source: Some(source), target: None }) => {
                let column = |row: usize| grid.get(row, source).unwrap_or(0.0);
                let best = (0..grid.rows).max_by(|a, b| column(*a).total_cmp(&column(*b))).unwrap_or(0);
                return format!(
                    "{} was looked at most by {} ({}).",
                    name(&sources, source),
                    name(&outputs, best),
                    fixed(column(best).into(), 2)
                );
            }
            Some(Spot { target: Some(target), .. }) => (target, None),
            _ => (self.now(), None),
        };
        let row = |col: usize| grid.get(target, col).unwrap_or(0.0);
        let best = (0..grid.cols).max_by(|a, b| row(*a).total_cmp(&row(*b))).unwrap_or(0);
        let at = source.unwrap_or(best);
        let most = if source.is_none() { "most at" } else { "at" };
        format!("{} looked {most} {}: share {}.", name(&outputs, target), name(&sources, at), fixed(row(at).into(), 3))
    }

    /// States of the encoder's last layer: a row for each unit, a column for each source token.
    pub fn read_states(&self) -> Grid {
        let (Some(written), Some(output)) = (&self.written, self.output()) else { return Grid::new(0, 0, Vec::new()) };
        let cols = written.tokens.len();
        let rows = output.read.len() / cols.max(1);
        let values = (0..rows).flat_map(|row| (0..cols).map(move |col| output.read[col * rows + row]));
        Grid::new(rows, cols, values.collect())
    }

    /// What is handed over: two rows for each layer, hidden state and cell.
    pub fn handed(&self) -> Grid {
        let Some(output) = self.output() else { return Grid::new(0, 0, Vec::new()) };
        let width = output.handed.first().map_or(0, |(hidden, _)| hidden.len());
        let values = output.handed.iter().flat_map(|(hidden, cell)| hidden.iter().chain(cell)).copied();
        Grid::new(2 * output.handed.len(), width, values.collect())
    }

    pub fn handed_scale(&self) -> Scale {
        Scale::diverging_over(&self.handed().values)
    }

    /// The likeliest tokens at the current step, best first.
    pub fn likeliest(&self) -> Vec<(String, f32)> {
        self.output().and_then(|output| output.likeliest.get(self.now())).cloned().unwrap_or_default()
    }

    pub fn alignment_table(&self) -> Table {
        let outputs = self.output_names();
        let mut columns = vec!["output".to_owned()];
        columns.extend(self.source_names().iter().enumerate().map(|(at, name)| format!("{} {name}", at + 1)));
        let grid = self.alignment().unwrap_or(Grid::new(0, 0, Vec::new()));
        let row = |row: usize| {
            let shares = (0..grid.cols).map(|col| fixed(grid.get(row, col).unwrap_or(0.0).into(), 4));
            std::iter::once(outputs[row].clone()).chain(shares).collect()
        };
        Table { columns, rows: (0..grid.rows).map(row).collect() }
    }

    /// How the place looked at moves as the output grows: the correlation of output place and mean source place, from -1 (backwards)
    /// to 1 (in order).
    pub(super) fn direction(&self) -> Option<f64> {
        let grid = self.alignment()?;
        let rows = grid.rows.checked_sub(usize::from(self.output()?.ended))?;
        if rows < ENOUGH {
            return None;
        }
        let place = |row: usize| {
            (0..grid.cols).map(|col| f64::from(grid.get(row, col).unwrap_or(0.0)) * col as f64).sum::<f64>()
        };
        let points: Vec<(f64, f64)> = (0..rows).map(|row| (row as f64, place(row))).collect();
        let count = points.len() as f64;
        let (x, y) = points.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.0 / count, sum.1 + point.1 / count));
        let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
        for point in points {
            xx += (point.0 - x) * (point.0 - x);
            yy += (point.1 - y) * (point.1 - y);
            xy += (point.0 - x) * (point.1 - y);
        }
        (xx > 0.0 && yy > 1e-6).then(|| xy / (xx * yy).sqrt())
    }

    pub(super) fn grade_alignment(&mut self) {
        if let (false, Some(direction)) = (self.recorded, self.direction()) {
            self.exercises.measure(Exercise::Forwards, direction);
        }
    }
}
