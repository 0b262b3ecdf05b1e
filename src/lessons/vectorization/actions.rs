//! What the reader can do, each answered with the requests to send.

use protocol::vectorization::{Export, Limit, Norm, Options, Order, Representation, Request, Split, Surgery, View};

use super::break_it::Guess;
use super::lesson::{Corpus, Lesson, Origin, Phase, Picked};
use super::sample::{HARD_QUERY, SAMPLE};
use super::stages::stages;
use crate::Shared;

impl Lesson {
    /// Other documents.
    pub fn use_text(&mut self, text: Shared<str>, origin: Origin) -> Vec<Request> {
        if *self.corpus.text == *text && self.corpus.origin == origin {
            return Vec::new();
        }
        self.corpus = Corpus { text, origin };
        self.documents_changed();
        self.read()
    }

    /// The documents as they were edited in place. Back at the sample's words, it is the sample again.
    pub fn edit(&mut self, text: &str) -> Vec<Request> {
        let origin = match self.corpus.origin {
            _ if text == SAMPLE => Origin::Sample,
            Origin::Mine => Origin::Mine,
            Origin::Sample | Origin::Edited => Origin::Edited,
        };
        self.use_text(text.into(), origin)
    }

    pub fn use_sample(&mut self) -> Vec<Request> {
        self.use_text(SAMPLE.into(), Origin::Sample)
    }

    pub fn set_split(&mut self, split: Split) -> Vec<Request> {
        if self.split == split {
            return Vec::new();
        }
        self.split = split;
        self.documents_changed();
        self.read()
    }

    pub fn set_representation(&mut self, representation: Representation) -> Vec<Request> {
        let last = |of| stages(of).len() - 1;
        // Who looks at the finished row goes on looking at it.
        let finished = self.position >= last(self.setup.representation);
        self.setup.representation = representation;
        self.position = if finished { last(representation) } else { self.position.min(last(representation)) };
        self.fit()
    }

    /// Any of the options.
    pub fn set(&mut self, change: impl FnOnce(&mut Options)) -> Vec<Request> {
        let before = self.setup.options.clone();
        change(&mut self.setup.options);
        if self.setup.options == before { Vec::new() } else { self.fit() }
    }

    pub fn set_limits(&mut self, min_df: Limit, max_df: Limit) -> Vec<Request> {
        self.set(|options| (options.min_df, options.max_df) = (min_df, max_df))
    }

    pub fn set_norm(&mut self, norm: Option<Norm>) -> Vec<Request> {
        self.set(|options| options.norm = norm)
    }

    /// The reader scrolled, or the picture changed its size.
    pub fn look(&mut self, first_row: usize, rows: usize, first_column: usize, columns: usize) -> Vec<Request> {
        self.show(View { first_row, rows, first_column, columns, ..self.view })
    }

    pub fn sort_terms(&mut self, order: Order) -> Vec<Request> {
        self.picked = None;
        self.point(None);
        self.show(View { order, first_column: 0, ..self.view })
    }

    pub fn sort_documents(&mut self, by_rank: bool) -> Vec<Request> {
        self.picked = None;
        self.point(None);
        self.show(View { by_rank, first_row: 0, ..self.view })
    }

    fn show(&mut self, view: View) -> Vec<Request> {
        self.view = view;
        self.ask_window()
    }

    /// The pointer is over a cell (row and column of the whole matrix as it is ordered), or over none.
    pub fn point(&mut self, place: Option<(usize, usize)>) {
        self.pointed = place;
        self.hover = place.and_then(|place| self.cell(place));
    }

    /// The reader chose a cell; its document is the one that is followed.
    pub fn pick(&mut self, place: (usize, usize)) -> Vec<Request> {
        let Some(picked) = self.cell(place) else { return Vec::new() };
        if let Some(fitted) = &self.fitted
            && self.setup.representation == Representation::TfIdf
        {
            self.exercises.picked(&picked, fitted);
        }
        let document = picked.document;
        self.picked = Some(picked);
        self.follow(document)
    }

