//! Breaking the trained model: what to change, what the reader expects, and what is measured.

use protocol::transformer::{Request, Surgery};
use viz::number::fixed;

use super::lesson::{Lesson, ModelKind};
use super::mask::MaskKind;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Experiment {
    Copier,
    PreviousToken,
    Mask,
    Residual,
    Scale,
    Positions,
}

/// One experiment under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    pub experiment: Experiment,
    /// Which of [`Experiment::ANSWERS`] the reader expects.
    pub guess: usize,
    surgery: Surgery,
    mask: MaskKind,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Which of [`Experiment::ANSWERS`] was measured.
    pub answer: usize,
    pub in_words: String,
}

impl Experiment {
    pub const ALL: [Experiment; 6] = [
        Experiment::Copier,
        Experiment::PreviousToken,
        Experiment::Mask,
        Experiment::Residual,
        Experiment::Scale,
        Experiment::Positions,
    ];
    pub const ANSWERS: [&str; 3] =
        ["0.9 or more are still right", "Between 0.2 and 0.9", "Less than 0.2: little more than guessing"];

    pub fn label(self) -> &'static str {
        match self {
            Experiment::Copier => "Ablate the copier",
            Experiment::PreviousToken => "Ablate the looker-back",
            Experiment::Mask => "Drop the mask",
            Experiment::Residual => "Cut the residual",
            Experiment::Scale => "Drop the scale",
            Experiment::Positions => "Drop positions",
        }
    }

    pub fn question(self) -> &'static str {
        match self {
            Experiment::Copier => {
                "The second-layer head with the highest induction score is set to 0. What share of answers is still right?"
            }
            Experiment::PreviousToken => {
                "The first-layer head that looks most at the token before is set to 0. Nothing is done to the second layer. What is left?"
            }
            Experiment::Mask => {
                "Every token may also look ahead, which no token could in training. The answer stands right there. What is left?"
            }
            Experiment::Residual => "Nothing is added back: each part hears only the part before. What is left?",
            Experiment::Scale => "Scores are no longer divided by √16 = 4, so softmax is sharper. What is left?",
            Experiment::Positions => "The table of positions is left out. The letters stay the same. What is left?",
        }
    }
}

impl Lesson {
    /// Breaks the trained model as the experiment says. What stood before comes back with [`Lesson::undo`].
    pub fn break_it(&mut self, experiment: Experiment, guess: usize) -> Vec<Request> {
        self.undo_quietly();
        let mut requests = self.set_model(ModelKind::Induction);
        let trial = Trial { experiment, guess, surgery: self.surgery.clone(), mask: self.mask };
        self.surgery = Surgery::default();
        self.mask = MaskKind::Causal;
        match experiment {
            Experiment::Copier => self.surgery.ablated = self.best_head(1, |head| head.induction),
            Experiment::PreviousToken => self.surgery.ablated = self.best_head(0, |head| head.previous),
            Experiment::Mask => self.mask = MaskKind::None,
            Experiment::Residual => self.surgery.without_residual = true,
            Experiment::Scale => self.surgery.without_scale = true,
            Experiment::Positions => self.surgery.without_positions = true,
        }
        self.trial = Some(trial);
        requests.extend(self.ask());
        requests
    }

    /// The head of a layer with the highest score, once the heads have been measured.
    fn best_head(&self, layer: u32, score: fn(&protocol::transformer::HeadReport) -> f32) -> Vec<(u32, u32)> {
        let heads = self.survey.iter().flat_map(|survey| &survey.heads).filter(|head| head.layer == layer);
        heads.max_by(|a, b| score(a).total_cmp(&score(b))).map(|head| (head.layer, head.head)).into_iter().collect()
    }

    /// Puts back what the experiment changed.
    pub fn undo(&mut self) -> Vec<Request> {
        if self.undo_quietly() { self.ask() } else { Vec::new() }
    }

    fn undo_quietly(&mut self) -> bool {
        let Some(trial) = self.trial.take() else { return false };
        self.surgery = trial.surgery;
        self.mask = trial.mask;
        true
    }

    /// What was measured; `None` until the model has run as the experiment left it.
    pub fn outcome(&self) -> Option<Outcome> {
        let trial = self.trial.as_ref()?;
        let ran = self.ran.as_ref().filter(|ran| ran.setup == self.setup())?;
        let (accuracy, survey) = (ran.accuracy?, self.survey.as_ref()?);
        let answer = if accuracy >= 0.9 {
            0
        } else if accuracy >= 0.2 {
            1
        } else {
            2
        };
        let share = |value: f32| fixed(f64::from(value), 3);
        let head = match trial.experiment {
            Experiment::Copier | Experiment::PreviousToken => {
                let (layer, head) = ran.setup.surgery.ablated.first()?;
                format!(" Layer {}, head {} was out.", layer + 1, head + 1)
            }
            _ => String::new(),
        };
        Some(Outcome {
            answer,
            in_words: format!(
                "{} of {} answers are right, where the whole model has {} and guessing {}.{head}",
                share(accuracy),
                survey.predictions,
                share(survey.accuracy),
                share(survey.chance)
            ),
        })
    }
}
