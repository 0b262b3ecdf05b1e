//! The prompt's budget as it is drawn: what takes how much of it, from the left.

use super::{Cutting, Lesson};
use crate::format::count;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// Template, question and what the chat template puts around them.
    Frame,
    Passage,
    Free,
    /// A passage that did not fit.
    Over,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub spent: Spent,
    pub name: String,
    pub tokens: u32,
}

impl Lesson {
    /// Frame, passages, what is free, and behind the budget's end what was cut.
    pub fn stretches(&self) -> Vec<Stretch> {
        let used = self.used();
        let frame = self.frame_tokens();
        let of = |cutting: Cutting, spent: Spent| {
            used.iter().filter(move |it| it.cutting == cutting).map(move |it| Stretch {
                spent,
                name: format!("chunk {}", it.chunk + 1),
                tokens: it.tokens,
            })
        };
        let kept: u32 = of(Cutting::Kept, Spent::Passage).map(|it| it.tokens).sum();
        let free = self.prompt.budget.saturating_sub(frame + kept);
        let mut all = vec![Stretch { spent: Spent::Frame, name: "template".into(), tokens: frame }];
        all.extend(of(Cutting::Kept, Spent::Passage));
        all.extend((free > 0).then(|| Stretch { spent: Spent::Free, name: "free".into(), tokens: free }));
        all.extend(of(Cutting::Over, Spent::Over));
        all
    }

    /// The same in words.
    pub fn budget_words(&self) -> String {
        let stretches = self.stretches();
        let sum = |spent| {
            let tokens = stretches.iter().filter(|it| it.spent == spent).map(|it| it.tokens as usize);
            (tokens.clone().count(), count(tokens.sum()))
        };
        let passages = |many: usize| if many == 1 { "1 passage".to_owned() } else { format!("{many} passages") };
        let ((kept, of_kept), (cut, of_cut)) = (sum(Spent::Passage), sum(Spent::Over));
        let over = match cut {
            0 => String::new(),
            1 => format!(" 1 passage of {of_cut} tokens does not fit and is cut."),
            _ => format!(" {cut} passages of {of_cut} tokens do not fit and are cut, the worst ones."),
        };
        format!(
            "Of {} tokens: {} for template and question, {of_kept} for {}, {} free.{over}",
            count(self.prompt.budget as usize),
            sum(Spent::Frame).1,
            passages(kept),
            sum(Spent::Free).1
        )
    }
}
