//! The approximate index beside the exact search: both are asked the same, and told is what the one misses and the other costs.

use algorithms::retrieval::flat::{Flat, normalize};
use algorithms::retrieval::hnsw::{Builder, Hnsw, Parameters};
use algorithms::rng::Rng;
use protocol::rag::{Approximate, Approximated, Approximating, Event, MOST_MADE, Over, Stage, Step, Walk};

use super::{Failure, Lab};
use crate::session::Clock;

/// Milliseconds that one step may take, beyond the vector or question in work.
const SLICE: f64 = 50.0;

/// Questions at most.
const QUESTIONS: usize = 100;

/// Of what is made up. A sentence's vector has 384 numbers but does not use them freely: texts on one subject differ in far fewer ways.
const WIDTH: usize = 384;
const CENTRES: usize = 100;
const WAYS: usize = 24;

pub struct Approximation {
    request: Approximate,
    /// Of the vectors that were asked for; another set has another.
    placed: Option<u64>,
    sample: Sample,
    builder: Option<Builder>,
    graph: Option<Hnsw>,
    build: f64,
    /// The exact answer to each question so far.
    exact: Vec<Vec<usize>>,
    exact_time: f64,
    walks: Vec<Walk>,
    is_told: bool,
}

/// What is searched and what is asked.
struct Sample {
    vectors: Flat,
    questions: Flat,
    /// Vectors of the questions themselves, which are no answer to them.
    own: Vec<Option<usize>>,
    /// What is made up still has to be.
    maker: Option<Maker>,
}

/// Makes vectors up, the same ones every time.
struct Maker {
    rng: Rng,
    count: usize,
    centres: Vec<f32>,
    /// `[WAYS, WIDTH]`
    ways: Vec<f32>,
}

impl Approximation {
    pub fn is_running(&self) -> bool {
        !self.is_told
    }
}

impl Lab {
    /// Begins to compare; [`Lab::tick`] goes on. The graph of the last time serves again if only the searches changed.
    pub(super) fn approximate(&mut self, request: Approximate) -> Vec<Event> {
        if let Err(message) = check(&request) {
            return vec![Event::Failed { stage: Stage::Retrieval, message }];
        }
        let placed = match request.over {
            Over::Chunks => self.placed.as_ref().map(|placed| placed.serial),
            Over::Made(_) => None,
        };
        let is_same = |last: &Approximation| {
            let (a, b) = (&last.request, &request);
            last.graph.is_some()
                && last.placed == placed
                && (a.over, a.m, a.ef_construction) == (b.over, b.m, b.ef_construction)
        };
        let last = self.approximation.take().filter(is_same);
        let walks = request.ef_search.iter().map(|ef| Walk { ef: *ef, ..Walk::default() }).collect();
        let (sample, graph, build) = match last {
            Some(last) => (last.sample, last.graph, last.build),
            None => match self.sample(request.over) {
                Ok(sample) => (sample, None, 0.0),
                Err(message) => return vec![Event::Failed { stage: Stage::Retrieval, message }],
            },
        };
        self.approximation = Some(Approximation {
            request,
            placed,
            sample,
            builder: None,
            graph,
            build,
            exact: Vec::new(),
            exact_time: 0.0,
            walks,
            is_told: false,
        });
        Vec::new()
    }

    fn sample(&self, over: Over) -> Result<Sample, String> {
        if let Over::Made(count) = over {
            return Ok(Sample::made(count as usize));
        }
        let message = "an index is built over vectors: load the embedding model and wait until every chunk has one";
        let placed =
            self.placed.as_ref().filter(|placed| self.cut.as_ref().is_some_and(|cut| cut.serial == placed.cut));
        Ok(Sample::of(&placed.ok_or(message)?.vectors))
    }

    /// Compares on for a moment.
    pub(super) fn compare_on(&mut self, clock: Clock) -> Result<Vec<Event>, Failure> {
        let placed = self.placed.as_ref().map(|placed| placed.serial);
        // Chunks that have changed meanwhile: the page has forgotten what it asked, too.
        self.approximation.take_if(|work| work.placed.is_some() && work.placed != placed);
        let Some(work) = self.approximation.as_mut().filter(|work| work.is_running()) else { return Ok(Vec::new()) };
        let until = clock() + SLICE;
        Ok(vec![work.step(clock, until)])
    }
}

