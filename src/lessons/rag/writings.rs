//! What the model that answers is asked for evaluations and experiments, and what its answers are worth.

use super::prompt::BETWEEN;
use super::{Ended, Lesson, Place, Purpose, Side, Wanted, Writer, Written, contains};

/// Tokens of an answer at most: a name or a number is wanted, and a model that goes on has lost the question.
pub(super) const MOST: u32 = 48;

/// What the model reads before it answers a question of an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// What retrieval took.
    Found,
    /// The right chunk alone, as if retrieval never failed.
    Gold,
}

impl Source {
    pub const BOTH: [Source; 2] = [Source::Found, Source::Gold];

    /// Answers from the right chunk are counted from here on.
    const GOLD: u32 = 1 << 16;

    fn purpose(self, at: usize) -> Purpose {
        Purpose::Question(at as u32 + if self == Source::Gold { Self::GOLD } else { 0 })
    }

    /// Whether an answer is one of these.
    pub fn has(self, purpose: Purpose) -> bool {
        matches!(purpose, Purpose::Question(at) if (at >= Self::GOLD) == (self == Source::Gold))
    }
}

/// An answer of the model, and whether it has the words of the right one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub text: String,
    pub is_right: bool,
}

/// The text of an answer that is whole: what is still being written, was stopped or failed is judged as nothing.
pub(super) fn whole(written: &Written) -> Option<&str> {
    matches!(written.ended, Ended::End | Ended::Cut).then_some(written.text.as_str())
}

impl Lesson {
    /// The prompt's template filled with these passages.
    pub(super) fn prompt_with(&self, passages: &[&str], question: &str) -> String {
        self.prompt.fill(&passages.join(BETWEEN), question)
    }

    /// What the model is to be asked: the questions that side A was asked and that the documents answer. Where there is nothing to read, the
    /// page answers without it.
    pub fn answers_wanted(&self, source: Source) -> Vec<Wanted> {
        let Some(run) = self.evaluation.run(Side::A) else { return Vec::new() };
        let wanted = |(at, asked): (usize, &protocol::rag::Asked)| {
            let question = &run.questions.get(at)?.question;
            let passages: Vec<&str> = match source {
                Source::Gold => vec![&asked.gold],
                Source::Found => asked.context.iter().map(String::as_str).collect(),
            };
            let is_there = !question.gold.is_empty() && passages.iter().any(|text| !text.is_empty());
            let prompt = self.prompt_with(&passages, &question.text);
            is_there.then_some(Wanted { purpose: source.purpose(at), prompt, count: MOST })
        };
        run.evaluated.asked.iter().enumerate().filter_map(wanted).collect()
    }

    /// What the model has said to each question of side A.
    pub fn said(&self, writer: &Writer, source: Source) -> Vec<Option<Said>> {
        let Some(run) = self.evaluation.run(Side::A) else { return Vec::new() };
        let said = |at: usize| {
            let written = writer.answer(source.purpose(at))?;
            let text = whole(&written)?;
            Some(Said { text: text.to_owned(), is_right: contains(text, &run.questions[at].question.answer) })
        };
        (0..run.questions.len()).map(said).collect()
    }

    /// How often the model's answers have the words, in words; empty while it has said nothing.
    pub fn said_in_words(&self, writer: &Writer, source: Source) -> String {
        let all = self.said(writer, source);
        let Some(run) = self.evaluation.run(Side::A) else { return String::new() };
        let (mut of, mut right, mut quoted) = (0, 0, 0);
        for (said, scored) in all.iter().zip(&run.scored) {
            let Some(said) = said else { continue };
            of += 1;
            right += usize::from(said.is_right);
            quoted += usize::from(scored.place != Place::Absent && scored.is_answered);
        }
        if of == 0 {
            return String::new();
        }
        let read = match source {
            Source::Found => "from what retrieval took",
            Source::Gold => "with only the right chunk to read",
        };
        let percent = |part: usize| viz::number::fixed(100.0 * part as f64 / of as f64, 0);
        format!(
            "The model, {read}: {right} of {of} answers have the words ({} %). The quoted sentence has them for {quoted} of the same {of} ({} %).",
            percent(right),
            percent(quoted)
        )
    }
}
