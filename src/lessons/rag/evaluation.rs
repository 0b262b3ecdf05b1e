//! How good the pipeline is: questions with known answers, asked at the page's setting and at one beside it.

mod measures;
mod pictures;
mod questions;
mod set;

#[cfg(test)]
mod tests;

pub use measures::{Place, Scored};
pub use pictures::{MEASURES, MeasureLine, Row};
pub use questions::{Known, MOST as MOST_QUESTIONS, contains};
pub use set::{Labelled, Set};

use protocol::rag::{Chunking, Evaluate, Evaluated, Method, Overlay, Request, Retrieval, Search};

use super::trials::Goal;
use super::{Lesson, Side};
use crate::Shared;

/// How documents are cut and searched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Setting {
    pub chunking: Chunking,
    pub retrieval: Retrieval,
}

/// What was asked at a setting, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub questions: Shared<Vec<Labelled>>,
    pub evaluated: Shared<Evaluated>,
    pub scored: Vec<Scored>,
    /// Ids of the documents that were searched.
    documents: Vec<u32>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluation {
    pub set: Set,
    /// The table of the packaged questions, once it is there.
    pub table: Option<Shared<str>>,
    pub own: Vec<Known>,
    /// A question of the reader's as it is being typed.
    pub draft: Known,
    /// The setting of side B; side A has the pipeline's.
    pub other: Setting,
    /// Whether side B is asked too.
    pub is_compared: bool,
    pub runs: [Option<Run>; 2],
    /// What was asked, and of which documents, for answers that are on their way.
    pub(super) asking: Option<(Shared<Vec<Labelled>>, Vec<u32>)>,
    pub problem: Option<String>,
}

impl Evaluation {
    pub fn run(&self, side: Side) -> Option<&Run> {
        self.runs[side as usize].as_ref()
    }
}

impl Lesson {
    /// The setting of a side. Without the embedding model the pipeline searches by words, whatever is chosen; so does an evaluation of it.
    pub fn setting(&self, side: Side) -> Setting {
        let mut setting = match side {
            Side::A => Setting { chunking: self.setup.chunking, retrieval: self.setup.retrieval.clone() },
            Side::B => self.evaluation.other.clone(),
        };
        if !self.is_loaded() {
            setting.retrieval.search = Search::Bm25;
        }
        setting
    }

    /// What stands in the way of evaluating, in words; nothing if nothing does.
    pub fn evaluation_hindrance(&self) -> Option<String> {
        let sides: &[Side] = if self.evaluation.is_compared { &Side::BOTH } else { &Side::BOTH[..1] };
        let is_semantic = |side: &Side| self.setting(*side).chunking.method == Method::Semantic;
        if self.trials.is_busy() {
            return Some("It is asking. Stop it, or wait.".into());
        }
        if !self.is_loaded() && sides.iter().any(is_semantic) {
            return Some("Cutting where the meaning changes needs the embedding model. Load it in stage 3, or cut in another way.".into());
        }
        match self.questions() {
            Err(words) => Some(words),
            Ok(questions) if questions.is_empty() => Some("There is no question yet. Add one below.".into()),
            Ok(_) => None,
        }
    }

    /// Asks every question at the setting of each side.
    pub fn evaluate(&mut self) -> Vec<Request> {
        if self.evaluation_hindrance().is_some() {
            return Vec::new();
        }
        let Ok(questions) = self.questions() else { return Vec::new() };
        let asked: Vec<protocol::rag::Question> = questions.iter().map(|it| it.question.clone()).collect();
        let documents = self.documents.all().iter().map(|document| document.id).collect();
        self.evaluation.problem = None;
        self.evaluation.runs = [None, None];
        self.evaluation.asking = Some((Shared::new(questions), documents));
        let sides: &[Side] = if self.evaluation.is_compared { &Side::BOTH } else { &Side::BOTH[..1] };
        let mut requests = Vec::new();
        for &side in sides {
            let Setting { chunking, retrieval } = self.setting(side);
            let evaluate =
                Evaluate { tag: 0, questions: asked.clone(), chunking, retrieval, overlay: Overlay::default() };
            requests.extend(self.trials.add(Goal::Setting(side), evaluate));
        }
        requests
    }

    /// Gives up what is being evaluated. What the engine had stopped embedding for the pipeline goes on.
    pub fn stop_trials(&mut self) -> Vec<Request> {
        self.break_it.trial.take_if(|trial| trial.broken.is_none());
        if self.trials.clear() { vec![Request::Stop, Request::Run(self.setup.clone())] } else { Vec::new() }
    }

    pub(super) fn evaluated(&mut self, side: Side, evaluated: &Evaluated) {
        let Some((questions, documents)) = &self.evaluation.asking else { return };
        let asked: Vec<protocol::rag::Question> = questions.iter().map(|it| it.question.clone()).collect();
        let scored = measures::all(&asked, evaluated);
        self.evaluation.runs[side as usize] = Some(Run {
            questions: questions.clone(),
            evaluated: Shared::new(evaluated.clone()),
            scored,
            documents: documents.clone(),
        });
        self.exercises.evaluated(&self.evaluation, side);
    }

    /// Whether what is shown is of documents that have changed since.
    pub fn is_evaluation_old(&self) -> bool {
        let now = || self.documents.all().iter().map(|document| document.id);
        self.evaluation.runs.iter().flatten().any(|run| !now().eq(run.documents.iter().copied()))
    }

    /// Side B becomes what the pipeline is.
    pub fn copy_to_other(&mut self) {
        self.evaluation.other = Setting { chunking: self.setup.chunking, retrieval: self.setup.retrieval.clone() };
    }

    /// The pipeline becomes what side B is.
    pub fn take_other(&mut self) -> Vec<Request> {
        let Setting { chunking, retrieval } = self.evaluation.other.clone();
        (self.setup.chunking, self.setup.retrieval) = (chunking, retrieval);
        self.run()
    }

    /// Compares with a setting beside the pipeline's, or no longer. It begins as a copy.
    pub fn compare(&mut self, is_compared: bool) {
        if is_compared && !self.evaluation.is_compared {
            self.copy_to_other();
        }
        self.evaluation.is_compared = is_compared;
    }

    /// Changes side B.
    pub fn change_other(&mut self, change: impl FnOnce(&mut Setting)) {
        let other = &mut self.evaluation.other;
        change(other);
        other.chunking.size = other.chunking.size.max(1);
        other.chunking.overlap = other.chunking.overlap.min(other.chunking.size - 1);
        other.retrieval.k = other.retrieval.k.max(1);
    }

    /// Asks one of the evaluated questions in the pipeline.
    pub fn ask_evaluated(&mut self, at: usize) -> Vec<Request> {
        let asked = self.evaluation.run(Side::A).and_then(|run| Some(run.questions.get(at)?.question.text.clone()));
        let Some(text) = asked else { return Vec::new() };
        self.draft = text;
        self.open = 3;
        self.ask()
    }
}
