//! Many questions whose answers are known, one after the other, at a setting of their own: its chunks are cut beside the page's, and only texts
//! that have no vector yet are embedded.

use algorithms::retrieval::bm25::Bm25;
use algorithms::retrieval::flat::Flat;
use protocol::rag::{
    Asked, Chunk, Chunking, Evaluate, Evaluated, Evaluating, Event, Fate, Method, Question, Stage, Unit,
};

use super::chunks::Library;
use super::encoder::Encoder;
use super::job::{self, Job};
use super::search::{self, Index};
use super::store::{Store, key};
use super::{Failure, Lab, support};
use crate::session::Clock;

/// Milliseconds that one step may take, beyond the question in work.
const SLICE: f64 = 50.0;

pub struct Evaluation {
    request: Evaluate,
    /// Texts that must have a vector before it goes on.
    job: Option<Job>,
    trial: Option<Trial>,
    asked: Vec<Asked>,
    began: f64,
}

/// The documents as the evaluation cuts them.
struct Trial {
    chunks: Vec<Chunk>,
    /// What of each chunk is embedded, searched and sent.
    texts: Vec<String>,
    /// Each chunk as it stands in its document.
    quotable: Vec<String>,
    unit: Unit,
    words: Bm25,
    /// `None` while there are none, and without a model.
    vectors: Option<Flat>,
}

impl Lab {
    /// Begins to ask; [`Lab::tick`] goes on when every stage is up to date.
    pub fn evaluate(&mut self, request: Evaluate, clock: Clock) {
        self.evaluation = Some(Evaluation { request, job: None, trial: None, asked: Vec::new(), began: clock() });
    }

    /// Asks on for a moment.
    pub(super) async fn ask_on(&mut self, encoder: &mut impl Encoder, clock: Clock) -> Result<Vec<Event>, Failure> {
        let Some(mut evaluation) = self.evaluation.take() else { return Ok(Vec::new()) };
        let went_on = evaluation.go_on(&mut self.library, &mut self.store, encoder, clock).await;
        if went_on.map_err(|message| (Stage::Evaluation, message))? {
            return Ok(vec![Event::Evaluated(evaluation.told(clock))]);
        }
        let progress = evaluation.progress();
        self.evaluation = Some(evaluation);
        Ok(vec![Event::Evaluating(progress)])
    }
}

impl Evaluation {
    /// A moment further; whether all is asked.
    async fn go_on(
        &mut self,
        library: &mut Library,
        store: &mut Store,
        encoder: &mut impl Encoder,
        clock: Clock,
    ) -> Result<bool, String> {
        if let Some(job) = &mut self.job {
            if !job.step(store, encoder, clock).await? {
                return Ok(false);
            }
            self.job = None;
        }
        let before = clock();
        let Some(trial) = &mut self.trial else {
            self.begin(library, store, encoder, clock)?;
            return Ok(false);
        };
        if trial.vectors.is_none() && encoder.model().is_some() {
            self.job = Job::lacking(trial.texts.iter().map(String::as_str), store, before);
            if self.job.is_none() {
                trial.vectors = Some(trial.placed(store)?);
            }
            return Ok(false);
        }
        while let Some(question) = self.request.questions.get(self.asked.len()) {
            let vector = match trial.vectors {
                Some(_) => Some(job::embed(&question.text, store, encoder).await?),
                None => None,
            };
            let mut asked = trial.ask(&self.request, question, vector.as_deref(), clock);
            let taken = asked.found.iter().take(asked.context.len());
            let passages: Vec<&str> = taken.map(|at| trial.quotable[*at as usize].as_str()).collect();
            let sentences = support::sentences(&passages);
            if trial.vectors.is_some() {
                self.job = Job::lacking(sentences.iter().copied(), store, before);
                if self.job.is_some() {
                    return Ok(false);
                }
            }
            let best = support::best(&question.text, &sentences, store, encoder).await?;
            asked.answer = best.unwrap_or_default().to_owned();
            self.asked.push(asked);
            if clock() - before > SLICE {
                break;
            }
        }
        Ok(self.asked.len() == self.request.questions.len())
    }

    /// Cuts the documents, once their sentences have vectors where that needs any.
    fn begin(
        &mut self,
        library: &mut Library,
        store: &mut Store,
        encoder: &impl Encoder,
        clock: Clock,
    ) -> Result<(), String> {
        let Evaluate { chunking, retrieval, overlay, .. } = &self.request;
        search::check(retrieval)?;
        if library.is_empty() && overlay.planted.is_empty() {
            return Err("there are no documents to search; add one first".into());
        }
        let has_model = encoder.model().is_some();
        if retrieval.search.needs_vectors() && !has_model {
            return Err("this search needs the embedding model: load it, or compare by words only".into());
        }
        if chunking.method == Method::Semantic {
            if !has_model {
                return Err("semantic chunks need the embedding model: load it, or choose another way to cut".into());
            }
            let sentences = library.with(&overlay.planted, Library::sentences)?;
            self.job = Job::lacking(sentences.iter().map(|(_, sentence)| sentence.as_str()), store, clock());
            if self.job.is_some() {
                return Ok(());
            }
        }
        let cut = |library: &mut Library| Trial::cut(library, chunking, store);
        let trial = library.with(&overlay.planted, cut)?;
        if trial.chunks.is_empty() {
            return Err("there is no text in the documents; add one that has some".into());
        }
        self.trial = Some(trial);
        Ok(())
    }

