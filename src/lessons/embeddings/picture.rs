//! The map as it is drawn.

use protocol::embeddings::Layout;
use viz::word_map::{Rank, Word, WordMap};

use super::lesson::Lesson;

/// What the picture depends on, and no more.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture(pub WordMap);

/// A word on the map.
pub type Spot = u32;

/// A step moves a vector by thousandths of the map: its way is drawn so many times longer.
pub const MAGNIFY: f64 = 20.0;

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
        let step = lesson.step().filter(|_| map.layout == Layout::Pca);
        let moved = |id| step.is_some_and(|step| step.moves.iter().any(|(word, ..)| *word == id));
        let words = map.points.iter().zip(&prepared.words).enumerate().map(|(id, (point, name))| {
            let id = id as u32;
            let rank = if Some(id) == chosen {
                Rank::Chosen
            } else if Some(id) == lesson.hover {
                Rank::Pointed
            } else if near.contains(&name.as_str()) {
                Rank::Near
            } else if moved(id) {
                Rank::Moved
            } else {
                Rank::Plain
            };
            Word { name: name.clone(), x: f64::from(point[0]), y: f64::from(point[1]), rank }
        });
        let ends = |[x, y]: [f32; 2]| (f64::from(x), f64::from(y));
        let moves = step
            .map(|step| step.moves.iter().map(|(_, from, to)| [ends(*from), ends(*to)]).collect())
            .unwrap_or_default();
        Picture(WordMap { words: words.collect(), moves, magnify: MAGNIFY })
    }
}
