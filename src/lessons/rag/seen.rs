//! What is shown of the stages.

use protocol::rag::{Chunk, Fate, Hit, Unit};
use viz::number::fixed;

use super::{Cutting, Lesson};
use crate::format::count;

/// A stage as the strip shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageLine {
    pub name: &'static str,
    pub number: String,
    /// Empty where nothing was timed.
    pub time: String,
}

/// A piece of a document's text that belongs to the same chunks throughout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    /// The chunk it is drawn as; `None` between chunks.
    pub chunk: Option<u32>,
    /// Whether that chunk repeats it of the one before.
    pub repeated: bool,
}

/// A sentence in its document.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    pub document: String,
    pub before: String,
    pub sentence: String,
    pub after: String,
    pub cosine: f32,
    pub overlap: f32,
}

/// The answer that needs no model: a sentence of the documents.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Nothing was asked, or it is not here yet.
    Waiting,
    /// Nothing passes the threshold.
    NotInDocuments,
    Quote(Box<Quote>),
}

impl Lesson {
    pub fn chunk_text(&self, chunk: u32) -> &str {
        let chunk = self.chunked.as_ref().and_then(|it| it.chunks.get(chunk as usize));
        chunk.and_then(|it| self.documents.get(it.document)?.text.get(it.start as usize..it.end as usize)).unwrap_or("")
    }

    /// A chunk as it goes into the prompt.
    pub fn chunk_in_context(&self, chunk: u32) -> String {
        let text = self.chunk_text(chunk);
        match self.chunked.as_ref().filter(|it| it.chunking.headings).and_then(|it| it.chunks.get(chunk as usize)) {
            Some(chunk) => chunk.in_context(text),
            None => text.to_owned(),
        }
    }

    /// The extractive answer.
    pub fn answer(&self) -> Answer {
        let Some(found) = &self.found else { return Answer::Waiting };
        if found.hits.iter().all(|hit| hit.fate != Fate::Taken) {
            return Answer::NotInDocuments;
        }
        self.quote().map_or(Answer::Waiting, |quote| Answer::Quote(Box::new(quote)))
    }

    fn quote(&self) -> Option<Quote> {
        let best = self.supported.as_ref()?.sentences.first()?;
        let chunk = self.chunked.as_ref()?.chunks.get(best.chunk as usize)?;
        let document = self.documents.get(chunk.document)?;
        let part = |from: u32, to: u32| document.text.get(from as usize..to as usize).map(str::to_owned);
        Some(Quote {
            document: document.name.clone(),
            before: part(chunk.start, best.start)?,
            sentence: part(best.start, best.end)?,
            after: part(best.end, chunk.end)?,
            cosine: best.cosine,
            overlap: best.overlap,
        })
    }

    /// A document's text cut where chunks begin and end: the pieces that begin within these bytes of it. Chunks overlap with the one before them
    /// only as far as they say.
    pub fn spans(&self, document: u32, within: std::ops::Range<usize>) -> Vec<Span> {
        let (Some(text), Some(chunked)) = (self.documents.get(document).map(|it| it.text.as_str()), &self.chunked)
        else {
            return Vec::new();
        };
        let mut spans = Vec::new();
        let mut at = 0;
        let mut push = |range: std::ops::Range<usize>, chunk, repeated| {
            if let Some(text) = text.get(range.clone()).filter(|text| !text.is_empty() && within.contains(&range.start))
            {
                spans.push(Span { text: text.to_owned(), chunk, repeated });
            }
        };
        let mine: Vec<(u32, &Chunk)> =
            (0..).zip(&chunked.chunks).filter(|(_, chunk)| chunk.document == document).collect();
        for (place, (number, chunk)) in mine.iter().enumerate() {
            let (start, end) = (chunk.start as usize, chunk.end as usize);
            push(at..start, None, false);
            push(at.max(start)..(chunk.new_from as usize).max(at), Some(*number), true);
            let own = (chunk.new_from as usize).max(at);
            // What the next chunk repeats is drawn as the next one's, striped.
            let until = mine.get(place + 1).map_or(end, |(_, next)| end.min((next.start as usize).max(own)));
            push(own..until, Some(*number), false);
            at = until.max(at);
        }
        push(at..text.len(), None, false);
        spans
    }

