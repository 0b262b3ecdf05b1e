//! Words as points in the plane: all of them as dots, as many by name as fit without touching.

use crate::axes::{Palette, TYPE};
use crate::pen::{Anchor, Pen, text_width};
use crate::table::Table;

/// How much a word is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    #[default]
    Plain,
    /// Moved by the step on show.
    Moved,
    /// One of the neighbours.
    Near,
    /// Under the pointer.
    Pointed,
    Chosen,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Word {
    pub name: String,
    pub x: f64,
    pub y: f64,
    pub rank: Rank,
}

/// Words in the order of their importance: of two names that would touch the first is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WordMap {
    pub words: Vec<Word>,
    /// Ways that words have gone: from, to. Enlarged by [`WordMap::magnify`], since a single step is too small to see.
    pub moves: Vec<[(f64, f64); 2]>,
    pub magnify: f64,
}

const MARGIN: f64 = 14.0;
/// Names around it stay legible at most so many to a sheet of this size (square CSS pixels a name).
const AREA_OF_A_NAME: f64 = 5200.0;

/// From the map's coordinates to the sheet's. Both axes have one scale: distances are what the map is about.
#[derive(Clone, Copy, Debug)]
pub struct View {
    scale: f64,
    offset: (f64, f64),
}

impl View {
    /// Where these points fill the sheet.
    pub fn fit(points: impl Iterator<Item = (f64, f64)>, (width, height): (f64, f64)) -> View {
        let finite = points.filter(|(x, y)| x.is_finite() && y.is_finite());
        let ends = finite.fold([f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY], |ends, (x, y)| {
            [ends[0].min(x), ends[1].max(x), ends[2].min(y), ends[3].max(y)]
        });
        if ends[0] > ends[1] {
            return View { scale: 1.0, offset: (width / 2.0, height / 2.0) };
        }
        let room =
            |size: f64, span: f64| if span > 0.0 { (size - 2.0 * MARGIN).max(1.0) / span } else { f64::INFINITY };
        let scale = room(width, ends[1] - ends[0]).min(room(height, ends[3] - ends[2]));
        let scale = if scale.is_finite() { scale } else { 1.0 };
        let middle = ((ends[0] + ends[1]) / 2.0, (ends[2] + ends[3]) / 2.0);
        View { scale, offset: (width / 2.0 - scale * middle.0, height / 2.0 + scale * middle.1) }
    }

    pub fn at(&self, x: f64, y: f64) -> (f64, f64) {
        (self.offset.0 + self.scale * x, self.offset.1 - self.scale * y)
    }
}

impl WordMap {
    pub fn view(&self, size: (f64, f64)) -> View {
        View::fit(self.words.iter().map(|word| (word.x, word.y)), size)
    }

    pub fn draw(&self, pen: &mut dyn Pen, palette: Palette) {
        let size = pen.size();
        let view = self.view(size);
        let (faint, ink, accent, warm) = (palette("--ink-3"), palette("--ink"), palette("--accent"), palette("--warn"));
        let sheet = palette("--sheet");
        // The most looked at comes last in dots, so that it lies on top, and first in names.
        let mut order: Vec<&Word> = self.words.iter().collect();
        order.sort_by_key(|word| word.rank);
        for word in &order {
            let (radius, colour) = match word.rank {
                // Faint enough for names to be read over them.
                Rank::Plain => (1.5, faint.mix(sheet, 0.6)),
                Rank::Moved => (2.4, warm),
                Rank::Near => (3.2, accent),
                Rank::Pointed => (4.0, ink),
                Rank::Chosen => (5.0, warm),
            };
            pen.dot(view.at(word.x, word.y), radius, colour);
        }
        for [from, to] in &self.moves {
            let far = |a: f64, b: f64| a + (b - a) * self.magnify.max(1.0);
            let tip = view.at(far(from.0, to.0), far(from.1, to.1));
            pen.path(&[view.at(from.0, from.1), tip], warm, 1.5);
            pen.dot(tip, 2.2, warm);
        }
        order.sort_by_key(|word| std::cmp::Reverse(word.rank));
        for (word, left, y) in self.names(&order, &view, size) {
            let colour = match word.rank {
                Rank::Plain => palette("--ink-2"),
                Rank::Moved => warm,
                Rank::Near => accent,
                Rank::Pointed | Rank::Chosen => ink,
            };
            pen.text(&word.name, (left, y), Anchor::Start, TYPE, colour);
        }
    }

