//! Generation under glass: the parts that show a text being written, whichever model writes it. A lesson whose state has a [`Glass`] can
//! stand behind them: a vocabulary of 65 or of 49,152, 4 heads or 270.

mod cost;
mod inside;
mod knobs;
mod place;
mod stages;
mod text;
mod tree;

pub use cost::*;
pub use inside::*;
pub use knobs::*;
pub use place::*;
pub use stages::*;
pub use text::*;
pub use tree::*;

use super::Page;
use lessons::Lesson;
use lessons::writing::{Glass, spell};
use protocol::writing::{Piece, Request};
use viz::token_strip::shown;

/// A lesson with a model that writes.
pub trait OnGlass: Lesson {
    fn glass(&self) -> &Glass;

    /// Changes it, and sends what it asks for to the model that is chosen.
    fn with_glass(&mut self, change: &mut dyn FnMut(&mut Glass) -> Vec<Request>) -> Vec<Self::Request>;

    /// Cuts the typed prompt and writes so many tokens.
    fn write_prompt(&mut self, count: u32) -> Vec<Self::Request>;

    /// Whether there is a model.
    fn can_write(&self) -> bool;

    fn num_layers(&self) -> u32;

    /// Tokens that fit.
    fn context(&self) -> u32;
}

/// Changes the glass of a page.
fn act<L: OnGlass>(page: Page<L>, mut change: impl FnMut(&mut Glass) -> Vec<Request>) {
    page.act(|lesson| lesson.with_glass(&mut change));
}

/// A token as it stands in a table.
fn token_name(piece: &Piece) -> String {
    let text = spell(&piece.bytes).text;
    if text.is_empty() { format!("#{}", piece.token) } else { shown(&text) }
}

/// A share of 1 in per cent, with as many digits as tell small ones apart.
fn percent(share: f32) -> String {
    let share = f64::from(share) * 100.0;
    if share == 0.0 {
        "0".into()
    } else if share < 0.01 {
        "< 0.01 %".into()
    } else {
        format!("{} %", viz::number::fixed(share, if share < 10.0 { 2 } else { 1 }))
    }
}