    fn progress(&self) -> Evaluating {
        let embedding = self.trial.as_ref().is_none_or(|trial| trial.vectors.is_none()) && self.job.is_some();
        let asked = (self.asked.len() as u32, self.request.questions.len() as u32);
        let (done, of) = self.job.as_ref().filter(|_| embedding).map_or(asked, Job::counts);
        Evaluating { tag: self.request.tag, embedding, done, of }
    }

    fn told(self, clock: Clock) -> Evaluated {
        let Evaluation { request, trial, asked, began, .. } = self;
        let (unit, chunks) = trial.map_or_else(Default::default, |trial| (trial.unit, trial.chunks.len() as u32));
        let Evaluate { tag, retrieval, chunking, .. } = request;
        Evaluated { tag, retrieval, chunking, unit, chunks, asked, milliseconds: clock() - began }
    }
}

impl Trial {
    fn cut(library: &mut Library, chunking: &Chunking, store: &Store) -> Result<Self, String> {
        let chunks = library.cut(chunking, store)?;
        let texts: Vec<String> = chunks.iter().map(|chunk| library.searched(chunk, chunking)).collect();
        let quotable = chunks.iter().map(|chunk| library.text(chunk).to_owned()).collect();
        let words = Bm25::new(texts.iter().map(String::as_str));
        Ok(Trial { chunks, texts, quotable, unit: library.unit(), words, vectors: None })
    }

    /// `[chunks][width]`.
    fn placed(&self, store: &Store) -> Result<Flat, String> {
        let mut vectors = Flat::new(store.width());
        for text in &self.texts {
            let vector = store.get(&key(text)).ok_or("a vector is missing; evaluate again")?;
            vectors.vectors.extend_from_slice(vector);
        }
        Ok(vectors)
    }

    /// All but the sentence that answers.
    fn ask(&self, request: &Evaluate, question: &Question, vector: Option<&[f32]>, clock: Clock) -> Asked {
        let Evaluate { retrieval, overlay, .. } = request;
        let is_there = |at: usize| !overlay.without.iter().any(|&place| common(&self.chunks[at], place) > 0);
        let within = |at: usize| {
            let is_searched = |all: &Vec<u32>| all.contains(&self.chunks[at].document);
            is_there(at) && retrieval.documents.as_ref().is_none_or(is_searched)
        };
        let index = Index { words: &self.words, vectors: self.vectors.as_ref(), within: &within };
        let hits = search::search(&index, &question.text, vector, retrieval, clock).hits;
        let of = |is: fn(Fate) -> bool| hits.iter().filter(move |hit| is(hit.fate)).map(|hit| hit.chunk);
        let found: Vec<u32> = of(|fate| fate != Fate::Below).collect();
        let taken = of(|fate| fate == Fate::Taken);
        let right: Vec<usize> =
            (0..self.chunks.len()).filter(|at| is_there(*at) && is_right(&self.chunks[*at], question)).collect();
        let holds = |at: &&usize| question.gold.iter().map(|&gold| common(&self.chunks[**at], gold)).max();
        // Of equals the first.
        let gold = right.iter().rev().max_by_key(holds).map(|at| self.texts[*at].clone());
        Asked {
            context: taken.map(|at| self.texts[at as usize].clone()).collect(),
            below: of(|fate| fate == Fate::Below).collect(),
            found,
            right: right.into_iter().map(|at| at as u32).collect(),
            answer: String::new(),
            gold: gold.unwrap_or_default(),
        }
    }
}

/// Bytes that a chunk and a place of a document share.
fn common(chunk: &Chunk, (document, start, end): (u32, u32, u32)) -> u32 {
    if chunk.document == document { chunk.end.min(end).saturating_sub(chunk.start.max(start)) } else { 0 }
}

/// Whether a chunk holds at least half of a place where the answer stands.
fn is_right(chunk: &Chunk, question: &Question) -> bool {
    let holds_half = |&gold: &(u32, u32, u32)| gold.2 > gold.1 && 2 * common(chunk, gold) >= gold.2 - gold.1;
    question.gold.iter().any(holds_half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_answer_is_enough_and_another_document_is_none() {
        let question = Question { gold: vec![(3, 10, 20)], ..Question::default() };
        let chunk = |document, start, end| Chunk { document, start, end, ..Chunk::default() };
        assert!(is_right(&chunk(3, 0, 15), &question));
        assert!(!is_right(&chunk(3, 0, 14), &question));
        assert!(is_right(&chunk(3, 12, 17), &question));
        assert!(!is_right(&chunk(4, 10, 20), &question));
        assert!(!is_right(&chunk(3, 20, 30), &question));
        assert!(!is_right(&chunk(3, 0, 30), &Question { gold: vec![(3, 5, 5)], ..Question::default() }));
    }
}
