//! The chunks and the question in the plane of their vectors' first two principal components.

use protocol::rag::Chunk;
use viz::passage_map::{Passage, PassageMap};
use viz::table::Table;

use super::Lesson;

/// Characters of a chunk that are shown where it is pointed at.
const SHOWN: usize = 400;

impl Lesson {
    /// Of all chunks that have a vector; none while vectors and chunks do not belong together.
    pub fn map(&self) -> PassageMap {
        let (Some(chunked), Some(embedded)) = (&self.chunked, &self.embedded) else { return PassageMap::default() };
        let (places, _) = embedded.map.as_chunks::<2>();
        if places.len() != chunked.chunks.len() {
            return PassageMap::default();
        }
        let mut groups: Vec<String> = Vec::new();
        let taken = self.taken();
        let mut passages = Vec::with_capacity(places.len());
        for (number, (chunk, [x, y])) in (0..).zip(chunked.chunks.iter().zip(places)) {
            let name = self.group(chunk);
            let group = groups.iter().position(|group| *group == name).unwrap_or_else(|| {
                groups.push(name);
                groups.len() - 1
            });
            let taken = taken.iter().position(|taken| *taken == number).map(|place| place + 1);
            let name = format!("chunk {}", number + 1);
            passages.push(Passage { x: f64::from(*x), y: f64::from(*y), group, taken, name });
        }
        let place = self.found.as_ref().and_then(|found| found.place);
        PassageMap {
            passages,
            groups,
            question: place.map(|(x, y)| (f64::from(x), f64::from(y))),
            pointed: self.pointed.map(|chunk| chunk as usize),
        }
    }

    pub fn has_map(&self) -> bool {
        let places = self.embedded.as_ref().map_or(0, |embedded| embedded.map.len() / 2);
        places > 0 && self.chunked.as_ref().is_some_and(|chunked| chunked.chunks.len() == places)
    }

    /// Its document; where there is only one, the part of it that the chunk stands in.
    fn group(&self, chunk: &Chunk) -> String {
        let document = self.documents.get(chunk.document).map_or("", |document| document.name.as_str());
        let part = match self.documents.all() {
            [_] => chunk.headings.get(1).or(chunk.headings.first()),
            _ => None,
        };
        part.map_or(document, String::as_str).to_owned()
    }

    /// The places as a table.
    pub fn map_table(&self) -> Table {
        self.map().table()
    }

    /// What the chunk under the pointer says, and what it is called.
    pub fn pointed_text(&self) -> Option<(String, String)> {
        let number = self.pointed?;
        let chunk = self.chunked.as_ref()?.chunks.get(number as usize)?;
        let document = self.documents.get(chunk.document)?;
        let text = self.chunk_text(number);
        let mut shown: String = text.chars().take(SHOWN).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        let under = if chunk.headings.is_empty() { String::new() } else { format!(", {}", chunk.headings.join(" > ")) };
        Some((format!("Chunk {} of “{}”{under}", number + 1, document.name), shown))
    }
}
