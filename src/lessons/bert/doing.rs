//! What the page last had the engine do: the code of it is lit.

use protocol::bert_classifier::Features;

use super::break_it::Experiment;
use super::lesson::Lesson;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    Nothing,
    /// The sentence of the lab.
    Reading,
    Breaking(Experiment),
    /// A head on these features.
    Training(Features),
    /// A new text's class.
    Asking(Features),
}

impl Lesson {
    /// What runs counts before what has run, and what was asked last before the sentence of the lab.
    pub fn doing(&self) -> Doing {
        let features = self.classifier.run.as_ref().map(|run| run.settings.features);
        match (&self.trial, features) {
            (_, Some(features)) if self.classifier.is_busy() => Doing::Training(features),
            (Some(trial), _) => Doing::Breaking(trial.experiment),
            (None, Some(features)) if self.classifier.predicted.is_some() && !self.classifier.recorded => {
                Doing::Asking(features)
            }
            _ if self.attended.is_some() => Doing::Reading,
            _ => Doing::Nothing,
        }
    }
}
