//! A classifier on top of a BERT that stays as it is: its features are computed once a text, and only the head learns. Beside it what the
//! nearest labelled texts say, without any training.

use serde::{Deserialize, Serialize};

use crate::bert::Token;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Reads the texts and trains a head. Answered by [`Event::Reading`] meanwhile, [`Event::Read`], [`Event::Epochs`] and [`Event::Trained`].
    Train(Setup),
    /// Stops within one epoch. The head stays as far as it has come; answered by [`Event::Trained`] if it was training.
    Stop,
    /// What the head and the labelled texts say of another text. Answered by [`Event::Predicted`].
    Predict { text: String },
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    /// The page's number of this run; its events carry it.
    pub run: u32,
    pub train: Vec<Example>,
    /// Never trained on, nor looked up as neighbours.
    pub held_out: Vec<Example>,
    pub classes: u32,
    pub features: Features,
    /// Of the head's own hidden layer; 0 for none, as in the guide.
    pub hidden_size: u32,
    pub dropout: f32,
    pub learning_rate: f64,
    /// Passes over all training texts, each of them one step.
    pub epochs: u32,
    pub seed: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    pub text: String,
    /// Below the number of classes.
    pub class: u32,
}

/// Which vector of the encoder the head reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Features {
    /// `tanh(W h + b)` of `[CLS]`, BERT's `pooler_output`.
    #[default]
    Pooler,
    /// The mean over all tokens, of length 1, as sentence-transformers makes it.
    Mean,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// Texts whose features are there.
    Reading {
        run: u32,
        done: u32,
        of: u32,
    },
    Read(Read),
    Epochs {
        run: u32,
        epochs: Vec<Epoch>,
    },
    Trained(Trained),
    Predicted(Box<Predicted>),
    /// A request cannot be done; why and what to do, in words for the reader.
    Failed {
        message: String,
    },
}

/// All features are there, and with them what needs no training.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Read {
    pub run: u32,
    /// Classes that the nearest centroid and the nearest neighbours give the held-out texts.
    pub centroid: Vec<u32>,
    pub neighbours: Vec<u32>,
    /// How many texts were longer than the model reads.
    pub cut: u32,
    /// Milliseconds for reading the texts; what was known from a run before costs nothing.
    pub milliseconds: f64,
}

/// Measured before an epoch's update, without dropout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// Mean cross entropy in nats.
    pub loss: f32,
    pub held_out_loss: f32,
    /// Share that is right.
    pub accuracy: f32,
    pub held_out_accuracy: f32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trained {
    pub run: u32,
    /// How far it came.
    pub epochs: u32,
    /// Classes that the head gives the texts.
    pub train: Vec<u32>,
    pub held_out: Vec<u32>,
    /// Numbers that were learnt.
    pub parameters: u32,
    /// Milliseconds for the epochs.
    pub milliseconds: f64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Predicted {
    pub text: String,
    pub tokens: Vec<Token>,
    /// Where the text was cut: its first byte that was not read.
    pub cut: Option<u32>,
    /// The head's, one a class.
    pub probabilities: Vec<f32>,
    /// Gradient x input of each token's word embedding, for the logit of the likeliest class.
    pub contributions: Vec<f32>,
    /// Cosines to the centroid of each class.
    pub centroids: Vec<f32>,
    /// The nearest training texts, by their places, with their cosines, the nearest first.
    pub neighbours: Vec<(u32, f32)>,
    pub milliseconds: f64,
}
