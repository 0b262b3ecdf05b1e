//! Passages as points in the plane, told apart by colour and shape, and a question among them.

use crate::axes::{Palette, TYPE};
use crate::color::Rgb;
use crate::pen::{Anchor, Pen, text_width};
use crate::table::Table;
use crate::word_map::View;

/// Colours and shapes of groups, from the design's tokens. One alone would not do: neither is every reader's.
const COLOURS: [&str; 6] = ["--input", "--forget", "--output", "--cand", "--cell", "--hidden"];
const SHAPES: [Shape; 4] = [Shape::Dot, Shape::Square, Shape::Triangle, Shape::Diamond];

/// Groups that look different; those beyond look like the first ones again.
pub const MOST_GROUPS: usize = 24;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Dot,
    Square,
    Triangle,
    Diamond,
}

/// How a group looks: its design token and its shape.
pub fn look(group: usize) -> (&'static str, Shape) {
    (COLOURS[group % COLOURS.len()], SHAPES[(group + group / COLOURS.len()) % SHAPES.len()])
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Passage {
    pub x: f64,
    pub y: f64,
    pub group: usize,
    /// Its place among those that were taken, from 1.
    pub taken: Option<usize>,
    /// What it is called in the table.
    pub name: String,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct PassageMap {
    pub passages: Vec<Passage>,
    /// In the order of [`Passage::group`].
    pub groups: Vec<String>,
    pub question: Option<(f64, f64)>,
    pub pointed: Option<usize>,
}

impl PassageMap {
    pub fn view(&self, size: (f64, f64)) -> View {
        View::fit(self.passages.iter().map(|passage| (passage.x, passage.y)).chain(self.question), size)
    }

    pub fn draw(&self, pen: &mut dyn Pen, palette: Palette) {
        let size = pen.size();
        let view = self.view(size);
        let (ink, warm) = (palette("--ink"), palette("--warn"));
        // What was taken lies on top.
        let mut order: Vec<&Passage> = self.passages.iter().collect();
        order.sort_by_key(|passage| passage.taken.is_some());
        for passage in order {
            let (token, shape) = look(passage.group);
            let at = view.at(passage.x, passage.y);
            let radius = if passage.taken.is_some() { 5.0 } else { 3.0 };
            mark(pen, shape, at, radius, palette(token));
            if let Some(place) = passage.taken {
                ring(pen, at, 8.0, ink, 1.5);
                write(pen, &place.to_string(), at, size, ink);
            }
        }
        if let Some((x, y)) = self.question {
            let at = view.at(x, y);
            cross(pen, at, 7.0, warm);
            write(pen, "question", at, size, warm);
        }
        if let Some(passage) = self.pointed.and_then(|at| self.passages.get(at)) {
            ring(pen, view.at(passage.x, passage.y), 11.0, ink, 2.0);
        }
    }

    /// The passage nearest to a place on the sheet, within `reach` pixels.
    pub fn nearest(&self, (x, y): (f64, f64), size: (f64, f64), reach: f64) -> Option<usize> {
        let view = self.view(size);
        let away = |passage: &Passage| {
            let at = view.at(passage.x, passage.y);
            (at.0 - x).hypot(at.1 - y)
        };
        let near = self.passages.iter().map(away).enumerate().filter(|(_, away)| *away <= reach);
        near.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
    }

    /// The passage from which `by` steps lead through them all, from left to right.
    pub fn step(&self, from: Option<usize>, by: isize) -> Option<usize> {
        let mut order: Vec<usize> = (0..self.passages.len()).collect();
        order.sort_by(|a, b| self.passages[*a].x.total_cmp(&self.passages[*b].x));
        let last = order.len().checked_sub(1)?;
        let place = from.and_then(|from| order.iter().position(|at| *at == from));
        let next = place.map_or(if by > 0 { 0 } else { last }, |place| place.saturating_add_signed(by).min(last));
        Some(order[next])
    }

    pub fn table(&self) -> Table {
        let columns = ["passage", "group", "first component", "second component", "taken"].map(String::from).to_vec();
        let row = |passage: &Passage| {
            let group = self.groups.get(passage.group).cloned().unwrap_or_default();
            let taken = passage.taken.map_or(String::new(), |place| place.to_string());
            vec![passage.name.clone(), group, passage.x.to_string(), passage.y.to_string(), taken]
        };
        let question = self
            .question
            .map(|(x, y)| vec!["question".into(), String::new(), x.to_string(), y.to_string(), String::new()]);
        Table { columns, rows: question.into_iter().chain(self.passages.iter().map(row)).collect() }
    }
}

/// A filled shape.
fn mark(pen: &mut dyn Pen, shape: Shape, at: (f64, f64), radius: f64, color: Rgb) {
    let corner = |x: f64, y: f64| (at.0 + x * radius, at.1 + y * radius);
    match shape {
        Shape::Dot => pen.dot(at, radius, color),
        // A thick line is a filled square.
        Shape::Square => pen.path(&[corner(-0.9, 0.0), corner(0.9, 0.0)], color, 1.8 * radius),
        Shape::Triangle => outline(pen, &[corner(0.0, -1.1), corner(1.0, 0.8), corner(-1.0, 0.8)], color),
        Shape::Diamond => {
            outline(pen, &[corner(0.0, -1.2), corner(1.2, 0.0), corner(0.0, 1.2), corner(-1.2, 0.0)], color);
        }
    }
}

fn outline(pen: &mut dyn Pen, corners: &[(f64, f64)], color: Rgb) {
    let closed: Vec<(f64, f64)> = corners.iter().chain(corners.first()).copied().collect();
    pen.path(&closed, color, 1.6);
}

fn ring(pen: &mut dyn Pen, at: (f64, f64), radius: f64, color: Rgb, width: f64) {
    let point = |step: u32| {
        let (sin, cos) = (f64::from(step) * std::f64::consts::TAU / 24.0).sin_cos();
        (at.0 + radius * cos, at.1 + radius * sin)
    };
    pen.path(&(0..=24).map(point).collect::<Vec<_>>(), color, width);
}

fn cross(pen: &mut dyn Pen, (x, y): (f64, f64), radius: f64, color: Rgb) {
    pen.path(&[(x - radius, y - radius), (x + radius, y + radius)], color, 2.5);
    pen.path(&[(x - radius, y + radius), (x + radius, y - radius)], color, 2.5);
}

/// Beside a mark, on the side where the sheet has room.
fn write(pen: &mut dyn Pen, words: &str, (x, y): (f64, f64), (width, _): (f64, f64), color: Rgb) {
    let fits = x + 12.0 + text_width(words, TYPE) <= width;
    let (x, anchor) = if fits { (x + 12.0, Anchor::Start) } else { (x - 12.0, Anchor::End) };
    pen.text(words, (x, y), anchor, TYPE, color);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pen::to_svg;

    fn map() -> PassageMap {
        let passage = |x: f64, group, taken| Passage { x, y: x * x, group, taken, name: format!("chunk at {x}") };
        PassageMap {
            passages: vec![passage(0.0, 0, Some(1)), passage(2.0, 1, None), passage(1.0, 0, None)],
            groups: vec!["a".into(), "b".into()],
            question: Some((0.5, 0.0)),
            pointed: None,
        }
    }

    #[test]
    fn what_was_taken_and_the_question_are_named_and_everything_is_in_the_table() {
        let drawn = to_svg((300, 200), Rgb(255, 255, 255), |pen| map().draw(pen, &|_| Rgb(0, 0, 0))).unwrap();
        assert_eq!(drawn.matches("<circle").count(), 2, "a dot for each passage of the first group");
        assert!(drawn.contains("question") && drawn.contains("\n1\n"));
        assert_eq!(map().table().rows.len(), 4);
        assert_eq!(map().table().rows[1][..2], ["chunk at 0".to_string(), "a".to_string()]);
    }

    #[test]
    fn the_pointer_and_the_arrow_keys_find_passages() {
        let (map, size) = (map(), (300.0, 200.0));
        let at = map.view(size).at(2.0, 4.0);
        assert_eq!(map.nearest((at.0 - 3.0, at.1), size, 8.0), Some(1));
        assert_eq!(map.nearest((at.0 - 60.0, at.1), size, 8.0), None);
        assert_eq!([map.step(None, 1), map.step(Some(0), 1), map.step(Some(1), 1)], [Some(0), Some(2), Some(1)]);
        assert_eq!([map.step(Some(2), -1), map.step(Some(0), -1), map.step(None, -1)], [Some(0), Some(0), Some(1)]);
        assert_eq!(PassageMap::default().step(None, 1), None);
    }

    #[test]
    fn groups_look_different() {
        let looks: Vec<_> = (0..MOST_GROUPS).map(look).collect();
        for (at, one) in looks.iter().enumerate() {
            assert!(!looks[..at].contains(one), "group {at}");
        }
    }
}
