//! Parts taken away, the outcome guessed before it is measured.

use protocol::gpt::{Broken, Surgery};

use crate::format::measured;

/// A surgery as the reader meets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Experiment(pub Surgery);

impl Experiment {
    pub const ALL: [Experiment; 4] = [
        Experiment(Surgery::Positions),
        Experiment(Surgery::FirstAttention),
        Experiment(Surgery::Attention),
        Experiment(Surgery::LastFeedForward),
    ];
    pub const ANSWERS: [&'static str; 3] = ["by less than 0.5 nats", "by 0.5 to 1.5 nats", "by more than 1.5 nats"];

    pub fn label(self) -> &'static str {
        match self.0 {
            Surgery::Positions => "no positions",
            Surgery::FirstAttention => "first layer deaf",
            Surgery::Attention => "no attention",
            Surgery::LastFeedForward => "last feed-forward out",
        }
    }

    pub fn question(self) -> &'static str {
        match self.0 {
            Surgery::Positions => {
                "The table of positions becomes zeros: the model sees which tokens came before, and not where. The held-out loss rises"
            }
            Surgery::FirstAttention => {
                "The heads of the first layer say nothing; the other layers still look back. The held-out loss rises"
            }
            Surgery::Attention => {
                "No head says anything: the next token follows from the last one and its place alone. The held-out loss rises"
            }
            Surgery::LastFeedForward => "The feed-forward part of the last layer says nothing. The held-out loss rises",
        }
    }
}

/// What was guessed, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub experiment: Experiment,
    pub guess: usize,
    /// Nothing while it is being measured.
    pub broken: Option<Broken>,
}

impl Found {
    /// The answer that holds.
    pub fn answer(&self) -> Option<usize> {
        let broken = self.broken.as_ref()?;
        let rise = broken.broken - broken.whole;
        Some(if rise < 0.5 {
            0
        } else if rise <= 1.5 {
            1
        } else {
            2
        })
    }

    pub fn in_words(&self) -> String {
        let Some(broken) = &self.broken else { return String::new() };
        format!("The held-out loss went from {} to {} nats a token.", measured(broken.whole), measured(broken.broken))
    }
}