impl Approximation {
    fn step(&mut self, clock: Clock, until: f64) -> Event {
        let progress = |step, done: usize, of: usize| {
            Event::Approximating(Approximating { step, done: done as u32, of: of as u32 })
        };
        if let Some(maker) = &mut self.sample.maker {
            let (vectors, questions) = (&mut self.sample.vectors, &mut self.sample.questions);
            while clock() < until && maker.make(vectors, questions) {}
            let (done, of) = (vectors.len() + questions.len(), maker.count + QUESTIONS);
            if done < of {
                return progress(Step::Making, done, of);
            }
            self.sample.own = vec![None; questions.len()];
            self.sample.maker = None;
        }
        let Sample { vectors, questions, own, .. } = &self.sample;
        let Some(graph) = &self.graph else {
            let parameters = Parameters {
                m: self.request.m as usize,
                ef_construction: self.request.ef_construction as usize,
                ..Parameters::default()
            };
            let mut builder = self.builder.take().unwrap_or_else(|| Builder::new(parameters));
            let began = clock();
            while clock() < until && builder.add(vectors) {}
            self.build += clock() - began;
            let done = builder.len();
            if done == vectors.len() {
                self.graph = Some(builder.finish());
            } else {
                self.builder = Some(builder);
            }
            return progress(Step::Linking, done, vectors.len());
        };
        let k = self.request.k as usize;
        while clock() < until && self.exact.len() < questions.len() {
            let at = self.exact.len();
            let (question, own) = (questions.vector(at), own[at]);
            // One more, since a chunk is nearest to itself.
            let wanted = k + usize::from(own.is_some());
            let others = |hits: Vec<algorithms::retrieval::Hit>| -> Vec<usize> {
                hits.into_iter().map(|hit| hit.index).filter(|index| Some(*index) != own).take(k).collect()
            };
            let began = clock();
            let exact = vectors.search(question, wanted);
            self.exact_time += clock() - began;
            let exact = others(exact);
            for walk in &mut self.walks {
                let began = clock();
                let found = graph.search(vectors, question, wanted, walk.ef as usize);
                walk.milliseconds += clock() - began;
                walk.compared += found.compared as f64;
                let found = others(found.hits);
                let common = exact.iter().filter(|index| found.contains(index)).count();
                walk.recall += if exact.is_empty() { 1.0 } else { common as f64 / exact.len() as f64 };
            }
            self.exact.push(exact);
        }
        if self.exact.len() < questions.len() {
            return progress(Step::Asking, self.exact.len(), questions.len());
        }
        self.is_told = true;
        let mean = |sum: f64| sum / questions.len().max(1) as f64;
        let walks = self.walks.iter().map(|walk| Walk {
            ef: walk.ef,
            recall: mean(walk.recall),
            compared: mean(walk.compared),
            milliseconds: mean(walk.milliseconds),
        });
        Event::Approximated(Approximated {
            request: self.request.clone(),
            vectors: vectors.len() as u32,
            width: vectors.width as u32,
            questions: questions.len() as u32,
            build: self.build,
            layers: graph.layer_count() as u32,
            links: graph.link_count() as u32,
            exact: mean(self.exact_time),
            walks: walks.collect(),
        })
    }
}

impl Sample {
    /// The vectors, and up to [`QUESTIONS`] of them evenly chosen as questions.
    fn of(vectors: &Flat) -> Sample {
        let count = vectors.len().min(QUESTIONS);
        let chosen: Vec<usize> = (0..count).map(|at| at * vectors.len() / count).collect();
        let questions = chosen.iter().flat_map(|at| vectors.vector(*at)).copied().collect();
        Sample {
            vectors: vectors.clone(),
            questions: Flat { width: vectors.width, vectors: questions },
            own: chosen.into_iter().map(Some).collect(),
            maker: None,
        }
    }

    fn made(count: usize) -> Sample {
        let mut rng = Rng::new(1);
        let mut rows = |count: usize| -> Vec<f32> {
            let mut rows: Vec<f32> = (0..count * WIDTH).map(|_| rng.normal()).collect();
            normalize(&mut rows, WIDTH);
            rows
        };
        let (centres, ways) = (rows(CENTRES), rows(WAYS));
        let maker = Maker { rng, count, centres, ways };
        let mut vectors = Flat::new(WIDTH);
        vectors.vectors.reserve_exact(count * WIDTH);
        Sample { vectors, questions: Flat::new(WIDTH), own: Vec::new(), maker: Some(maker) }
    }
}

impl Maker {
    /// The next vector, or after those the next question; whether there was one to make.
    fn make(&mut self, vectors: &mut Flat, questions: &mut Flat) -> bool {
        let into = match (vectors.len() < self.count, questions.len() < QUESTIONS) {
            (true, _) => vectors,
            (false, true) => questions,
            (false, false) => return false,
        };
        let centre = self.rng.below(CENTRES);
        let begin = into.vectors.len();
        into.vectors.extend_from_slice(&self.centres[centre * WIDTH..][..WIDTH]);
        let row = &mut into.vectors[begin..];
        let scale = 1.0 / (WAYS as f32).sqrt();
        for way in self.ways.chunks_exact(WIDTH) {
            let far = scale * self.rng.normal();
            row.iter_mut().zip(way).for_each(|(value, way)| *value += far * way);
        }
        normalize(row, WIDTH);
        true
    }
}

/// # Errors
/// In words for the reader, if a setting makes no sense.
fn check(request: &Approximate) -> Result<(), String> {
    if !(2..=128).contains(&request.m) || !(1..=2000).contains(&request.ef_construction) {
        return Err("an index takes m from 2 to 128 and ef_construction from 1 to 2,000".into());
    }
    if request.k == 0 || request.ef_search.is_empty() || request.ef_search.iter().any(|ef| !(1..=10_000).contains(ef)) {
        return Err("a search takes k from 1 and ef_search from 1 to 10,000".into());
    }
    if matches!(request.over, Over::Made(count) if !(1..=MOST_MADE).contains(&count)) {
        return Err(format!("from 1 to {MOST_MADE} vectors are made up"));
    }
    Ok(())
}
