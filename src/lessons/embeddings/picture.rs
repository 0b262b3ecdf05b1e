//! The map as it is drawn.

use viz::word_map::{Rank, Word, WordMap};

use super::lesson::Lesson;

/// What the picture depends on, and no more.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture(pub WordMap);

/// A word on the map.
pub type Spot = u32;

/// A step moves a vector by thousandths of the map: its way is drawn so many times longer.
const MAGNIFY: f64 = 20.0;

impl Picture {
    pub fn of(lesson: &Lesson) -> Picture {
        let (Some(map), Some(prepared)) = (&lesson.map, &lesson.prepared) else { return Picture(WordMap::default()) };
        let chosen = lesson.id(&lesson.word);
        let near: Vec<&str> = match &lesson.neighbours {
            Some(near) if near.word == lesson.word => {
                near.found.iter().flatten().map(|(word, _)| word.as_str()).collect()
            }
            _ => Vec::new(),
        };
        let words = map.points.iter().zip(&prepared.words).enumerate().map(|(id, (point, name))| {
            let id = id as u32;
            let rank = if Some(id) == chosen {
                Rank::Chosen
            } else if Some(id) == lesson.hover {
                Rank::Pointed
            } else if near.contains(&name.as_str()) {
                Rank::Near
            } else {
                Rank::Plain
            };
            Word { name: name.clone(), x: f64::from(point[0]), y: f64::from(point[1]), rank }
        });
        let ends = |[x, y]: [f32; 2]| (f64::from(x), f64::from(y));
        let moves = match lesson.step() {
            Some(step) if lesson.tsne.is_none() => {
                step.moves.iter().map(|(_, from, to)| [ends(*from), ends(*to)]).collect()
            }
            _ => Vec::new(),
        };
        Picture(WordMap { words: words.collect(), moves, magnify: MAGNIFY })
    }
}
