//! The Seq2Seq lesson: it opens alive, it trains, and its beam, its swaps and its surgery are measured on the models in the tab.

mod bad_input;
mod looking;

use tests::harness::Tab;

/// Long enough for a machine that builds something else meanwhile.
const LIVE: f32 = 90.0;

/// What the lab says of itself.
const STATUS: &str = "(document.querySelector('.lab .part-status')?.innerText ?? '')";

/// The page as its reader uses it.
#[derive(Clone, Copy)]
struct Lab<'t> {
    tab: &'t Tab<'t>,
}

impl<'t> Lab<'t> {
    /// Opens the lesson and waits for its models.
    #[track_caller]
    fn open(tab: &'t Tab<'t>, query: &str) -> Lab<'t> {
        tab.goto(&format!("seq2seq/?{query}"));
        tab.wait_for_element(".lab", 15.0);
        let lab = Lab { tab };
        lab.says("Trained for");
        lab
    }

    #[track_caller]
    fn says(self, words: &str) {
        self.tab.wait_for(words, LIVE, &format!("{STATUS}.startsWith({words:?})"));
    }

    /// What the first model wrote.
    #[track_caller]
    fn waits_for_output(self, text: &str) {
        let first = "(document.querySelector('.seq2seq-outputs dd')?.innerText ?? '')";
        self.tab.wait_for(text, LIVE, &format!("{first}.startsWith({text:?})"));
    }

    #[track_caller]
    fn source(self, text: &str) {
        self.tab.fill("input", "Source", text);
    }
}
