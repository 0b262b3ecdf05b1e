//! Questions to the reader's own documents: cut, embedded, searched, each stage only when what it is made of has changed.
//!
//! The page says how everything should be; [`Lab::tick`] brings one stage after the other up to date, a moment at a time, so that a change, a
//! stop or an answer that is being written comes in between.

mod approximate;
mod chunks;
mod encoder;
mod evaluate;
mod job;
mod search;
mod store;
mod support;

use algorithms::pca::Pca;
use algorithms::retrieval::bm25::Bm25;
use algorithms::retrieval::flat::Flat;
use protocol::rag::{
    Chunk, Chunked, Chunking, Computed, Embedded, Event, Found, Method, Request, Retrieval, Setup, Stage,
};

use crate::bert;
use crate::session::Clock;
use approximate::Approximation;
use chunks::Library;
use encoder::Encoder;
use evaluate::Evaluation;
use job::{Job, Purpose};
use search::Index;
use store::{Store, key};

/// Vectors that are handed out together: five seconds' work of a passage's length, 100 kB.
const COMPUTED: usize = 64;

/// What went wrong in which stage, in words for the reader.
type Failure = (Stage, String);

#[derive(Default)]
pub struct Lab {
    library: Library,
    /// Grows with every change of what chunks are made of.
    revision: u64,
    /// Grows with every cut and every set of vectors.
    serial: u64,
    wanted: Option<Setup>,
    /// The reader stopped the embedding; nothing is embedded until the next run.
    stopped: bool,
    store: Store,
    job: Option<Job>,
    cut: Option<Cut>,
    placed: Option<Placed>,
    told: Option<Told>,
    evaluation: Option<Evaluation>,
    approximation: Option<Approximation>,
}

/// All documents in chunks.
struct Cut {
    revision: u64,
    chunking: Chunking,
    serial: u64,
    chunks: Vec<Chunk>,
    /// What of each chunk is embedded and searched.
    texts: Vec<String>,
    words: Bm25,
}

/// A vector for each chunk.
struct Placed {
    /// Of the cut.
    cut: u64,
    model: String,
    serial: u64,
    vectors: Flat,
    plane: Pca,
}

/// What this run was answered, if it was: by words while vectors are on their way, then by both.
#[derive(PartialEq)]
struct Told {
    question: String,
    retrieval: Retrieval,
    cut: u64,
    placed: Option<u64>,
}

/// The embedding model's loading, told as this lesson's.
pub fn loading(event: protocol::bert::Event) -> Event {
    Event::Encoder(event.of_pack().unwrap_or(protocol::pack::Event::Absent))
}

impl Lab {
    /// The page is gone. Another one is told everything anew; vectors stay: they were paid for.
    pub fn cancel(&mut self) {
        *self = Lab { store: std::mem::take(&mut self.store), ..Lab::default() };
    }

    /// Stops embedding and evaluating. The question is still answered, by what is there.
    fn stop(&mut self) {
        self.stopped = true;
        self.job = None;
        self.evaluation = None;
        self.approximation = None;
    }

    /// Lets go of every document and of all that was made of them.
    fn forget(&mut self) {
        self.stop();
        self.library.set_documents(Vec::new());
        self.revision += 1;
        (self.wanted, self.cut, self.placed, self.told) = (None, None, None, None);
        self.store = Store::default();
    }

    pub fn is_busy(&self) -> bool {
        self.wanted.is_some()
            || self.evaluation.is_some()
            || self.approximation.as_ref().is_some_and(Approximation::is_running)
    }

    /// What needs no model. Requests that do are the session's.
    pub fn handle(&mut self, request: Request, encoder: &impl Encoder, clock: Clock) -> Vec<Event> {
        self.know(encoder);
        match request {
            Request::Tokenizer { bytes } => match bert::load::text(&bytes) {
                Ok(tokenizer) => {
                    self.library.set_tokenizer(tokenizer);
                    self.revision += 1;
                }
                Err(message) => return vec![Event::Failed { stage: Stage::Chunks, message }],
            },
            Request::Documents(documents) => self.revision += u64::from(self.library.set_documents(documents)),
            Request::Remember(vectors) => self.store.remember(vectors),
            Request::Forget => self.forget(),
            Request::Run(setup) => (self.wanted, self.told, self.stopped) = (Some(setup), None, false),
            Request::Stop => {
                self.stop();
                return self.store.take_computed(1).map(Event::Computed).into_iter().collect();
            }
            Request::Approximate(request) => return self.approximate(request),
            Request::Evaluate(request) => self.evaluate(request, clock),
            // The models'.
            Request::Encoder(_) | Request::Support(_) | Request::Words { .. } | Request::Measure(_) => {}
        }
        Vec::new()
    }

