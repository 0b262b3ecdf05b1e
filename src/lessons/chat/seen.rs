//! What the page shows of a conversation.

use protocol::writing::{Reason, Written};
use viz::number::fixed;

use super::{Chat, Exchange, Phase};
use crate::format::count;
use crate::writing::spell;

/// A token of the last answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    pub text: String,
    /// How surprising it was, in bits: the logarithm of its probability before any knob. 0 for one that the reader put there.
    pub bits: f32,
}

impl Chat {
    /// One line: what is going on, or how the last answer ended.
    pub fn status(&self) -> String {
        let last = self.exchanges.last();
        let length = last.map_or(0, |exchange| exchange.answer(&self.specials).len());
        match (self.phase, last.and_then(|exchange| exchange.stopped.as_ref())) {
            (Phase::Cutting, _) => "Your message is cut into tokens.".into(),
            (Phase::Reading(done, of), _) => {
                format!("It reads: {} of {} tokens.", count(done as usize), count(of as usize))
            }
            (Phase::Writing, _) if length == 0 => "It reads your message.".into(),
            (Phase::Writing, _) => format!("It writes: {} tokens{}.", count(length), self.pace()),
            (Phase::Idle, _) if !self.is_loaded() => "The model is not loaded.".into(),
            (Phase::Idle, None) => "It is ready.".into(),
            (Phase::Idle, Some(reason)) => match reason {
                Reason::End => format!("It ended its answer after {} tokens{}.", count(length), self.pace()),
                Reason::Done => {
                    format!("The answer was cut at {} tokens{}; it can go on.", count(length), self.pace())
                }
                Reason::Asked => format!("It was stopped after {} tokens.", count(length)),
                Reason::Full => "The context is full.".into(),
                Reason::Failed(_) => format!("It could not go on after {} tokens.", count(length)),
            },
        }
    }

    /// How fast the last answer was written, the first token left out: it pays for the reading.
    fn pace(&self) -> String {
        let Some(exchange) = self.exchanges.last() else { return String::new() };
        let times: Vec<f32> =
            written(exchange).filter(|written| written.tokens_read == 1).map(|it| it.milliseconds).collect();
        let total: f32 = times.iter().sum();
        if times.len() < 4 || total <= 0.0 {
            return String::new();
        }
        format!(", {} a second", fixed(f64::from(1000.0 * times.len() as f32 / total), 1))
    }

    /// The tokens of the last answer, its end among them, for the strip that is picked from.
    pub fn strip(&self) -> Vec<Token> {
        let Some(exchange) = self.exchanges.last() else { return Vec::new() };
        let nodes = exchange.tree.path().iter().skip(exchange.tree.prompt_len());
        let nodes = nodes.map(|id| exchange.tree.node(*id));
        let bits = |written: &Written| if written.probability > 0.0 { -written.probability.log2() } else { f32::MAX };
        let token = |node: &crate::writing::Node| Token {
            text: spell(&node.piece.bytes).text,
            bits: node.written.as_ref().map_or(0.0, bits),
        };
        nodes.map(token).collect()
    }

    /// The conversation's place of a token of that strip.
    pub fn place_of(&self, at: usize) -> usize {
        self.exchanges.last().map_or(0, |exchange| exchange.tree.prompt_len()) + at
    }

    /// The token of the strip that is under glass.
    pub fn strip_mark(&self) -> Option<usize> {
        let exchange = self.exchanges.last()?;
        self.place?.checked_sub(exchange.tree.prompt_len())
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
}

fn written(exchange: &Exchange) -> impl Iterator<Item = &Written> {
    let path = exchange.tree.path().iter().skip(exchange.tree.prompt_len());
    path.filter_map(|id| exchange.tree.node(*id).written.as_ref())
}