    /// Which names are written, and where their left ends lie.
    fn names<'a>(&self, order: &[&'a Word], view: &View, (width, height): (f64, f64)) -> Vec<(&'a Word, f64, f64)> {
        let most = (width * height / AREA_OF_A_NAME) as usize;
        let mut boxes: Vec<[f64; 4]> = Vec::new();
        let mut written = Vec::new();
        for word in order {
            if written.len() >= most && word.rank == Rank::Plain {
                break;
            }
            let (x, y) = view.at(word.x, word.y);
            let long = text_width(&word.name, TYPE);
            // Right of the dot, or left of it where the sheet ends.
            let left = if x + 6.0 + long > width { x - 6.0 - long } else { x + 6.0 };
            let around = [left - 2.0, y - 7.0, left + long + 2.0, y + 7.0];
            let inside = around[0] >= 0.0 && around[2] <= width + 2.0 && around[1] >= 0.0 && around[3] <= height;
            let apart = |other: &[f64; 4]| {
                around[2] < other[0] || other[2] < around[0] || around[3] < other[1] || other[3] < around[1]
            };
            if inside && boxes.iter().all(apart) {
                boxes.push(around);
                written.push((*word, left, y));
            }
        }
        written
    }

    /// The word nearest to a place on the sheet, within `reach` pixels.
    pub fn nearest(&self, (x, y): (f64, f64), size: (f64, f64), reach: f64) -> Option<usize> {
        let view = self.view(size);
        let away = |word: &Word| {
            let at = view.at(word.x, word.y);
            (at.0 - x).hypot(at.1 - y)
        };
        let near = self.words.iter().map(away).enumerate().filter(|(_, away)| *away <= reach);
        near.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(k, _)| k)
    }

    pub fn table(&self) -> Table {
        let columns = ["word", "x", "y"].map(String::from).to_vec();
        let row = |word: &Word| vec![word.name.clone(), word.x.to_string(), word.y.to_string()];
        Table { columns, rows: self.words.iter().map(row).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::Rgb;
    use crate::pen::to_svg;

    fn map(words: &[(&str, f64, f64, Rank)]) -> WordMap {
        let word =
            |(name, x, y, rank): &(&str, f64, f64, Rank)| Word { name: (*name).into(), x: *x, y: *y, rank: *rank };
        WordMap { words: words.iter().map(word).collect(), moves: Vec::new(), magnify: 1.0 }
    }

    fn svg(map: &WordMap) -> String {
        to_svg((300, 200), Rgb(255, 255, 255), |pen| map.draw(pen, &|_| Rgb(0, 0, 0))).expect("an SVG file")
    }

    #[test]
    fn names_do_not_touch_and_the_chosen_one_is_written() {
        let crowd = map(&[
            ("first", 0.0, 0.0, Rank::Plain),
            ("second", 0.001, 0.0, Rank::Plain),
            ("chosen", 0.0, 0.001, Rank::Chosen),
            ("far", 1.0, 1.0, Rank::Plain),
        ]);
        let drawn = svg(&crowd);
        assert!(drawn.contains("chosen") && drawn.contains("far"));
        assert!(!drawn.contains("first") && !drawn.contains("second"));
        assert_eq!(drawn.matches("<circle").count(), 4);
    }

    #[test]
    fn the_pointer_finds_a_word_and_one_scale_serves_both_axes() {
        let map = map(&[("a", 0.0, 0.0, Rank::Plain), ("b", 2.0, 1.0, Rank::Plain)]);
        let size = (300.0, 200.0);
        let view = map.view(size);
        let (a, b) = (view.at(0.0, 0.0), view.at(2.0, 1.0));
        assert!(((b.0 - a.0) - 2.0 * (a.1 - b.1)).abs() < 1e-9);
        assert_eq!(map.nearest((b.0 + 3.0, b.1), size, 8.0), Some(1));
        assert_eq!(map.nearest((150.0, 100.0), size, 8.0), None);
    }

    #[test]
    fn nothing_and_one_word_can_be_drawn() {
        assert_eq!(svg(&map(&[])).matches("<circle").count(), 0);
        assert!(svg(&map(&[("only", 3.0, 3.0, Rank::Plain)])).contains("only"));
    }
}
