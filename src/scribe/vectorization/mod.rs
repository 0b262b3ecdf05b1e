//! The Vectorization lesson's documents and the space they were fitted into.

mod answers;
mod export;
mod plain;
mod problem;
mod window;

use algorithms::vectorization::{Counter, Hit, Problem, Space, documents, rank};
use protocol::vectorization::{Event, Fitted, Request, Setup, Split, Surgery};

use crate::Clock;

/// Documents between two looks at the clock.
const BATCH: usize = 64;
/// Milliseconds that one step may take.
const SLICE: f64 = 25.0;

/// What the worker knows of one page.
pub struct Lab {
    clock: Clock,
    text: String,
    /// Where each document stands in `text`.
    places: Vec<(usize, usize)>,
    fitting: Option<Fitting>,
    model: Option<Model>,
}

struct Fitting {
    serial: u32,
    setup: Setup,
    counter: Counter,
    begun: f64,
}

struct Model {
    setup: Setup,
    space: Space,
    /// Columns in the last order asked for.
    order: Option<window::Ordering>,
    /// All documents by the last query.
    ranking: Vec<Hit>,
}

impl Lab {
    pub fn new(clock: Clock) -> Self {
        Self { clock, text: String::new(), places: Vec::new(), fitting: None, model: None }
    }

    /// Forgets everything.
    pub fn cancel(&mut self) {
        *self = Self::new(self.clock);
    }

    pub fn is_busy(&self) -> bool {
        self.fitting.is_some()
    }

    /// # Errors
    /// In words for the reader, if there is nothing to answer from.
    pub fn handle(&mut self, request: Request) -> Result<Vec<Event>, String> {
        let event = match request {
            Request::Read { text, split } => {
                self.read(text, split);
                return Ok(Vec::new());
            }
            Request::Fit { serial, setup } => return Ok(self.begin(serial, setup).into_iter().collect()),
            Request::Window(view) => {
                let Self { text, places, model, .. } = self;
                let model = model.as_mut().ok_or(NOTHING)?;
                Event::Window(window::window(model, view, |k| document(text, places, k)))
            }
            Request::Rank { query } => {
                let model = self.model.as_mut().ok_or(NOTHING)?;
                model.ranking = rank(&model.space, &model.space.transform(&query));
                let model = self.model()?;
                Event::Ranking(answers::ranking(&model.space, query, &model.ranking, |k| self.document(k)))
            }
            Request::Compare { a, b } => {
                let (a, b) = (self.known(a)?, self.known(b)?);
                Event::Comparison(answers::comparison(&self.model()?.space, (a, b), |k| self.document(k)))
            }
            Request::Follow { document } => {
                let document = self.known(document)?;
                Event::Steps(answers::steps(&self.model()?.space, document, self.document(document)))
            }
            Request::Operate { surgery, query } => self.operate(surgery, query)?,
            Request::Export(export) => {
                let model = self.model()?;
                let documents: Vec<&str> = (0..self.places.len()).map(|k| self.document(k)).collect();
                Event::Exported { export, bytes: export::export(&model.space, &model.setup, export, &documents)? }
            }
        };
        Ok(vec![event])
    }

    /// Some more documents of what was begun.
    pub fn tick(&mut self) -> Vec<Event> {
        let Some(mut fitting) = self.fitting.take() else { return Vec::new() };
        let until = (self.clock)() + SLICE;
        while fitting.counter.documents() < self.places.len() {
            let from = fitting.counter.documents();
            for k in from..(from + BATCH).min(self.places.len()) {
                fitting.counter.add(self.document(k));
            }
            if (self.clock)() >= until {
                let event = Event::Progress {
                    serial: fitting.serial,
                    done: fitting.counter.documents(),
                    documents: self.places.len(),
                };
                self.fitting = Some(fitting);
                return vec![event];
            }
        }
        vec![self.finish(fitting)]
    }

    fn read(&mut self, text: String, split: Split) {
        let start = text.as_ptr() as usize;
        let place = |document: &str| (document.as_ptr() as usize - start, document.len());
        self.places = documents(&text, plain::split(split)).into_iter().map(place).collect();
        self.text = text;
        self.fitting = None;
        self.model = None;
    }

