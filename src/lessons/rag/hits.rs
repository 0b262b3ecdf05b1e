//! What was found, hit by hit: where it stands, which of its words were asked for, and how its place came about.

use protocol::rag::{Fate, Hit, Request, Search};
use viz::number::fixed;

use super::Lesson;

/// Hits in view before the reader asks for all.
pub const FIRST_HITS: usize = 8;

/// A hit as the list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct HitLine {
    /// From 1.
    pub place: usize,
    pub chunk: u32,
    /// Its document and its number among all chunks.
    pub name: String,
    /// The headings it stands under.
    pub path: String,
    /// Its text in pieces; those that hold are words of the question.
    pub text: Vec<(String, bool)>,
    pub cosine: Option<f32>,
    pub bm25: Option<f32>,
    /// Of the largest BM25 among all hits.
    pub bm25_share: f32,
    pub fate: Fate,
}

/// A number of a hit, and how it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    pub value: String,
    pub how: String,
}

impl Lesson {
    pub fn hit_lines(&self) -> Vec<HitLine> {
        let hits = self.found.as_ref().map_or(&[][..], |found| &found.hits);
        let most = hits.iter().filter_map(|hit| hit.bm25).fold(0.0, f32::max);
        let all = if self.all_hits { hits.len() } else { FIRST_HITS };
        hits.iter().take(all).enumerate().map(|(at, hit)| self.hit_line(at + 1, hit, most)).collect()
    }

    fn hit_line(&self, place: usize, hit: &Hit, most: f32) -> HitLine {
        let chunk = self.chunked.as_ref().and_then(|it| it.chunks.get(hit.chunk as usize));
        let document = chunk.and_then(|it| self.documents.get(it.document)).map_or("", |it| it.name.as_str());
        let is_asked = |word: &str| hit.terms.iter().any(|(term, _)| *term == word);
        HitLine {
            place,
            chunk: hit.chunk,
            name: format!("{document}, chunk {}", hit.chunk + 1),
            path: chunk.map_or(String::new(), |it| it.headings.join(" > ")),
            text: pieces(self.chunk_text(hit.chunk), is_asked),
            cosine: hit.cosine,
            bm25: hit.bm25,
            bm25_share: hit.bm25.filter(|_| most > 0.0).map_or(0.0, |score| score / most),
            fate: hit.fate,
        }
    }

    /// How the hit's place came about, number by number; nothing if it was not found.
    pub fn breakdown(&self, chunk: u32) -> Vec<Part> {
        let Some(found) = &self.found else { return Vec::new() };
        let Some(hit) = found.hits.iter().find(|hit| hit.chunk == chunk) else { return Vec::new() };
        let mut parts = Vec::new();
        let mut part = |name: String, value: String, how: String| parts.push(Part { name, value, how });
        if let Some(cosine) = hit.cosine {
            let rank = hit
                .dense_rank
                .map_or("not among the best by meaning".into(), |rank| format!("place {rank} by meaning"));
            let how = format!("inner product of the chunk's vector and the question's, both of length 1; {rank}");
            part("Cosine".into(), number(cosine, 4), how);
        }
        for (term, adds) in &hit.terms {
            let known = found.terms.iter().find(|(known, _)| known == term);
            let how = match known.and_then(|(_, idf)| *idf).filter(|idf| *idf > 0.0) {
                Some(idf) => format!(
                    "idf {} for how rare it is in all chunks, times {} for how often it stands in this one and how long that is",
                    number(idf, 3),
                    number(adds / idf, 3)
                ),
                None => String::new(),
            };
            part(format!("“{term}”"), number(*adds, 3), how);
        }
        match (hit.bm25, hit.bm25_rank) {
            (Some(score), rank) => {
                let rank = rank.map_or(String::new(), |rank| format!("; place {rank} by words"));
                part("BM25".into(), number(score, 3), format!("the sum over these words{rank}"));
            }
            (None, _) => part("BM25".into(), "–".into(), "no word of the question stands in it".into()),
        }
        if found.retrieval.search == Search::Hybrid && !found.without_vectors {
            let share = |rank: Option<u32>| rank.map(|rank| format!("1 / (60 + {rank})"));
            let shares: Vec<String> = [share(hit.dense_rank), share(hit.bm25_rank)].into_iter().flatten().collect();
            let how = format!("{}: reciprocal ranks by meaning and by words", shares.join(" + "));
            part("Fused".into(), number(hit.score, 4), how);
        }
        if let (Some((score, nearest)), Some(lambda)) = (hit.marginal, found.retrieval.mmr) {
            let first = found.hits.first().is_some_and(|first| first.chunk == chunk);
            let how = if first {
                "the first one is the most relevant by meaning: there is nothing yet to be unlike".to_owned()
            } else {
                let (cosine, lambda) = (hit.cosine.unwrap_or_default(), number(lambda, 2));
                format!(
                    "{lambda} × cosine {} − (1 − {lambda}) × {}, its largest cosine with a chunk taken before",
                    number(cosine, 3),
                    number(nearest, 3)
                )
            };
            part("MMR".into(), number(score, 4), how);
        }
        let (value, how) = match hit.fate {
            Fate::Taken => ("in the prompt", format!("among the first {} that pass", found.retrieval.k)),
            Fate::Below => ("left out", format!("its cosine is below {}", number(found.retrieval.threshold, 2))),
            Fate::Beyond => ("left out", format!("{} that pass stand before it", found.retrieval.k)),
        };
        part("Fate".into(), value.into(), how);
        parts
    }

    /// BM25's two numbers.
    pub fn set_k1(&mut self, k1: f32) -> Vec<Request> {
        self.setup.retrieval.k1 = k1.clamp(0.0, 10.0);
        self.run()
    }

