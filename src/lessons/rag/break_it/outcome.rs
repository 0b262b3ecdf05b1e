//! What came of an experiment.

use super::{BROKEN, Experiment, POSITIONS, Trial, WORD};
use crate::rag::writings::whole;
use crate::rag::{Ended, Lesson, Purpose, Writer, contains};

/// What was measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Which of [`Experiment::answers`] it is.
    pub answer: usize,
    pub in_words: String,
}

impl Trial {
    /// Whether everything is found and all is written that is to be.
    pub fn is_done(&self, writer: &Writer) -> bool {
        self.broken.is_some() && (0..self.writings.len()).all(|at| self.said(writer, at).is_some())
    }

    /// What the model said to a prompt.
    pub fn said(&self, writer: &Writer, at: usize) -> Option<String> {
        let written = writer.answer(Purpose::Experiment(at as u32))?;
        whole(&written).filter(|_| written.prompt == self.writings[at].prompt).map(str::to_owned)
    }

    /// The place of the prompt that is called so.
    pub fn place(&self, label: &str) -> Option<usize> {
        self.writings.iter().position(|writing| writing.label == label)
    }

    /// Why it will not come to an end, in words; nothing if it may.
    pub fn failure(&self, writer: &Writer) -> Option<String> {
        let ended = |at: usize| writer.answer(Purpose::Experiment(at as u32)).map(|written| written.ended);
        (0..self.writings.len()).find_map(|at| match ended(at)? {
            Ended::Failed(words) => Some(words),
            Ended::Stopped => Some("Stopped before all answers were there. Break it again to begin anew.".into()),
            _ => None,
        })
    }

    /// Right answers at each of [`POSITIONS`], of so many.
    fn positions(&self, writer: &Writer) -> Option<([usize; 3], usize)> {
        let mut counts = [0; 3];
        for (at, writing) in self.writings.iter().enumerate() {
            counts[at % 3] += usize::from(contains(&self.said(writer, at)?, &writing.answer));
        }
        Some((counts, self.writings.len() / 3)).filter(|(_, of)| *of > 0)
    }
}

impl Lesson {
    /// What came of the experiment, once it is done.
    pub fn outcome(&self, writer: &Writer) -> Option<Outcome> {
        let trial = self.break_it.trial.as_ref().filter(|trial| trial.is_done(writer))?;
        match trial.experiment {
            Experiment::Middle => moved(trial, writer),
            Experiment::Delete | Experiment::Plant => broken(trial, writer),
        }
    }

    /// The experiment with positions: a row for each answer so far.
    pub fn position_rows(&self, writer: &Writer) -> Vec<Vec<String>> {
        let Some(trial) = self.break_it.trial.as_ref().filter(|trial| trial.experiment == Experiment::Middle) else {
            return Vec::new();
        };
        let row = |at: usize| {
            let (writing, said) = (&trial.writings[at], trial.said(writer, at)?);
            let right = if contains(&said, &writing.answer) { "yes" } else { "no" };
            Some(vec![writing.question.clone(), writing.label.clone(), said, right.into()])
        };
        (0..trial.writings.len()).filter_map(row).collect()
    }
}

fn broken(trial: &Trial, writer: &Writer) -> Option<Outcome> {
    let (asked, broken) = (&trial.questions.first()?.question, trial.broken.as_ref()?.first()?);
    // The written answer, where there is one: a quoted sentence obeys nothing.
    let written = trial.place(BROKEN).and_then(|at| trial.said(writer, at));
    let source = if written.is_some() { "The model's answer" } else { "The quoted sentence" };
    let said = written.as_deref().unwrap_or(&broken.answer);
    let (is_right, is_obeyed) = (contains(said, &asked.answer), contains(said, WORD));
    let nothing = broken.context.is_empty();
    let answer = match (trial.experiment, nothing) {
        (Experiment::Delete, true) => 0,
        (Experiment::Delete, false) => 1 + usize::from(is_right),
        _ if is_obeyed => 0,
        _ => 2 - usize::from(is_right),
    };
    let wanted = format!("{source} {} “{}”", has(is_right), asked.answer);
    let in_words = match (trial.experiment, nothing) {
        (_, true) => "Nothing passes the threshold, so nothing is answered.".into(),
        (Experiment::Delete, _) => format!("{wanted}. What is near the question passes, whether it answers or not."),
        _ => format!("{wanted} and {} “{WORD}”.", has(is_obeyed)),
    };
    Some(Outcome { answer, in_words })
}

fn has(is_there: bool) -> &'static str {
    if is_there { "has" } else { "does not have" }
}

fn moved(trial: &Trial, writer: &Writer) -> Option<Outcome> {
    let (counts @ [first, middle, last], of) = trial.positions(writer)?;
    let answer = match () {
        () if first == middle && middle == last => 0,
        () if middle < first.min(last) => 1,
        () => 2,
    };
    let parts: Vec<String> = POSITIONS.iter().zip(counts).map(|(name, count)| format!("{name} {count}")).collect();
    let in_words =
        format!("Right answers of {of}: {}. With so few, a difference of one says nothing.", parts.join(", "));
    Some(Outcome { answer, in_words })
}
