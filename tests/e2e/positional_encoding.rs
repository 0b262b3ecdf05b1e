//! The positional encoding lesson: it opens alive, its numbers are measured, and it goes along with the reader.

mod attention;
mod sinusoids;
mod taking;

use tests::harness::Tab;

/// Long enough for a machine that builds something else meanwhile.
const LIVE: f32 = 90.0;

/// What the attention layer says of itself.
const STATUS: &str = "(document.querySelectorAll('.lab')[1]?.querySelector('.part-status')?.innerText ?? '')";

/// The page as its reader uses it.
#[derive(Clone, Copy)]
struct Lab<'t> {
    tab: &'t Tab<'t>,
}

impl<'t> Lab<'t> {
    /// Opens the lesson and waits for the layer's own run.
    #[track_caller]
    fn open(tab: &'t Tab<'t>, query: &str) -> Lab<'t> {
        tab.goto(&format!("positional-encoding/?{query}"));
        tab.wait_for_element(".lab", 15.0);
        let lab = Lab { tab };
        lab.wait_live();
        lab
    }

    #[track_caller]
    fn wait_live(self) {
        self.tab.wait_for("a live run", LIVE, &format!("{STATUS}.startsWith('Run live')"));
    }

    /// Types an exact value into a knob.
    #[track_caller]
    fn set(self, knob: &str, value: &str) {
        self.tab.fill("input", &format!("{knob}, exact value"), value);
    }

    #[track_caller]
    fn value(self, knob: &str) -> String {
        let field = format!("document.querySelector('[aria-label=\"{knob}, exact value\"]').value");
        self.tab.eval(&field).as_str().unwrap_or_default().to_string()
    }

    /// The table of what each scheme notices, once its column `column` reads like this from top to bottom.
    #[track_caller]
    fn wait_for_column(self, column: usize, expected: [&str; 5]) {
        let cells = format!(
            "[...document.querySelectorAll('[aria-label=\"What each scheme notices\"] tbody tr')].map(row => row.cells[{column}].innerText)"
        );
        let wanted = serde_json::json!(expected);
        self.tab.wait_for(
            &format!("{expected:?} in column {column}"),
            LIVE,
            &format!("JSON.stringify({cells}) === JSON.stringify({wanted})"),
        );
    }

    /// The words of the other sentence.
    #[track_caller]
    fn order(self) -> String {
        self.tab.texts(".position-order li").join(" ")
    }
}
