//! What the page shows of a conversation.

use protocol::writing::{Piece, Reason};
use viz::number::fixed;

use super::Chat;
use crate::format::count;
use crate::writing::spell;

/// A question and what the model made of it, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub question: String,
    pub answer: String,
}

/// How full the context is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meter {
    pub used: usize,
    pub of: usize,
    pub words: String,
}

impl Chat {
    /// Questions on show: those behind us, the last, and one that is on its way.
    pub fn questions(&self) -> usize {
        self.past.len() + usize::from(self.question.is_some()) + usize::from(self.pending.is_some())
    }

    pub fn said(&self, at: usize) -> Said {
        if let Some(exchange) = self.past.get(at) {
            return Said { question: exchange.question.clone(), answer: self.text(&exchange.answer, false) };
        }
        match (&self.question, at - self.past.len()) {
            (Some(question), 0) => {
                Said { question: question.clone(), answer: self.text(&self.answer(), self.glass.is_writing()) }
            }
            _ => Said { question: self.pending.clone().unwrap_or_default(), answer: String::new() },
        }
    }

    /// Tokens as text, those that stand for none left out. While they are written, a character that is not whole yet is left out too; later
    /// it is shown as bytes.
    fn text(&self, pieces: &[Piece], writing: bool) -> String {
        let pieces = pieces.iter().filter(|piece| !self.specials.contains(&piece.token));
        let bytes: Vec<u8> = pieces.flat_map(|piece| piece.bytes.iter().copied()).collect();
        match bytes.utf8_chunks().last() {
            Some(last) if writing => spell(&bytes[..bytes.len() - last.invalid().len()]).text,
            _ => spell(&bytes).text,
        }
    }

    /// One line: what is going on, or how the last answer ended.
    pub fn status(&self) -> String {
        let length = count(self.answer().iter().filter(|piece| !self.specials.contains(&piece.token)).count());
        if self.pending.is_some() {
            return "Your message is cut into tokens.".into();
        }
        if let Some((done, of)) = self.glass.reading {
            return format!("It reads: {} of {} tokens.", count(done as usize), count(of as usize));
        }
        if self.glass.is_measuring() {
            return self.glass.status();
        }
        if self.glass.is_writing() {
            return match length.as_str() {
                "0" => "It reads your message.".into(),
                _ => format!("It writes: {length} tokens{}.", self.pace()),
            };
        }
        if !self.is_loaded() {
            return "The model is not loaded.".into();
        }
        match self.glass.stopped.as_ref().map(|stopped| &stopped.reason) {
            None => "It is ready.".into(),
            Some(Reason::End) => format!("It ended its answer after {length} tokens{}.", self.pace()),
            Some(Reason::Done) => format!("The answer was cut at {length} tokens{}; it can go on.", self.pace()),
            Some(Reason::Asked) => format!("It was stopped after {length} tokens."),
            Some(Reason::Full) => "The context is full.".into(),
            Some(Reason::Failed(_)) => format!("It could not go on after {length} tokens."),
        }
    }

    /// How fast it writes, once there is something to measure.
    fn pace(&self) -> String {
        match self.glass.median(true, 0) {
            Some(time) if self.glass.timings.len() >= 4 && time > 0.0 => {
                format!(", {} a second", fixed(f64::from(1000.0 / time), 1))
            }
            _ => String::new(),
        }
    }

    /// What the vocabulary could not take in.
    pub fn lost_note(&self) -> String {
        match self.lost {
            0 => String::new(),
            1 => "One byte of your message has no token in this vocabulary and was left out.".into(),
            lost => format!(
                "{} bytes of your message have no token in this vocabulary and were left out.",
                count(lost as usize)
            ),
        }
    }

    pub fn meter(&self) -> Meter {
        let (used, of) = (self.glass.tree.len(), self.context as usize);
        let words = if of == 0 {
            "The context is measured when the first question is read.".into()
        } else if used >= of {
            format!(
                "{} of {} tokens: the context is full. The model can read and write no more in this conversation.",
                count(used),
                count(of)
            )
        } else {
            let kept = self.glass.cache_bytes as f64 / 1e6;
            format!(
                "{} of {} tokens of the context are taken; their keys and values are {} MB.",
                count(used),
                count(of),
                fixed(kept, 1)
            )
        };
        Meter { used, of, words }
    }
}
