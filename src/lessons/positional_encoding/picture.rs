//! What is drawn of the sinusoids: the matrix, the waves, the products and the clocks.

use algorithms::positional_encoding::{Learned, Sinusoid, Stretch};
use viz::axes::Axis;
use viz::heatmap::Grid;
use viz::line_chart::{LineChart, Series, Stroke};

use super::lesson::{Lesson, WINDOW};
use super::number::Number;

/// Clocks drawn at most.
const CLOCKS: usize = 12;

/// One pair of dimensions as a hand: it points to (sine, cosine), from 12 o'clock to the right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clock {
    pub pair: usize,
    /// Positions per turn.
    pub wavelength: f64,
    /// Radians at the position.
    pub angle: f64,
    /// Radians at the position plus the offset.
    pub ahead: f64,
}

impl Lesson {
    /// The first position on show and how many there are.
    pub fn window(&self) -> (usize, usize) {
        let first = self.now() / WINDOW * WINDOW;
        (first, WINDOW.min(self.max_len() - first))
    }

    /// A position as sinusoids take it.
    pub fn scaled(&self, position: usize) -> f64 {
        position as f64 * self.get(Number::Scale)
    }

    /// Positions that a turn of a pair takes, as they are scaled.
    pub fn turn(&self, pair: usize) -> f64 {
        self.sinusoid().wavelength(pair) / self.get(Number::Scale)
    }

    /// The matrix in the window: a dimension in each row, a position in each column.
    pub fn matrix(&self) -> Grid {
        let (first, columns) = self.window();
        let rows = self.d_model();
        let table = self.sinusoid().table((first..first + columns).map(|position| self.scaled(position)));
        let cell = |k: usize| table[k % columns * rows + k / columns];
        Grid::new(rows, columns, (0..rows * columns).map(cell).collect())
    }

    /// Sine and cosine of the pair that is followed, and the sines of two slower ones.
    pub fn waves(&self) -> LineChart {
        let (first, columns) = self.window();
        let pe = self.sinusoid();
        let followed = self.followed();
        let line = |name: String, dimension: usize, token, stroke| {
            let place = |position: usize| (position as f64, pe.value(self.scaled(position), dimension));
            Series { name, token, stroke, points: (first..first + columns).map(place).collect() }
        };
        let mut series = vec![line(format!("sine {}", 2 * followed), 2 * followed, "--input", Stroke::Solid)];
        if followed < pe.pairs() {
            series.push(line(format!("cosine {}", 2 * followed + 1), 2 * followed + 1, "--forget", Stroke::Dashed));
        }
        let slower = [followed + pe.pairs().div_ceil(6), followed + pe.pairs().div_ceil(3)];
        for pair in slower.into_iter().filter(|pair| *pair < pe.frequencies() && *pair > followed) {
            series.push(line(format!("sine {}", 2 * pair), 2 * pair, "--ink-3", Stroke::Dotted));
        }
        series.dedup_by(|a, b| a.name == b.name);
        LineChart {
            x: Axis::new("position"),
            y: Axis::new("value").range(-1.05, 1.05),
            series,
            marker: Some(self.now() as f64),
        }
    }

    /// Dot products of this position with every other in the window, and those of the untrained learned table.
    pub fn products(&self) -> LineChart {
        let (first, columns) = self.window();
        let (pe, now) = (self.sinusoid(), self.now());
        let table = Learned { max_len: self.max_len(), d_model: self.d_model(), seed: self.get(Number::Seed) as u64 };
        let here = table.row(now).unwrap_or_default();
        let sinusoids = |position: usize| (position as f64, pe.dot(self.scaled(now), self.scaled(position)));
        let rows = |position: usize| {
            let row = table.row(position).unwrap_or_default();
            let product: f64 = here.iter().zip(&row).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
            (position as f64, product)
        };
        let window = first..first + columns;
        let line = |name: &str, token, stroke, points| Series { name: name.into(), token, stroke, points };
        LineChart {
            x: Axis::new("position q"),
            y: Axis::new("PE(p) · PE(q)"),
            series: vec![
                line("sinusoidal", "--input", Stroke::Solid, window.clone().map(sinusoids).collect()),
                line("learned, random", "--cand", Stroke::Dotted, window.map(rows).collect()),
            ],
            marker: Some((now + self.offset()) as f64),
        }
    }