    /// Whose vectors are kept.
    fn know(&mut self, encoder: &impl Encoder) {
        if let Some(model) = encoder.model() {
            self.store.belong_to(&model);
        }
    }

    /// Brings the first stage that is out of date a moment further.
    pub async fn tick(&mut self, encoder: &mut impl Encoder, clock: Clock) -> Vec<Event> {
        self.know(encoder);
        let events = match self.wanted.clone() {
            Some(setup) => self.step(&setup, encoder, clock).await,
            None if self.evaluation.is_some() => self.ask_on(encoder, clock).await,
            None => self.compare_on(clock),
        };
        events.unwrap_or_else(|(stage, message)| {
            self.wanted = None;
            self.stop();
            vec![Event::Failed { stage, message }]
        })
    }

    async fn step(&mut self, setup: &Setup, encoder: &mut impl Encoder, clock: Clock) -> Result<Vec<Event>, Failure> {
        let Some(cut) = self.cut.as_ref().filter(|cut| cut.is_of(self.revision, &setup.chunking)) else {
            return self.cut_documents(&setup.chunking, encoder, clock).await;
        };
        let model = encoder.model();
        let is_placed = |placed: &Placed| placed.cut == cut.serial && Some(&placed.model) == model.as_ref();
        if model.is_some() && !self.stopped && !cut.chunks.is_empty() && !self.placed.as_ref().is_some_and(is_placed) {
            return self.place(setup, encoder, clock).await;
        }
        let found = self.answer(setup, encoder, clock).await?;
        self.wanted = None;
        Ok(found.into_iter().collect())
    }

    async fn cut_documents(
        &mut self,
        chunking: &Chunking,
        encoder: &mut impl Encoder,
        clock: Clock,
    ) -> Result<Vec<Event>, Failure> {
        let fail = |message| (Stage::Chunks, message);
        let began = clock();
        if chunking.method == Method::Semantic {
            if self.stopped {
                self.wanted = None;
                return Ok(Vec::new());
            }
            if encoder.model().is_none() {
                return Err(fail(
                    "semantic chunks need the embedding model: load it, or choose another way to cut".into(),
                ));
            }
            let of = Purpose::Sentences(self.revision);
            if self.job.as_ref().is_none_or(|job| job.of != of) {
                let sentences = self.library.sentences().map_err(fail)?;
                let texts = sentences.iter().map(|(document, text)| (Some(*document), text.as_str()));
                self.job = Some(Job::new(of, texts, &self.store, began));
            }
            let Some(job) = &mut self.job else { return Ok(Vec::new()) };
            if !job.step(&mut self.store, encoder, clock).await.map_err(fail)? {
                return Ok(told(job, self.store.take_computed(COMPUTED)));
            }
        }
        let began = self.job.take().map_or(began, |job| job.began);
        let chunks = self.library.cut(chunking, &self.store).map_err(fail)?;
        self.serial += 1;
        let texts: Vec<String> = chunks.iter().map(|chunk| self.library.searched(chunk, chunking)).collect();
        let words = Bm25::new(texts.iter().map(String::as_str));
        let (unit, milliseconds) = (self.library.unit(), clock() - began);
        let told = Chunked { chunking: *chunking, chunks: chunks.clone(), unit, milliseconds };
        self.cut =
            Some(Cut { revision: self.revision, chunking: *chunking, serial: self.serial, chunks, texts, words });
        Ok(vec![Event::Chunked(told)])
    }

