//! The Transformer lesson: it opens alive, every number has its origin, and what is changed is measured.

mod numbers;
mod patching;
mod pretrained;
mod trained;

use tests::harness::Tab;

/// Long enough for a machine that builds something else meanwhile.
const LIVE: f32 = 90.0;

/// What the lab says of itself.
const STATUS: &str = "document.querySelector('.lab .part-status').innerText";

/// The page as its reader uses it.
#[derive(Clone, Copy)]
struct Lab<'t> {
    tab: &'t Tab<'t>,
}

impl<'t> Lab<'t> {
    /// Opens the lesson and waits for the model's own run.
    #[track_caller]
    fn open(tab: &'t Tab<'t>, query: &str) -> Lab<'t> {
        tab.goto(&format!("transformer/?backend=cpu&{query}"));
        tab.wait_for_element(".lab", 15.0);
        let lab = Lab { tab };
        lab.wait_live();
        lab
    }

    #[track_caller]
    fn wait_live(self) {
        self.tab.wait_for("a live run", LIVE, &format!("{STATUS}.startsWith('Run live')"));
    }

    /// The number written in a cell of the tensor on show with this name.
    #[track_caller]
    fn wait_for_cell(self, tensor: &str, at: usize, text: &str) {
        self.tab.wait_for(
            &format!("{text} in {tensor}"),
            20.0,
            &format!(
                "document.querySelectorAll('[data-tensor=\"{tensor}\"] text:not(.name)')[{at}]?.textContent === '{text}'"
            ),
        );
    }

    /// Whether an exercise, counted from 0, is solved.
    #[track_caller]
    fn wait_for_solved(self, exercise: usize) {
        let solved = format!("document.querySelectorAll('.exercise')[{exercise}].matches('.solved')");
        self.tab.wait_for(&format!("exercise {exercise}"), 20.0, &solved);
    }
}