    pub fn set_b(&mut self, b: f32) -> Vec<Request> {
        self.setup.retrieval.b = b.clamp(0.0, 1.0);
        self.run()
    }

    pub fn is_searched(&self, document: u32) -> bool {
        self.setup.retrieval.documents.as_ref().is_none_or(|documents| documents.contains(&document))
    }

    /// Whether this document is searched; with all of them there is no filter.
    pub fn set_searched(&mut self, document: u32, on: bool) -> Vec<Request> {
        let all = || self.documents.all().iter().map(|it| it.id);
        let searched: Vec<u32> = all().filter(|id| if *id == document { on } else { self.is_searched(*id) }).collect();
        let is_all = searched.len() == all().count();
        self.setup.retrieval.documents = (!is_all).then_some(searched);
        self.run()
    }

    pub fn search_all(&mut self) -> Vec<Request> {
        self.setup.retrieval.documents = None;
        self.run()
    }
}

fn number(value: f32, digits: usize) -> String {
    fixed(f64::from(value), digits)
}

/// A text cut where asked words begin and end. Words are runs of letters and digits, with apostrophes inside; the engine's are Unicode's, which
/// differ where a point stands in a word.
fn pieces(text: &str, is_asked: impl Fn(&str) -> bool) -> Vec<(String, bool)> {
    let in_word = |c: char| c.is_alphanumeric() || c == '\'' || c == '’';
    let mut pieces: Vec<(String, bool)> = Vec::new();
    let mut push = |part: &str, asked: bool| match pieces.last_mut() {
        Some((text, same)) if *same == asked => text.push_str(part),
        _ if part.is_empty() => {}
        _ => pieces.push((part.to_owned(), asked)),
    };
    let mut rest = text;
    while !rest.is_empty() {
        let begin = rest.find(in_word).unwrap_or(rest.len());
        push(&rest[..begin], false);
        rest = &rest[begin..];
        let end = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
        let word = &rest[..end];
        push(word, is_asked(&word.trim_matches(['\'', '’']).to_lowercase()));
        rest = &rest[end..];
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lesson as _;
    use protocol::rag::{Chunk, Chunked, Event, Found};

    fn searched(hit: Hit, search: Search, mmr: Option<f32>) -> Lesson {
        let mut lesson = Lesson::default();
        lesson.setup.retrieval.search = search;
        lesson.setup.retrieval.mmr = mmr;
        let documents = lesson.documents.all().iter();
        let chunks =
            documents.map(|it| Chunk { document: it.id, end: it.text.len() as u32, ..Chunk::default() }).collect();
        let chunked = Chunked { chunking: lesson.setup.chunking, chunks, ..Chunked::default() };
        let found = Found {
            question: lesson.setup.question.clone(),
            retrieval: lesson.setup.retrieval.clone(),
            hits: vec![Hit::default(), hit],
            terms: vec![("deep".into(), Some(2.0)), ("what".into(), None)],
            ..Found::default()
        };
        lesson.apply(&protocol::Event::Rag(Event::Chunked(chunked)));
        lesson.apply(&protocol::Event::Rag(Event::Found(Box::new(found))));
        lesson
    }

    fn hit() -> Hit {
        Hit {
            chunk: 1,
            cosine: Some(0.5),
            dense_rank: Some(1),
            bm25: Some(1.5),
            bm25_rank: Some(2),
            terms: vec![("deep".into(), 1.5)],
            score: 1.0 / 61.0 + 1.0 / 62.0,
            marginal: Some((0.2, 0.1)),
            fate: Fate::Beyond,
        }
    }

    #[test]
    fn every_number_of_a_hit_is_taken_apart() {
        let lesson = searched(hit(), Search::Hybrid, Some(0.5));
        let parts = lesson.breakdown(1);
        let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["Cosine", "“deep”", "BM25", "Fused", "MMR", "Fate"]);
        assert!(parts[1].how.contains("idf 2.000") && parts[1].how.contains("times 0.750"), "{}", parts[1].how);
        assert!(parts[3].how.starts_with("1 / (60 + 1) + 1 / (60 + 2)"));
        assert_eq!(parts[4].value, "0.2000");
        assert!(parts[5].how.contains('3'));
        assert_eq!(lesson.breakdown(4), []);
        let names = |search, mmr| searched(hit(), search, mmr).breakdown(1).len();
        assert_eq!((names(Search::Dense, None), names(Search::Hybrid, None)), (4, 5));
    }

    #[test]
    fn asked_words_are_marked_in_the_text() {
        let lesson = searched(hit(), Search::Bm25, None);
        let line = &lesson.hit_lines()[1];
        assert_eq!(line.text[0], ("Deep".into(), true));
        assert!(!line.text[1].1 && line.text[1].0.starts_with(" learning"));
        let whole: String = line.text.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(whole, lesson.chunk_text(1));
        assert_eq!((line.name.as_str(), line.bm25_share), ("Deep learning, chunk 2", 1.0));
        assert_eq!(
            pieces("’tis naïve, 'no'", |word| word == "no"),
            [("’tis naïve, ".into(), false), ("'no'".into(), true)]
        );
    }

    #[test]
    fn a_filter_of_all_documents_is_none() {
        let mut lesson = Lesson::default();
        let first = lesson.documents.all()[0].id;
        lesson.set_searched(first, false);
        assert_eq!(lesson.setup.retrieval.documents.as_ref().map(Vec::len), Some(4));
        assert!(!lesson.is_searched(first));
        lesson.set_searched(first, true);
        assert_eq!(lesson.setup.retrieval.documents, None);
    }
}
