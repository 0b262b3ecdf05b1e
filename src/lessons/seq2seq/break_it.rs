//! Breaking the running model: what to do to it, what the reader expects, and what is measured on held-out pairs.

use protocol::seq2seq::{Attention, Purpose, Request, Surgery, Writing};
use viz::number::fixed;

use super::lesson::{Lesson, Phase};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Experiment {
    State,
    Context,
    Freeze,
    Error,
}

/// One experiment under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    pub experiment: Experiment,
    /// Which of [`Experiment::answers`] the reader expects.
    pub guess: usize,
    pub surgery: Surgery,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Which of [`Experiment::answers`] was measured.
    pub answer: usize,
    pub in_words: String,
}

impl Experiment {
    pub const ALL: [Experiment; 4] = [Experiment::State, Experiment::Context, Experiment::Freeze, Experiment::Error];

    pub fn label(self) -> &'static str {
        match self {
            Experiment::State => "Zero the state",
            Experiment::Context => "Zero the context",
            Experiment::Freeze => "Freeze attention",
            Experiment::Error => "Feed an error",
        }
    }

    pub fn question(self) -> &'static str {
        match self {
            Experiment::State => {
                "The decoder starts from zeros instead of what the encoder hands over. Attention still works. How many held-out outputs stay right?"
            }
            Experiment::Context => {
                "Attention still looks, but what it brings back is zero. The state is handed over as usual. How many held-out outputs stay right?"
            }
            Experiment::Freeze => {
                "All attention stays on one source token (the one at the same place as the current step). How many held-out outputs stay right?"
            }
            Experiment::Error => {
                "After the first step the decoder is fed a wrong token, the second likeliest, as if it had said it. How many of the later tokens stay right?"
            }
        }
    }

    pub fn answers(self) -> [&'static str; 3] {
        ["Nearly all: at least 9 of 10", "Some of them", "Hardly any: fewer than 1 of 10"]
    }
}

/// The place of the answer, from how much was right before and after.
fn answer(before: f32, after: f32) -> usize {
    let share = after / before;
    if share >= 0.9 {
        0
    } else if share >= 0.1 {
        1
    } else {
        2
    }
}

impl Lesson {
    /// Why nothing can be broken now.
    pub fn obstacle(&self) -> String {
        let attention = self.made_with.as_ref().is_some_and(|made| made.attention != Attention::None);
        match &self.phase {
            Phase::Training => "Pause the training first: both runs must have the same weights.".into(),
            Phase::Idle if !attention => {
                "This model has no attention to break. Train one that has, or take the example.".into()
            }
            Phase::Idle if self.measure.as_ref().is_none_or(|measure| measure.main.exact < 0.1) => {
                "The model gets hardly anything right yet; train it first.".into()
            }
            Phase::Idle => String::new(),
            _ => "The model is not there yet.".into(),
        }
    }

    pub fn break_it(&mut self, experiment: Experiment, guess: usize) -> Vec<Request> {
        if !self.obstacle().is_empty() {
            return Vec::new();
        }
        let mut surgery = Surgery::default();
        match experiment {
            Experiment::State => surgery.without_state = true,
            Experiment::Context => surgery.without_context = true,
            Experiment::Freeze => surgery.frozen = Some(self.now() as u32),
            Experiment::Error => surgery.wrong_at = Some(0),
        }
        self.trial = Some(Trial { experiment, guess, surgery });
        self.evaluated = None;
        self.broken = None;
        let mut requests = vec![Request::Evaluate { surgery }];
        if self.can_read() {
            let writing = Writing { source: self.source().to_owned(), surgery, purpose: Purpose::Broken };
            requests.push(Request::Write(writing));
        }
        requests
    }

    pub fn undo(&mut self) {
        self.trial = None;
        self.evaluated = None;
        self.broken = None;
    }

    /// What was measured; `None` until it is.
    pub fn outcome(&self) -> Option<Outcome> {
        let (trial, evaluated) = (self.trial.as_ref()?, self.evaluated.as_ref()?);
        let percent = |share: f32| format!("{} %", fixed(100.0 * f64::from(share), 1));
        if let (Experiment::Error, Some((before, after))) = (trial.experiment, evaluated.after_error) {
            return Some(Outcome {
                answer: answer(before, after),
                in_words: format!(
                    "Of the tokens after the error {} are right, {} without it.",
                    percent(after),
                    percent(before)
                ),
            });
        }
        let (before, after) = evaluated.main;
        let mut in_words = format!("{} of held-out outputs are right, {} before.", percent(after), percent(before));
        if let (Experiment::State, Some((before, after))) = (trial.experiment, evaluated.plain) {
            in_words.push_str(&format!(
                " The model without attention falls from {} to {}: the state was all it had.",
                percent(before),
                percent(after)
            ));
        }
        Some(Outcome { answer: answer(before, after), in_words })
    }

    /// What the broken model writes, beside the whole one.
    pub fn broken_texts(&self) -> Option<(String, String)> {
        let (whole, broken) = (self.written.as_ref()?, self.broken.as_ref()?);
        Some((self.joined(whole.main.said()), self.joined(broken.main.said())))
    }
}
