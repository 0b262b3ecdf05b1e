//! Evaluations on their way: the engine does one at a time, and each is told to whom it belongs.

use std::collections::VecDeque;

use protocol::rag::{Evaluate, Evaluated, Evaluating, Request};

use super::Lesson;
use crate::format::capital;

/// What an evaluation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The setting of a side of the comparison.
    Setting(super::Side),
    /// An experiment.
    Experiment,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trials {
    tag: u32,
    /// The first is under way.
    queue: VecDeque<(Goal, Evaluate)>,
    progress: Option<Evaluating>,
}

impl Trials {
    pub fn is_busy(&self) -> bool {
        !self.queue.is_empty()
    }

    /// What is being done, and how far it is.
    pub fn progress(&self) -> Option<(Goal, Evaluating)> {
        Some((self.queue.front()?.0, self.progress.unwrap_or_default()))
    }

    /// To be done when those before it are.
    pub fn add(&mut self, goal: Goal, evaluate: Evaluate) -> Vec<Request> {
        self.tag += 1;
        self.queue.push_back((goal, Evaluate { tag: self.tag, ..evaluate }));
        if self.queue.len() == 1 { self.first() } else { Vec::new() }
    }

    pub fn went_on(&mut self, progress: Evaluating) {
        if self.queue.front().is_some_and(|(_, evaluate)| evaluate.tag == progress.tag) {
            self.progress = Some(progress);
        }
    }

    /// To whom an answer belongs, and what is asked next. Answers to what was given up belong to nobody.
    pub fn ended(&mut self, evaluated: &Evaluated) -> Option<(Goal, Vec<Request>)> {
        let (goal, _) = self.queue.pop_front_if(|(_, evaluate)| evaluate.tag == evaluated.tag)?;
        self.progress = None;
        Some((goal, self.first()))
    }

    /// Gives all of it up; whether there was any.
    pub fn clear(&mut self) -> bool {
        self.progress = None;
        !std::mem::take(&mut self.queue).is_empty()
    }

    /// For an engine that has to be told again.
    pub fn first(&mut self) -> Vec<Request> {
        self.progress = None;
        self.queue.front().map(|(_, evaluate)| Request::Evaluate(evaluate.clone())).into_iter().collect()
    }
}

impl Lesson {
    pub(super) fn trial_ended(&mut self, evaluated: &Evaluated) -> Vec<Request> {
        let Some((goal, requests)) = self.trials.ended(evaluated) else { return Vec::new() };
        match goal {
            Goal::Setting(side) => self.evaluated(side, evaluated),
            Goal::Experiment => self.experimented(evaluated),
        }
        requests
    }

    pub(super) fn trial_failed(&mut self, message: &str) {
        self.trials.clear();
        self.break_it.trial.take_if(|trial| trial.broken.is_none());
        self.evaluation.problem = Some(format!("{}.", capital(message.trim_end_matches('.'))));
    }
}
