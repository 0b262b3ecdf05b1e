//! Which questions are asked: those that come with the packaged documents, or the reader's own.

use protocol::rag::{Document, Question, Request};

use super::questions;
use crate::Shared;
use crate::rag::{Lesson, packaged};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Set {
    #[default]
    Packaged,
    Own,
    /// The packaged ones, then the reader's.
    Both,
}

impl Set {
    pub const ALL: [Set; 3] = [Set::Packaged, Set::Own, Set::Both];
}

/// A question, and what kind it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    pub kind: &'static str,
    pub question: Question,
}

impl Lesson {
    /// The questions of the chosen set, as the documents answer them now.
    ///
    /// # Errors
    /// In words for the reader, if they cannot be asked.
    pub fn questions(&self) -> Result<Vec<Labelled>, String> {
        let mut all = match self.evaluation.set {
            Set::Own => Vec::new(),
            Set::Packaged | Set::Both => self.packaged_questions()?,
        };
        if self.evaluation.set != Set::Packaged {
            all.extend(self.own_questions()?);
        }
        Ok(all)
    }

    fn own_questions(&self) -> Result<Vec<Labelled>, String> {
        let documents = self.documents.all();
        let mut all = Vec::new();
        for (number, known) in (1..).zip(&self.evaluation.own) {
            if let Some(words) = known.hindrance(documents) {
                return Err(format!("Your question {number} cannot be asked. {words}"));
            }
            all.push(Labelled { kind: "own", question: known.resolved(documents) });
        }
        Ok(all)
    }

    fn packaged_questions(&self) -> Result<Vec<Labelled>, String> {
        let handbook =
            self.handbook().ok_or("The packaged questions are about the handbook. Add it to your documents.")?;
        let table = self.evaluation.table.as_ref().ok_or("The questions are not here yet.")?;
        let all = packaged::questions(table, handbook)?;
        Ok(all.into_iter().map(|it| Labelled { kind: it.kind.name(), question: it.question }).collect())
    }

    /// The packaged document, if it is among the reader's, whatever they call it.
    pub fn handbook(&self) -> Option<&Document> {
        let title = |text: &str| text.strip_prefix("# ").is_some_and(|text| text.starts_with(packaged::NAME));
        self.documents.all().iter().find(|document| title(&document.text))
    }

    /// The table of the packaged questions has arrived.
    pub fn take_questions(&mut self, table: &str) {
        self.evaluation.table = Some(Shared::from(table));
    }

    /// The handbook has arrived, and the table of its questions.
    pub fn add_handbook(&mut self, text: String, table: &str) -> Vec<Request> {
        self.take_questions(table);
        if self.handbook().is_some() { Vec::new() } else { self.add(packaged::NAME, text).1 }
    }

    /// Adds the question that is typed; if it cannot be graded, it stays and says why.
    pub fn add_question(&mut self) {
        let draft = &self.evaluation.draft;
        self.evaluation.problem = if self.evaluation.own.len() >= questions::MOST {
            Some(format!("There are {} questions: as many as can be asked.", questions::MOST))
        } else {
            draft.hindrance(self.documents.all())
        };
        if self.evaluation.problem.is_none() {
            let draft = std::mem::take(&mut self.evaluation.draft);
            self.evaluation.own.push(draft);
        }
    }

    pub fn remove_question(&mut self, at: usize) {
        if at < self.evaluation.own.len() {
            self.evaluation.own.remove(at);
        }
    }

    /// Takes a pasted table behind the questions that are there; whether it could.
    pub fn paste_questions(&mut self, table: &str) -> bool {
        let read = questions::read(table).and_then(|fresh| {
            let many = fresh.len() + self.evaluation.own.len();
            if many > questions::MOST {
                return Err(format!("With these there would be {many} questions; {} can be asked.", questions::MOST));
            }
            let documents = self.documents.all();
            let cannot =
                fresh.iter().find_map(|known| Some(format!("“{}”: {}", known.text, known.hindrance(documents)?)));
            cannot.map_or(Ok(fresh), |words| Err(format!("{words} Nothing was taken.")))
        });
        match read {
            Ok(fresh) => {
                self.evaluation.own.extend(fresh);
                self.evaluation.problem = None;
                true
            }
            Err(words) => {
                self.evaluation.problem = Some(words);
                false
            }
        }
    }

    /// The reader's questions as a table.
    pub fn questions_table(&self) -> String {
        questions::write(&self.evaluation.own)
    }

    /// The words of a selection become the passage of the question that is being typed.
    pub fn take_quote(&mut self, quote: &str) {
        self.evaluation.draft.quote = quote.trim().into();
    }
}
