//! The documents' texts in their chunks, a sheet at a time: every chunk is an element of the page, and nobody reads a megabyte in a panel.

use super::{Lesson, Span};

/// Bytes of a sheet, about.
const SHEET: usize = 20_000;

/// What is drawn at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Names of documents with the pieces of their texts that stand on it.
    pub parts: Vec<(String, Vec<Span>)>,
    /// Counted from 0.
    pub number: usize,
    pub of: usize,
}

impl Lesson {
    /// The sheet in view; the last one if there are fewer by now.
    pub fn sheet(&self) -> Sheet {
        let ends = self.sheet_ends();
        let of = ends.len().max(1);
        let number = self.text_sheet.min(of - 1);
        let (from, to) =
            (number.checked_sub(1).map_or(0, |before| ends[before]), ends.get(number).copied().unwrap_or(0));
        let mut parts: Vec<(String, Vec<Span>)> = Vec::new();
        let mut at = 0;
        for document in self.documents.all() {
            let length = document.text.len();
            if at < to && from < at + length {
                let spans = self.spans(document.id, from.saturating_sub(at)..to - at);
                parts.push((document.name.clone(), spans));
            }
            at += length;
        }
        Sheet { parts, number, of }
    }

    /// Opens the text where this chunk stands.
    pub fn show_chunk(&mut self, chunk: u32) {
        let Some((document, start)) = self
            .chunked
            .as_ref()
            .and_then(|it| it.chunks.get(chunk as usize))
            .map(|chunk| (chunk.document, chunk.new_from as usize))
        else {
            return;
        };
        let before = self.documents.all().iter().take_while(|it| it.id != document);
        let at = before.map(|it| it.text.len()).sum::<usize>() + start;
        self.text_sheet = self.sheet_ends().iter().position(|end| at < *end).unwrap_or(0);
        (self.open, self.pointed) = (super::CHUNKS, Some(chunk));
    }

    /// Where sheets end, in bytes of all texts one after the other: at a chunk's end, or a document's.
    fn sheet_ends(&self) -> Vec<usize> {
        let Some(chunked) = &self.chunked else { return Vec::new() };
        let (mut ends, mut before, mut begun) = (Vec::new(), 0, 0);
        let mut chunks = chunked.chunks.iter().peekable();
        for document in self.documents.all() {
            while chunks.next_if(|chunk| chunk.document == document.id).is_some() {
                // Where the next one begins to be drawn, so that no piece of text stands on two sheets.
                let next = chunks.peek().filter(|next| next.document == document.id);
                let end = before + next.map_or(document.text.len(), |next| next.start as usize);
                if end - begun >= SHEET {
                    ends.push(end);
                    begun = end;
                }
            }
            before += document.text.len();
        }
        if begun < before {
            ends.push(before);
        }
        ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lesson as _;
    use protocol::rag::{Chunk, Chunked, Event};

    /// Two documents of 30,000 and 25,000 bytes in chunks of 500 that repeat 100 of the one before.
    fn long() -> Lesson {
        let mut lesson = Lesson::default();
        lesson.documents.clear();
        let mut chunks = Vec::new();
        for (name, size) in [("first", 30_000), ("second", 25_000)] {
            let text: String = (0..size).map(|at| char::from(b'a' + (at % 23 + name.len()) as u8 % 26)).collect();
            let id = lesson.documents.add(name, text).unwrap();
            for at in (0..size).step_by(400) {
                let (start, new_from) = (at as u32, if at == 0 { 0 } else { at as u32 + 100 });
                chunks.push(Chunk {
                    document: id,
                    start,
                    end: (at + 500).min(size) as u32,
                    new_from: new_from.min(size as u32),
                    ..Chunk::default()
                });
            }
        }
        let chunked = Chunked { chunking: lesson.setup.chunking, chunks, ..Chunked::default() };
        lesson.apply(&protocol::Event::Rag(Event::Chunked(chunked)));
        lesson
    }

    #[test]
    fn the_sheets_together_are_the_texts() {
        let mut lesson = long();
        let of = lesson.sheet().of;
        assert!((3..=4).contains(&of), "{of}");
        let mut all = String::new();
        for number in 0..of {
            lesson.text_sheet = number;
            let sheet = lesson.sheet();
            assert_eq!(sheet.number, number);
            for (_, spans) in sheet.parts {
                all.extend(spans.into_iter().map(|span| span.text));
            }
        }
        let texts: String = lesson.documents.all().iter().map(|it| it.text.as_str()).collect();
        assert!(all == texts, "{} of {}", all.len(), texts.len());
        lesson.text_sheet = 99;
        assert_eq!(lesson.sheet().number, of - 1);
    }

    #[test]
    fn a_chunk_is_found_on_its_sheet() {
        let mut lesson = long();
        let count = lesson.chunked.as_ref().unwrap().chunks.len() as u32;
        for chunk in (0..count).step_by(7) {
            lesson.show_chunk(chunk);
            let sheet = lesson.sheet();
            let found = sheet.parts.iter().flat_map(|part| &part.1).any(|span| span.chunk == Some(chunk));
            assert!(found, "chunk {chunk} on sheet {}", sheet.number);
            assert_eq!((lesson.open, lesson.pointed), (1, Some(chunk)));
        }
        assert_eq!(Lesson::default().sheet(), Sheet { of: 1, ..Sheet::default() });
    }
}
