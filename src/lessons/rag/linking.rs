//! What the model wrote beside what it was given: when it is asked, and which passage stands behind which sentence.

use protocol::rag::{Fate, Request, Support};

use super::{Ended, Lesson, Purpose, Wanted, Written};

/// Tokens that an answer may have.
const MOST_TOKENS: u32 = 160;

/// A passage of the prompt, or one that the budget cut.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    pub chunk: u32,
    pub document: String,
    /// The headings it stands under.
    pub path: String,
    pub text: String,
    pub cosine: Option<f32>,
    pub is_kept: bool,
}

/// A sentence of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Linked {
    /// With the white space after it.
    pub text: String,
    pub support: Option<Behind>,
}

/// What stands behind a sentence, by likeness.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Behind {
    /// Place of the passage among [`Lesson::passages`].
    pub passage: usize,
    /// Bytes of the passage's text.
    pub source: (usize, usize),
    pub cosine: f32,
    pub overlap: f32,
    pub is_weak: bool,
}

impl Lesson {
    /// What the model is to be asked now, if it is: everything for it is there.
    pub fn due(&mut self) -> Vec<Wanted> {
        if !self.is_due() {
            return Vec::new();
        }
        self.to_write = false;
        self.wanted()
    }

    /// Whether [`Lesson::due`] has anything.
    pub fn is_due(&self) -> bool {
        self.to_write && self.is_found() && (self.words.is_none() || self.is_measured() || self.taken().is_empty())
    }

    /// Whether the search is over. While vectors are on their way, what was found by words alone is not the last word.
    fn is_found(&self) -> bool {
        self.found.as_ref().is_some_and(|found| !(found.without_vectors && self.is_loaded()))
    }

    /// The prompts for the question as everything is now.
    pub fn wanted(&self) -> Vec<Wanted> {
        let wanted = |purpose, prompt| Wanted { purpose, prompt, count: MOST_TOKENS };
        let mut all = Vec::new();
        if !self.kept().is_empty() && self.prompt.hindrance().is_none() {
            all.push(wanted(Purpose::Documents, self.prompt_text()));
        }
        if self.also_alone {
            all.push(wanted(Purpose::Alone, self.setup.question.clone()));
        }
        all
    }

    /// Asks what stands behind an answer's sentences.
    pub fn link(&mut self, written: &Written) -> Vec<Request> {
        let is_whole = !matches!(written.ended, Ended::Not | Ended::Failed(_));
        if !is_whole || written.text.trim().is_empty() || written.prompt != self.prompt_text() {
            return Vec::new();
        }
        let (question, answer) = (self.setup.question.clone(), written.text.clone());
        vec![Request::Support(Support { question, answer, chunks: self.kept() })]
    }

    /// What was found for the prompt, the best first.
    pub fn passages(&self) -> Vec<Passage> {
        let used = self.used();
        let passage = |place: usize| {
            let (chunk, is_kept) = (used[place].chunk, used[place].cutting == super::Cutting::Kept);
            let hit = self
                .found
                .iter()
                .flat_map(|found| &found.hits)
                .find(|hit| hit.chunk == chunk && hit.fate == Fate::Taken);
            let place = self.chunked.as_ref().and_then(|it| it.chunks.get(chunk as usize));
            let document =
                place.and_then(|it| self.documents.get(it.document)).map_or(String::new(), |it| it.name.clone());
            let path = place.map_or(String::new(), |it| it.headings.join(" > "));
            let text = self.chunk_text(chunk).to_owned();
            Passage { chunk, document, path, text, cosine: hit.and_then(|hit| hit.cosine), is_kept }
        };
        (0..used.len()).map(passage).collect()
    }

    /// An answer in sentences, each with what stands behind it as far as that is known.
    pub fn linked(&self, text: &str) -> Vec<Linked> {
        let plain = |text: &str| Linked { text: text.to_owned(), support: None };
        let here = self.linked.as_deref();
        let elsewhere = self.recorded.iter().flat_map(|it| &it.supported);
        let Some(linked) = here.into_iter().chain(elsewhere).find(|it| it.support.answer == text) else {
            return if text.is_empty() { Vec::new() } else { vec![plain(text)] };
        };
        let chunks = self.chunked.as_ref();
        let taken = self.taken();
        let mut all = Vec::new();
        let mut at = 0;
        for sentence in &linked.sentences {
            let (start, end) = (sentence.start as usize, sentence.end as usize);
            if start > at {
                all.extend(text.get(at..start).filter(|it| !it.is_empty()).map(plain));
            }
            let passage = taken.iter().position(|chunk| *chunk == sentence.chunk);
            let from = chunks.and_then(|it| it.chunks.get(sentence.chunk as usize)).map_or(0, |chunk| chunk.start);
            let behind = passage.map(|passage| Behind {
                passage,
                source: ((sentence.source.0 - from) as usize, (sentence.source.1 - from) as usize),
                cosine: sentence.cosine,
                overlap: sentence.overlap,
                is_weak: sentence.overlap < WEAK_OVERLAP && sentence.cosine < WEAK_COSINE,
            });
            all.extend(text.get(start..end).map(|text| Linked { text: text.to_owned(), support: behind }));
            at = end;
        }
        all.extend(text.get(at..).filter(|it| !it.is_empty()).map(plain));
        all
    }
}

/// Below both, a sentence has little in common with any passage. MiniLM gives two sentences on one subject about 0.5.
const WEAK_OVERLAP: f32 = 0.5;
const WEAK_COSINE: f32 = 0.5;
