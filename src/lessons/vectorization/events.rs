//! What the worker says, taken in.

use protocol::vectorization::{Event, Fitted, Request, View};

use super::break_it::Operation;
use super::lesson::{Lesson, Origin, Phase};
use super::stages::stages;
use crate::{Notice, Shared};

impl crate::Lesson for Lesson {
    type Request = Request;
    type Event = Event;

    fn apply(&mut self, event: &protocol::Event) -> Vec<Request> {
        match event {
            protocol::Event::Vectorization(event) => self.answered(event),
            protocol::Event::Refused { message } => {
                self.window_ask.forget();
                self.rank_ask.forget();
                self.notify(Notice::warning(message.clone()));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn worker_started(&mut self, _again: bool) -> Vec<Request> {
        self.started = true;
        self.read()
    }

    fn position(&self) -> usize {
        self.position
    }

    fn set_position(&mut self, position: usize) -> Vec<Request> {
        self.position = position.min(stages(self.setup.representation).len() - 1);
        Vec::new()
    }

    fn to_query(&self) -> Vec<(&'static str, String)> {
        self.query_of_link()
    }

    fn link_note(&self) -> Option<&'static str> {
        (self.corpus.origin != Origin::Sample).then_some(
            "Your documents stay in this browser: whoever opens the link sees these settings with the first documents.",
        )
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }

    fn dismiss(&mut self, notice: &Notice) {
        self.notices.dismiss(notice);
    }
}

impl Lesson {
    fn answered(&mut self, event: &Event) -> Vec<Request> {
        match event {
            Event::Progress { serial, .. } | Event::Fitted { serial, .. } | Event::Unfit { serial, .. }
                if *serial != self.serial =>
            {
                Vec::new()
            }
            Event::Progress { done, documents, .. } => {
                self.phase = Phase::Counting { done: *done, documents: *documents };
                Vec::new()
            }
            Event::Fitted { fitted, .. } => self.fitted(fitted.clone()),
            Event::Unfit { message, .. } => {
                self.phase = Phase::Unfit(message.clone());
                self.forget_answers();
                Vec::new()
            }
            // An answer to what was asked before the matrix was made anew.
            _ if !self.is_ready() => Vec::new(),
            Event::Window(window) => {
                self.window = Some(Shared::new(window.clone()));
                // A cell that was pointed at before it arrived.
                self.point(self.pointed);
                let (_, next) = self.window_ask.answered();
                next.map(Request::Window).into_iter().collect()
            }
            Event::Ranking(ranking) => {
                self.exercises.ranked(ranking, self.corpus.origin);
                self.ranking = Some(Shared::new(ranking.clone()));
                let (_, next) = self.rank_ask.answered();
                let mut requests: Vec<Request> = next.map(|query| Request::Rank { query }).into_iter().collect();
                if self.view.by_rank {
                    requests.extend(self.ask_window());
                }
                requests
            }
            Event::Comparison(comparison) => {
                if (comparison.a, comparison.b) == self.pair {
                    self.exercises.compared(comparison, self.corpus.origin);
                    self.comparison = Some(Shared::new(comparison.clone()));
                }
                Vec::new()
            }
            Event::Steps(steps) => {
                if steps.document == self.followed {
                    self.steps = Some(Shared::new(steps.clone()));
                }
                Vec::new()
            }
            Event::Operation { surgery, before, after } => {
                self.break_it.operation = Some(Operation {
                    surgery: *surgery,
                    guess: self.break_it.guess,
                    before: Shared::new(before.clone()),
                    after: Shared::new(after.clone()),
                });
                Vec::new()
            }
            Event::Exported { export, bytes } => {
                self.export = Some((*export, Shared::new(bytes.clone())));
                Vec::new()
            }
        }
    }

    fn fitted(&mut self, fitted: Fitted) -> Vec<Request> {
        self.phase = Phase::Ready;
        let last = fitted.documents.saturating_sub(1);
        self.pair = (self.pair.0.min(last), self.pair.1.min(last));
        self.followed = self.followed.min(last);
        let View { first_row, first_column, .. } = self.view;
        self.view.first_row = first_row.min(last);
        self.view.first_column = first_column.min(fitted.terms.saturating_sub(1));
        self.picked = None;
        self.point(None);
        self.fitted = Some(fitted);
        let mut requests = self.ask_rank();
        requests.extend(self.ask_window());
        requests.extend(self.ask_compare());
        requests.extend(self.ask_steps());
        requests
    }

    /// There is nothing to show any more; what the reader typed and chose stays.
    fn forget_answers(&mut self) {
        self.fitted = None;
        self.window = None;
        self.ranking = None;
        self.comparison = None;
        self.steps = None;
        self.picked = None;
        self.point(None);
    }
}