    fn begin(&mut self, serial: u32, setup: Setup) -> Option<Event> {
        self.model = None;
        match Counter::new(&plain::options(&setup.options)) {
            Ok(counter) => {
                self.fitting = Some(Fitting { serial, setup, counter, begun: (self.clock)() });
                None
            }
            Err(problem) => {
                self.fitting = None;
                Some(unfit(serial, problem))
            }
        }
    }

    fn finish(&mut self, Fitting { serial, setup, counter, begun }: Fitting) -> Event {
        let options = plain::options(&setup.options);
        let counts = match counter.finish() {
            Ok(counts) => counts,
            Err(problem) => return unfit(serial, problem),
        };
        let documents = (0..self.places.len()).map(|k| self.document(k));
        let space = Space::new(counts, plain::representation(setup.representation), &options, documents);
        let smallest = |values: &[f64]| values.iter().copied().fold(f64::INFINITY, f64::min);
        let largest = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
        let fitted = Fitted {
            documents: space.documents(),
            terms: space.terms.len(),
            stored: space.counts.stored(),
            empty: (0..space.documents()).filter(|row| space.counts.columns(*row).is_empty()).count(),
            idf_min: smallest(&space.idf),
            idf_max: largest(&space.idf),
            heaviest: largest(&space.weights.values),
            milliseconds: (self.clock)() - begun,
        };
        self.model = Some(Model { setup, space, order: None, ranking: Vec::new() });
        Event::Fitted { serial, fitted }
    }

    /// Ranks in the space as it is and in one in which something is broken.
    fn operate(&self, surgery: Surgery, query: String) -> Result<Event, String> {
        let model = self.model()?;
        let mut options = model.space.options.clone();
        let mut all: Vec<&str> = (0..self.places.len()).map(|k| self.document(k)).collect();
        let stuffed;
        match surgery {
            Surgery::NoIdf => options.use_idf = false,
            Surgery::NoNorm => options.norm = None,
            Surgery::NoLowercase => options.lowercase = false,
            Surgery::Duplicate(document) => all.extend([self.document(self.known(document)?); 10]),
            Surgery::OneWord => {
                let known = model.space.transform(&query);
                let heaviest = known.columns.iter().zip(&known.weights).max_by(|a, b| a.1.total_cmp(b.1));
                let (column, _) =
                    heaviest.ok_or("No word of the query is known; type one that stands in a document.")?;
                stuffed = [&*model.space.terms[*column as usize]; 50].join(" ");
                all.push(&stuffed);
            }
        }
        let refused = |problem| problem::words(problem);
        let mut counter = Counter::new(&options).map_err(refused)?;
        all.iter().for_each(|document| counter.add(document));
        let counts = counter.finish().map_err(refused)?;
        let broken = Space::new(counts, model.space.representation, &options, all.iter().copied());
        let ranking = |space: &Space| {
            let hits = rank(space, &space.transform(&query));
            answers::ranking(space, query.clone(), &hits, |k| all[k])
        };
        Ok(Event::Operation { surgery, before: ranking(&model.space), after: ranking(&broken) })
    }

    fn model(&self) -> Result<&Model, String> {
        self.model.as_ref().ok_or_else(|| NOTHING.to_owned())
    }

    fn known(&self, document: usize) -> Result<usize, String> {
        let documents = self.places.len();
        if document < documents {
            return Ok(document);
        }
        Err(format!("There is no document {}; there are {documents}.", document + 1))
    }

    fn document(&self, k: usize) -> &str {
        document(&self.text, &self.places, k)
    }
}

fn document<'t>(text: &'t str, places: &[(usize, usize)], k: usize) -> &'t str {
    let (start, length) = places[k];
    &text[start..start + length]
}

fn unfit(serial: u32, problem: Problem) -> Event {
    Event::Unfit { serial, message: problem::words(problem) }
}

const NOTHING: &str = "There is no matrix yet: the documents are still being counted, or none could be made of them.";