    /// How much slower each rotary pair of a head turns under the three ways to stretch, over the pairs: 1 is as published.
    pub fn stretches(&self) -> LineChart {
        let pairs = self.d_model() / self.heads() / 2;
        let (base, trained) = (self.get(Number::Base), self.max_len() as f64);
        let factor = 1.0 / self.get(Number::Scale).min(1.0);
        let line = |name: &str, how: Stretch, token, stroke| {
            let slowed = |pair: usize| {
                let own = Stretch::Positions.frequency(base, pair, pairs, 1.0, trained);
                (pair as f64, own / how.frequency(base, pair, pairs, factor, trained))
            };
            Series { name: name.into(), token, stroke, points: (0..pairs).map(slowed).collect() }
        };
        LineChart {
            x: Axis::new("pair"),
            y: Axis::new("times slower").range(0.9, factor * 1.05 + 0.1),
            series: vec![
                line("linear", Stretch::Positions, "--ink-3", Stroke::Dotted),
                line("NTK", Stretch::Base, "--forget", Stroke::Dashed),
                line("YaRN", Stretch::Parts, "--input", Stroke::Solid),
            ],
            marker: None,
        }
    }

    /// All dot products of two positions in the window.
    pub fn product_matrix(&self) -> Grid {
        let (first, size) = self.window();
        let pe = self.sinusoid();
        let positions: Vec<f64> = (first..first + size).map(|position| self.scaled(position)).collect();
        let mut values = vec![0.0_f32; size * size];
        if pe.d_model().is_multiple_of(2) {
            // Only the distance counts.
            let by_distance: Vec<f32> = (0..size).map(|apart| pe.dot(0.0, self.scaled(apart)) as f32).collect();
            for (k, value) in values.iter_mut().enumerate() {
                *value = by_distance[(k / size).abs_diff(k % size)];
            }
        } else {
            for (k, value) in values.iter_mut().enumerate() {
                *value = pe.dot(positions[k / size], positions[k % size]) as f32;
            }
        }
        Grid::new(size, size, values)
    }

    /// The offset of the second hand.
    pub fn offset(&self) -> usize {
        self.whole(Number::Offset)
    }

    /// The clocks from fast to slow: all pairs, or evenly chosen ones, and among them the followed one.
    pub fn clocks(&self) -> Vec<Clock> {
        let pe = self.sinusoid();
        let pairs = pe.pairs();
        let mut chosen: Vec<usize> = (0..CLOCKS.min(pairs)).map(|k| k * pairs / CLOCKS.min(pairs)).collect();
        let followed = self.followed();
        if followed < pairs && !chosen.contains(&followed) {
            let place = chosen.iter().filter(|pair| **pair < followed).count();
            chosen.insert(place, followed);
        }
        let clock = |pair: usize| Clock {
            pair,
            wavelength: self.turn(pair),
            angle: self.scaled(self.now()) * pe.frequency(pair),
            ahead: self.scaled(self.now() + self.offset()) * pe.frequency(pair),
        };
        chosen.into_iter().map(clock).collect()
    }

    /// How far `M_k PE(p)` is from `PE(p + k)`, over all pairs: zero but for rounding.
    pub fn rotation_error(&self) -> f64 {
        let pe = self.sinusoid();
        let (p, k) = (self.scaled(self.now()), self.scaled(self.offset()));
        let error = |pair: usize| {
            let (sin, cos) = (pe.value(p, 2 * pair), pe.value(p, 2 * pair + 1));
            let turned = pe.rotation(pair, k).map(|row| row[0] * sin + row[1] * cos);
            let there = [pe.value(p + k, 2 * pair), pe.value(p + k, 2 * pair + 1)];
            turned.iter().zip(there).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
        };
        (0..pe.pairs()).map(error).fold(0.0, f64::max)
    }

    /// The two closest among the first positions, in words: `positions 0 and 44 are 0.018 apart`.
    pub fn closest_note(&self, positions: usize) -> String {
        let pe: Sinusoid = self.sinusoid();
        match pe.closest(positions, self.get(Number::Scale)) {
            Some(closest) => format!(
                "Of the first {positions} positions, {} and {} are the closest: {} apart.",
                closest.first,
                closest.second,
                viz::number::fixed(closest.distance, 3)
            ),
            None => "One position has none to be confused with.".into(),
        }
    }
}