    pub fn unit(&self) -> &'static str {
        match self.chunked.as_ref().map(|it| it.unit) {
            Some(Unit::Tokens) => "tokens",
            _ => "words",
        }
    }

    /// The strip: six stages, each with its main number and its time.
    pub fn stages(&self) -> [StageLine; 6] {
        let line = |name, number: String, time: String| StageLine { name, number, time };
        let chunks = self.chunked.as_ref();
        let embedding = match (&self.embedded, self.embedding) {
            (_, Some((done, of))) => format!("{} of {}", count(done as usize), count(of as usize)),
            (Some(it), None) => format!("{} vectors", count(it.map.len() / 2)),
            (None, None) if self.is_loaded() => "waiting".into(),
            (None, None) => "no model".into(),
        };
        let found = self.found.as_ref();
        // A recording has none of this machine's times.
        let here = !self.is_recorded();
        let time = |milliseconds: Option<f64>| time(milliseconds.filter(|_| here));
        let times = found.map(|it| it.times.embed + it.times.dense + it.times.bm25 + it.times.order);
        let used = self.used();
        let kept = used.iter().filter(|it| it.cutting == Cutting::Kept);
        let about = if self.is_measured() { "" } else { "about " };
        let tokens = self.frame_tokens() + kept.map(|it| it.tokens).sum::<u32>();
        let answer = match self.answer() {
            Answer::Waiting => "none yet",
            Answer::NotInDocuments => "not in them",
            Answer::Quote(_) => "quoted",
        };
        [
            line("Documents", count(self.documents.all().len()), self::time(self.documents_time)),
            line(
                "Chunks",
                chunks.map_or("none yet".into(), |it| count(it.chunks.len())),
                time(chunks.map(|it| it.milliseconds)),
            ),
            line("Embeddings", embedding, time(self.embedded.as_ref().map(|it| it.milliseconds))),
            line(
                "Retrieval",
                found.map_or("none yet".into(), |it| {
                    format!("{} of {}", count(self.taken().len()), count(it.searched as usize))
                }),
                time(times),
            ),
            line("Prompt", format!("{about}{tokens} tokens"), time(self.measured_now().map(|it| it.milliseconds))),
            line("Answer", answer.into(), time(self.supported.as_ref().map(|it| it.milliseconds))),
        ]
    }

    /// A row for each hit: place, document, text, cosine, BM25 with its terms, both ranks, score, fate.
    pub fn hit_rows(&self) -> Vec<Vec<String>> {
        let hits = self.found.iter().flat_map(|found| &found.hits);
        hits.enumerate().map(|(place, hit)| self.hit_row(place + 1, hit)).collect()
    }

    fn hit_row(&self, place: usize, hit: &Hit) -> Vec<String> {
        let number = |value: Option<f32>, digits| value.map_or("–".into(), |it| fixed(f64::from(it), digits));
        let rank = |rank: Option<u32>| rank.map_or("–".into(), |it| it.to_string());
        let chunk = self.chunked.as_ref().and_then(|it| it.chunks.get(hit.chunk as usize));
        let document = chunk.and_then(|it| self.documents.get(it.document)).map_or("", |it| it.name.as_str());
        let terms: Vec<String> =
            hit.terms.iter().map(|(term, adds)| format!("{term} {}", fixed(f64::from(*adds), 2))).collect();
        let fate = match hit.fate {
            Fate::Taken => "in the prompt",
            Fate::Below => "below the threshold",
            Fate::Beyond => "after the first k",
        };
        vec![
            place.to_string(),
            format!("{document}, chunk {}", hit.chunk + 1),
            number(hit.cosine, 3),
            number(hit.bm25, 3),
            terms.join(", "),
            format!("{} / {}", rank(hit.dense_rank), rank(hit.bm25_rank)),
            fixed(f64::from(hit.score), 4),
            fate.into(),
        ]
    }
}

fn time(milliseconds: Option<f64>) -> String {
    milliseconds.map_or(String::new(), |it| match it {
        ..10.0 => format!("{} ms", fixed(it, 1)),
        ..10_000.0 => format!("{} ms", fixed(it, 0)),
        _ => format!("{} s", fixed(it / 1e3, 0)),
    })
}