    /// All about a cell, if it is in the window.
    pub(super) fn cell(&self, place: (usize, usize)) -> Option<Picked> {
        let window = self.window.as_ref()?;
        let row = place.0.checked_sub(window.view.first_row)?;
        let column = place.1.checked_sub(window.view.first_column)?;
        let (line, head) = (window.rows.get(row)?, window.columns.get(column)?);
        let cell = line.cells.iter().find(|cell| cell.at == column);
        Some(Picked {
            place,
            document: line.document,
            text: line.text.clone(),
            term: head.term.clone(),
            count: cell.map_or(0, |cell| cell.count),
            tf: cell.map_or(0.0, |cell| cell.tf),
            df: head.df,
            idf: head.idf,
            norm: line.norm,
            weight: cell.map_or(0.0, |cell| cell.weight),
        })
    }

    pub fn search(&mut self, query: &str) -> Vec<Request> {
        self.query = query.into();
        self.ask_rank()
    }

    /// Puts the exercise's query in.
    pub fn try_hard_query(&mut self) -> Vec<Request> {
        self.search(HARD_QUERY)
    }

    pub fn compare(&mut self, a: usize, b: usize) -> Vec<Request> {
        self.pair = (a, b);
        self.ask_compare()
    }

    pub fn follow(&mut self, document: usize) -> Vec<Request> {
        self.followed = document;
        self.ask_steps()
    }

    pub fn choose_surgery(&mut self, surgery: Surgery) {
        self.break_it.surgery = surgery;
        self.break_it.operation = None;
    }

    pub fn guess(&mut self, guess: Guess) {
        self.break_it.guess = Some(guess);
    }

    /// Why nothing can be broken now, and what to do.
    pub fn obstacle(&self) -> &'static str {
        let matches = self.ranking.as_ref().is_some_and(|ranking| ranking.matching > 0);
        if !self.is_ready() {
            "There is no matrix to break yet."
        } else if self.setup.representation != Representation::TfIdf {
            "Choose TF-IDF above first: the others have no idf and no norm to break."
        } else if !matches {
            "Type a query above that finds something first."
        } else if self.break_it.guess.is_none() {
            "Say what you expect first."
        } else {
            ""
        }
    }

    pub fn operate(&mut self) -> Vec<Request> {
        if !self.obstacle().is_empty() {
            return Vec::new();
        }
        let best = self.ranking.as_ref().and_then(|ranking| ranking.hits.first()).map_or(0, |hit| hit.document);
        let surgery = match self.break_it.surgery {
            Surgery::Duplicate(_) => Surgery::Duplicate(best),
            other => other,
        };
        vec![Request::Operate { surgery, query: self.query.clone() }]
    }

    pub fn undo(&mut self) {
        self.break_it.operation = None;
        self.break_it.guess = None;
    }

    pub fn ask_export(&mut self, export: Export) -> Vec<Request> {
        if self.is_ready() { vec![Request::Export(export)] } else { Vec::new() }
    }

    /// What pointed into the old documents points nowhere now.
    fn documents_changed(&mut self) {
        self.picked = None;
        self.point(None);
        self.view.first_row = 0;
        self.view.first_column = 0;
        self.break_it.operation = None;
    }

    pub(super) fn read(&mut self) -> Vec<Request> {
        if !self.started {
            return Vec::new();
        }
        let read = Request::Read { text: self.corpus.text.to_string(), split: self.split };
        let mut requests = vec![read];
        requests.extend(self.fit());
        requests
    }

    pub(super) fn fit(&mut self) -> Vec<Request> {
        if !self.started {
            return Vec::new();
        }
        self.phase = Phase::Counting { done: 0, documents: 0 };
        self.serial += 1;
        self.break_it.operation = None;
        self.window_ask.forget();
        self.rank_ask.forget();
        vec![Request::Fit { serial: self.serial, setup: self.setup.clone() }]
    }

    pub(super) fn ask_window(&mut self) -> Vec<Request> {
        if !self.is_ready() {
            return Vec::new();
        }
        self.window_ask.want(self.view).map(Request::Window).into_iter().collect()
    }

    pub(super) fn ask_rank(&mut self) -> Vec<Request> {
        if !self.is_ready() {
            return Vec::new();
        }
        self.rank_ask.want(self.query.clone()).map(|query| Request::Rank { query }).into_iter().collect()
    }

    pub(super) fn ask_compare(&mut self) -> Vec<Request> {
        let (a, b) = self.pair;
        if self.is_ready() { vec![Request::Compare { a, b }] } else { Vec::new() }
    }

    pub(super) fn ask_steps(&mut self) -> Vec<Request> {
        if self.is_ready() { vec![Request::Follow { document: self.followed }] } else { Vec::new() }
    }
}
