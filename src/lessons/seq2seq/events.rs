//! What the engine says, taken in.

use protocol::seq2seq::{Event, Measure, Opened, Progress, Purpose, Request, Written};

use super::exercise::Exercise;
use super::lesson::{Lesson, Mark, Phase};
use crate::{Notice, Shared};

impl Lesson {
    /// The recorded run has arrived; a live one is better.
    pub fn show_recorded(&mut self, events: Vec<protocol::Event>) {
        if self.opened.is_some() {
            return;
        }
        for event in events {
            match event {
                protocol::Event::Seq2Seq(Event::Opened(opened)) => self.take_opened(*opened),
                protocol::Event::Seq2Seq(Event::Written(written)) => self.written = Some(Shared::new(*written)),
                _ => {}
            }
        }
        self.recorded = true;
    }

    fn take_opened(&mut self, opened: Opened) {
        self.step = opened.measure.step;
        self.take_measure(opened.measure.clone());
        self.opened = Some(Shared::new(opened));
    }

    fn take_measure(&mut self, measure: Measure) {
        let (main, plain) = (measure.main.exact, measure.plain.as_ref().map(|plain| plain.exact));
        self.marks.push(Mark { step: measure.step, main, plain });
        self.lengths.clone_from(&measure.lengths);
        self.measure = Some(Shared::new(measure));
    }

    pub(super) fn answered(&mut self, event: &Event) -> Vec<Request> {
        match event {
            Event::Opened(opened) => self.has_opened(opened),
            Event::Progress(progress) => self.has_learnt(progress),
            Event::Paused { step, reason } => {
                self.step = *step;
                if self.phase == Phase::Training {
                    self.phase = Phase::Idle;
                }
                if !reason.is_empty() {
                    self.notify(Notice::warning(reason.clone()));
                }
                let mut requests = self.ask_written();
                requests.extend(self.ask_tree());
                requests
            }
            Event::Written(written) => self.has_written(written),
            Event::Tree(tree) => {
                if tree.search.source == self.source() {
                    self.beam.at = None;
                    self.beam.tree = Some(Shared::new((**tree).clone()));
                    self.grade_beam();
                }
                Vec::new()
            }
            Event::Evaluated(evaluated) => {
                if self.trial.as_ref().is_some_and(|trial| trial.surgery == evaluated.surgery) {
                    self.evaluated = Some(evaluated.clone());
                }
                Vec::new()
            }
            Event::Exported { safetensors } => {
                self.export = Some(Shared::new(safetensors.clone()));
                Vec::new()
            }
        }
    }

    fn has_opened(&mut self, opened: &Opened) -> Vec<Request> {
        // An answer to an older wish: the newer one is under way.
        if self.phase != Phase::Preparing || self.made_with.is_none() {
            return Vec::new();
        }
        self.recorded = false;
        self.written = None;
        self.swap = Default::default();
        self.marks.clear();
        self.take_opened(opened.clone());
        self.phase = Phase::Idle;
        for line in self.odd_lines() {
            self.notify(Notice::warning(line));
        }
        if !self.can_read()
            && let Some((source, _)) = opened.examples.first()
        {
            self.sources[self.settings.task as usize] = source.clone();
        }
        let mut requests = self.ask_written();
        if std::mem::take(&mut self.train_after_setup) {
            requests.extend(self.train());
        } else {
            requests.extend(self.ask_tree());
        }
        requests
    }

    fn has_learnt(&mut self, progress: &Progress) -> Vec<Request> {
        if !matches!(self.phase, Phase::Training | Phase::Idle) {
            return Vec::new();
        }
        self.step = progress.step;
        self.pairs_per_second = progress.pairs_per_second;
        self.losses.extend(&progress.losses);
        let Some(measure) = &progress.measure else { return Vec::new() };
        self.take_measure(measure.clone());
        self.grade_training();
        self.ask_written()
    }

    fn has_written(&mut self, written: &Written) -> Vec<Request> {
        let shared = Shared::new(written.clone());
        let next = match written.writing.purpose {
            Purpose::Shown => {
                self.written = Some(shared);
                self.grade_alignment();
                self.write_ask.answered().1
            }
            Purpose::Swapped => {
                self.swap.written = Some(shared);
                self.swap_ask.answered().1
            }
            Purpose::Broken => {
                self.broken = Some(shared);
                None
            }
        };
        next.map(Request::Write).into_iter().collect()
    }

    pub(super) fn refused(&mut self, message: &str) -> Vec<Request> {
        let message = crate::format::capital(message);
        self.write_ask.forget();
        self.swap_ask.forget();
        self.trial = None;
        match self.phase {
            Phase::Preparing => {
                self.phase = Phase::Failed(message.clone());
                self.made_with = None;
                self.opened = None;
                self.written = None;
            }
            Phase::Training => self.phase = Phase::Idle,
            _ => {}
        }
        self.notify(Notice::warning(format!("{message}.")));
        Vec::new()
    }

    fn grade_training(&mut self) {
        let (Some(measure), Some(opened)) = (&self.measure, &self.opened) else { return };
        let exact = measure.main.exact;
        let gain = measure.plain.as_ref().map(|plain| exact - plain.exact);
        let small = opened.num_parameters < super::exercise::SMALL;
        let numbers = self.made_with.as_ref().is_some_and(|made| made.task == super::TaskKind::Numbers);
        if let Some(gain) = gain {
            self.exercises.measure(Exercise::Bottleneck, gain);
        }
        if small && numbers {
            self.exercises.measure(Exercise::Small, exact);
        }
    }
}