    /// Embeds what has no vector yet. If that takes more than a moment, the question is answered by its words meanwhile.
    async fn place(&mut self, setup: &Setup, encoder: &mut impl Encoder, clock: Clock) -> Result<Vec<Event>, Failure> {
        let fail = |message| (Stage::Embeddings, message);
        let Some(cut) = &self.cut else { return Ok(Vec::new()) };
        let of = Purpose::Chunks(cut.serial);
        self.job.take_if(|job| job.of != of);
        let began = clock();
        let texts = cut.chunks.iter().zip(&cut.texts).map(|(chunk, text)| (Some(chunk.document), text.as_str()));
        let job = self.job.get_or_insert_with(|| Job::new(of, texts, &self.store, began));
        if !job.step(&mut self.store, encoder, clock).await.map_err(fail)? {
            let mut events = told(job, self.store.take_computed(COMPUTED));
            events.extend(self.answer(setup, encoder, clock).await?);
            return Ok(events);
        }
        let (reused, began) = (job.reused, job.began);
        self.job = None;
        let mut vectors = Flat::new(self.store.width());
        for text in &cut.texts {
            let vector = self
                .store
                .get(&key(text))
                .ok_or_else(|| fail("a vector is missing; change a setting to try again".into()))?;
            vectors.vectors.extend_from_slice(vector);
        }
        let plane = plane(&vectors);
        let most = encoder.most_tokens();
        let computed = self.store.take_computed(1).map(Event::Computed);
        let told = Embedded {
            reused,
            map: vectors.vectors.chunks_exact(vectors.width).flat_map(|row| plane.project(row)).collect(),
            shown: (plane.variance.iter().sum::<f64>() / plane.total_variance.max(f64::MIN_POSITIVE)) as f32,
            cut: (0..cut.texts.len())
                .filter(|at| self.library.tokens_of(&cut.texts[*at]) > most)
                .map(|at| at as u32)
                .collect(),
            milliseconds: clock() - began,
        };
        self.serial += 1;
        let model = encoder.model().unwrap_or_default();
        self.placed = Some(Placed { cut: cut.serial, model, serial: self.serial, vectors, plane });
        Ok(computed.into_iter().chain([Event::Embedded(told)]).collect())
    }

    /// The question's answer, unless it was told already.
    async fn answer(
        &mut self,
        setup: &Setup,
        encoder: &mut impl Encoder,
        clock: Clock,
    ) -> Result<Option<Event>, Failure> {
        let Some(cut) = &self.cut else { return Ok(None) };
        let placed = self.placed.as_ref().filter(|placed| placed.cut == cut.serial).map(|placed| placed.serial);
        let told =
            Told { question: setup.question.clone(), retrieval: setup.retrieval.clone(), cut: cut.serial, placed };
        if self.told.as_ref() == Some(&told) || setup.question.trim().is_empty() {
            return Ok(None);
        }
        let found = self.find(&setup.question, &setup.retrieval, encoder, clock).await?;
        self.told = Some(told);
        Ok(Some(Event::Found(Box::new(found))))
    }

    /// Searches the chunks as they are.
    async fn find(
        &mut self,
        question: &str,
        retrieval: &Retrieval,
        encoder: &mut impl Encoder,
        clock: Clock,
    ) -> Result<Found, Failure> {
        let fail = |message: String| (Stage::Retrieval, message);
        search::check(retrieval).map_err(fail)?;
        let began = clock();
        let Some(cut) = &self.cut else { return Err(fail("there are no documents to search".into())) };
        let placed = self.placed.as_ref().filter(|placed| placed.cut == cut.serial);
        let vector = match placed {
            Some(_) => Some(job::embed(question, &mut self.store, encoder).await.map_err(fail)?),
            None => None,
        };
        let embed = clock() - began;
        let within = |chunk: usize| match &retrieval.documents {
            Some(documents) => documents.contains(&cut.chunks[chunk].document),
            None => true,
        };
        let index = Index { words: &cut.words, vectors: placed.map(|placed| &placed.vectors), within: &within };
        let mut found = search::search(&index, question, vector.as_deref(), retrieval, clock);
        found.times.embed = embed;
        found.place = placed.zip(vector).map(|(placed, vector)| placed.plane.project(&vector).into());
        Ok(found)
    }
}

/// How far a job is, and what it brought.
fn told(job: &Job, computed: Option<Computed>) -> Vec<Event> {
    [job.progress()].into_iter().chain(computed.map(Event::Computed)).collect()
}

/// The plane in which the vectors are widest. Of very many, a sample has the same: all of 50,000 would take seconds.
fn plane(vectors: &Flat) -> Pca {
    const MOST: usize = 2000;
    if vectors.len() <= MOST {
        return Pca::fit(&vectors.vectors, vectors.width);
    }
    let sample: Vec<f32> = (0..MOST).flat_map(|at| vectors.vector(at * vectors.len() / MOST)).copied().collect();
    Pca::fit(&sample, vectors.width)
}

impl Cut {
    fn is_of(&self, revision: u64, chunking: &Chunking) -> bool {
        self.revision == revision && self.chunking == *chunking
    }
}
