//! The Vectorization lesson: it counts at once, shows what each number is made of, searches, breaks, grades, and scrolls smoothly.

mod exercises;
mod input;
mod matrix;
mod sharing;

use tests::harness::Tab;

/// The lab as a page object.
#[derive(Clone, Copy)]
struct Lab<'t> {
    tab: &'t Tab<'t>,
}

impl<'t> Lab<'t> {
    /// Opens the lesson and waits for its matrix.
    #[track_caller]
    fn open(tab: &'t Tab<'t>, query: &str) -> Lab<'t> {
        tab.goto(&format!("vectorization/?{query}"));
        let lab = Lab { tab };
        lab.wait_for_status("documents ×");
        lab
    }

    #[track_caller]
    fn wait_for_status(self, part: &str) {
        let said = format!("document.querySelector('.part-status')?.innerText.includes({part:?})");
        self.tab.wait_for(&format!("“{part}”"), 30.0, &said);
    }

    /// Waits until an element's text holds a part.
    #[track_caller]
    fn wait_for(self, css: &str, part: &str) {
        let said = format!("[...document.querySelectorAll({css:?})].some(e => e.innerText.includes({part:?}))");
        self.tab.wait_for(&format!("“{part}” in {css}"), 10.0, &said);
    }

    #[track_caller]
    fn write(self, documents: &str) {
        self.tab.fill(".knobs textarea", "The documents", documents);
    }

    #[track_caller]
    fn search(self, query: &str) {
        self.tab.fill("input.vec-query", "Query", query);
    }

    /// The documents that were found, best first, each with its cosine.
    #[track_caller]
    fn hits(self) -> Vec<String> {
        self.tab.texts(".vec-hits li")
    }

    /// Compares two documents, counted from 1.
    #[track_caller]
    fn compare(self, a: usize, b: usize) {
        self.tab.fill(".part-panel input", "First document", &a.to_string());
        self.tab.fill(".part-panel input", "Second document", &b.to_string());
    }
}
