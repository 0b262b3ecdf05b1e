//! The LSTM lab as a page object: what a reader does there and sees there.

use serde_json::Value;
use tests::harness::Tab;

/// A model so small that a step takes no time; everything but its size is the default.
pub const TINY: &str = "backend=cpu&hidden=8&layers=1&batch=4&sequence=16&rnn=0";

/// Long enough for a machine that builds something else meanwhile.
const LIVE: f32 = 90.0;

#[derive(Clone, Copy)]
pub struct Lab<'t> {
    pub tab: &'t Tab<'t>,
}

impl<'t> Lab<'t> {
    /// Opens the lesson and waits for its own model.
    #[track_caller]
    pub fn open(tab: &'t Tab<'t>, query: &str) -> Lab<'t> {
        let lab = Lab::open_early(tab, query);
        lab.wait_live();
        lab
    }

    /// Opens the lesson and waits for the lab alone, whatever it shows.
    #[track_caller]
    pub fn open_early(tab: &'t Tab<'t>, query: &str) -> Lab<'t> {
        tab.goto(&format!("lstm/?{query}"));
        tab.wait_for_element(".lab", 15.0);
        Lab { tab }
    }

    /// Waits until the lab rests on a live model: nothing recorded, nothing on its way, not training.
    #[track_caller]
    pub fn wait_live(self) {
        self.tab.wait_for(
            "the live model",
            LIVE,
            "/^(Untrained|Trained|Paused)/.test(document.querySelector('.part-status')?.innerText ?? '')",
        );
    }

    #[track_caller]
    pub fn status(self) -> String {
        self.tab.text(".part-status")
    }

    /// Training steps done, as the lab says.
    #[track_caller]
    pub fn step(self) -> u64 {
        let words = self.tab.text(".under .row span");
        let digits: String =
            words.chars().skip_while(|c| !c.is_ascii_digit()).take_while(|c| c.is_ascii_digit() || *c == ',').collect();
        digits.replace(',', "").parse().unwrap_or_else(|_| panic!("no step in “{words}”"))
    }

    #[track_caller]
    pub fn wait_for_step(self, step: u64, seconds: f32) {
        self.tab.wait_for(
            &format!("training step {step}"),
            seconds,
            &format!(
                "+(document.querySelector('.under .row span').innerText.match(/step ([\\d,]+)/)?.[1] ?? '0').replaceAll(',', '') >= {step}"
            ),
        );
    }

    /// Presses “One step” and waits until it is done, so often.
    #[track_caller]
    pub fn single_steps(self, count: u64) {
        for _ in 0..count {
            let next = self.step() + 1;
            self.tab.wait_for(
                "the button “One step”",
                30.0,
                "[...document.querySelectorAll('.knobs button')].some(b => b.innerText === 'One step' && !b.disabled)",
            );
            self.tab.click(".knobs button", "One step");
            // On a software adapter a step takes as many seconds as milliseconds elsewhere.
            self.wait_for_step(next, 120.0);
            self.wait_live();
        }
    }

    /// The table behind the curves: a row a step, its cells as they stand there.
    #[track_caller]
    pub fn losses(self) -> Vec<Vec<String>> {
        if self.tab.count(".under table") == 0 {
            self.tab.click_css(".under .data-table > button");
        }
        self.tab.wait_for_element(".under table tbody tr", 10.0);
        let rows = self.tab.eval(
            "[...document.querySelector('.under table tbody').rows].map(r => [...r.cells].map(c => c.innerText))",
        );
        serde_json::from_value(rows).unwrap_or_default()
    }

    /// What the training loss was at each step of the table.
    #[track_caller]
    pub fn train_losses(self) -> Vec<f64> {
        let rows = self.losses();
        rows.iter().filter_map(|row| row.get(1)?.parse().ok()).collect()
    }

    /// Types an exact value into a knob.
    #[track_caller]
    pub fn set(self, knob: &str, value: &str) {
        self.more_settings();
        self.tab.fill("input", &format!("{knob}, exact value"), value);
    }

    /// What stands in a knob's field.
    #[track_caller]
    pub fn value(self, knob: &str) -> String {
        self.more_settings();
        let field = format!("document.querySelector('[aria-label=\"{knob}, exact value\"]').value");
        self.tab.eval(&field).as_str().unwrap_or_default().to_string()
    }

    fn more_settings(self) {
        self.tab.eval("document.querySelector('.part-more').open = true");
    }

    #[track_caller]
    pub fn read(self, text: &str) {
        self.tab.fill("input", "Let it read", text);
    }

    /// The characters over the heatmaps, joined.
    #[track_caller]
    pub fn tokens(self) -> String {
        let tokens =
            self.tab.eval("[...document.querySelectorAll('.stage .lanes .tokens i')].map(i => i.textContent).join('')");
        tokens.as_str().unwrap_or_default().to_string()
    }

    #[track_caller]
    pub fn wait_for_tokens(self, text: &str) {
        let tokens = "[...document.querySelectorAll('.stage .lanes .tokens i')].map(i => i.textContent).join('')";
        self.tab.wait_for(&format!("the tokens {text:?}"), 30.0, &format!("{tokens} === {text:?}"));
    }

    /// The inspector's equation, line by line.
    #[track_caller]
    pub fn equation(self) -> Vec<String> {
        let text = self.tab.text(".inspect .equation");
        text.lines().map(|line| line.trim().replace('−', "-")).filter(|line| !line.is_empty()).collect()
    }

    /// What the lab has to tell, beside the pictures.
    #[track_caller]
    pub fn notices(self) -> String {
        self.tab.texts("main .notice").join("\n")
    }

    #[track_caller]
    pub fn wait_for_notice(self, part: &str, seconds: f32) {
        let notices = "[...document.querySelectorAll('main .notice')].map(n => n.innerText).join(' ')";
        self.tab.wait_for(&format!("a notice that says “{part}”"), seconds, &format!("{notices}.includes({part:?})"));
    }

    /// Waits for the model on a text that was just taken: the editor closes, and the lab rests again.
    #[track_caller]
    pub fn wait_for_own_text(self) {
        let taken = "!document.querySelector('#part-editor').checkVisibility() && document.querySelector('.part-mytext').innerText.includes('Your text')";
        self.tab.wait_for("the text to be taken", 30.0, taken);
        self.wait_live();
    }

    /// Opens the editor and puts a text in, as pasting does.
    #[track_caller]
    pub fn paste(self, text: &str) {
        self.open_editor();
        self.tab.fill("textarea", "Paste a text", text);
    }

    #[track_caller]
    pub fn open_editor(self) {
        if !self.tab.has("button", "Close") || self.tab.count("#part-editor") == 0 {
            self.tab.click("button", "Use your own text");
        }
        self.tab.wait_for_element("#part-editor", 5.0);
    }

    /// What stands in the editor.
    #[track_caller]
    pub fn draft(self) -> String {
        self.tab.eval("document.querySelector('#part-own-text').value").as_str().unwrap_or_default().to_string()
    }

    #[track_caller]
    pub fn can_use_text(self) -> bool {
        let button = "[...document.querySelectorAll('#part-editor button')].find(b => b.innerText === 'Use this text')";
        self.tab.eval(&format!("!{button}.disabled")) == Value::Bool(true)
    }
}
