//! What the model says of the mask on show.

use protocol::bert::masked::{Asked, Guess, Mask};
use viz::number::{count, fixed};
use viz::table::Table;

use super::state::Masked;

/// Predictions on show.
pub const SHOWN: usize = 10;

/// A prediction.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub text: String,
    /// From 0 to 1.
    pub probability: f32,
}

impl Masked {
    pub(super) fn mask(&self) -> Option<&Mask> {
        self.filled.as_ref()?.masks.get(self.at)
    }

    /// A name for each mask: its number, and what it hides.
    pub fn mask_names(&self) -> Vec<String> {
        let masks = self.filled.as_ref().map_or(&[][..], |it| &it.masks);
        let name = |(at, mask): (usize, &Mask)| match &mask.original {
            Some(guess) => format!("{}: “{}”", at + 1, guess.text),
            None => format!("{}: [MASK]", at + 1),
        };
        masks.iter().enumerate().map(name).collect()
    }

    pub fn rows(&self) -> Vec<Row> {
        let row = |guess: &Guess| Row { text: guess.text.clone(), probability: guess.probability };
        self.mask().map_or(Vec::new(), |mask| mask.top.iter().take(SHOWN).map(row).collect())
    }

    pub fn table(&self) -> Table {
        let columns = ["Rank", "Token", "Probability"].map(String::from).to_vec();
        let guesses = self.mask().map_or(&[][..], |mask| &mask.top);
        let row =
            |guess: &Guess| vec![guess.rank.to_string(), guess.text.clone(), fixed(f64::from(guess.probability), 6)];
        Table { columns, rows: guesses.iter().take(SHOWN).map(row).collect() }
    }

    /// How sure the model is.
    pub fn sure(&self) -> String {
        self.mask().map_or(String::new(), |mask| {
            let among = f64::from(mask.entropy).exp2();
            format!(
                "{} bits of {} at most: as unsure as among {} equally likely tokens.",
                fixed(f64::from(mask.entropy), 1),
                fixed(f64::from(super::facts().vocabulary as f32).log2(), 1),
                if among < 100.0 { fixed(among, 1) } else { count(among) }
            )
        })
    }

    /// What becomes of the word that stood there, and of each that the reader tried.
    pub fn tried_words(&self) -> Vec<String> {
        let (Some(filled), Some(mask)) = (&self.filled, self.mask()) else { return Vec::new() };
        let original = mask.original.as_ref().map(|guess| format!("What stood there, {}", chances(guess)));
        let tried = filled.request.asked.iter().zip(&filled.asked).enumerate().map(|(at, (word, asked))| match asked {
            Asked::Token { .. } => mask.asked.get(at).and_then(Option::as_ref).map_or(String::new(), chances),
            Asked::Pieces(pieces) => format!(
                "“{word}” is {} tokens to this model ({}): one mask cannot stand for them.",
                pieces.len(),
                pieces.join(" ")
            ),
            Asked::Unknown => format!("“{word}” is not in the vocabulary: the model reads [UNK]."),
            Asked::Nothing => format!("There is nothing to read in “{word}”."),
        });
        original.into_iter().chain(tried).collect()
    }
}

fn chances(guess: &Guess) -> String {
    format!(
        "“{}”: {}, place {} of {}.",
        guess.text,
        percent(guess.probability),
        count(f64::from(guess.rank)),
        count(f64::from(super::facts().vocabulary as f32))
    )
}

/// Three digits of what is not tiny.
pub(super) fn percent(probability: f32) -> String {
    let percent = 100.0 * f64::from(probability);
    match percent {
        _ if percent >= 10.0 => format!("{} %", fixed(percent, 1)),
        _ if percent >= 0.01 => format!("{} %", fixed(percent, 2)),
        _ => "under 0.01 %".into(),
    }
}

impl Row {
    pub fn percent(&self) -> String {
        percent(self.probability)
    }
}
