//! The lesson as a page object: what a reader does there and sees there.

use tests::harness::Tab;

const TRAINED: &str = "/merges? learned/.test(document.querySelector('.bpe-lab .part-status')?.innerText ?? '')";

#[derive(Clone, Copy)]
pub struct Desk<'t> {
    pub tab: &'t Tab<'t>,
}

impl<'t> Desk<'t> {
    /// Opens the lesson and waits until it has trained and shows tokens.
    #[track_caller]
    pub fn open(tab: &'t Tab<'t>, query: &str) -> Desk<'t> {
        // A site that was built without the pretrained vocabularies says so on the page; the rest of the lesson needs none.
        tab.expect("packs/tokenizers/manifest.txt");
        tab.goto(&format!("tokenization/?{query}"));
        let desk = Desk { tab };
        desk.wait_trained();
        desk
    }

    #[track_caller]
    pub fn wait_trained(self) {
        self.tab.wait_for("the training", 60.0, TRAINED);
        // The numbers of the pictures come with the answer to the first look.
        self.tab.wait_for("the first look", 30.0, "document.querySelector('.bpe-lab .bpe-pairs .row span')?.innerText");
    }

    /// The tokens of the text on show, as they are written.
    #[track_caller]
    pub fn tokens(self) -> Vec<String> {
        self.strip(".bpe-tokens .token-flow i")
    }

    /// The tokens of the text that the reader encodes.
    #[track_caller]
    pub fn encoded(self) -> Vec<String> {
        self.strip("section[aria-label=Encode] .token-flow i")
    }

    #[track_caller]
    fn strip(self, css: &str) -> Vec<String> {
        let tokens = self.tab.eval(&format!(
            "[...document.querySelectorAll({css:?})].map(cell => cell.textContent.replaceAll('\\u2060', ''))"
        ));
        let tokens = tokens.as_array().cloned().unwrap_or_default();
        tokens.iter().map(|token| token.as_str().unwrap_or_default().to_string()).collect()
    }

    #[track_caller]
    pub fn wait_for_tokens(self, what: &str, tokens: &[&str]) {
        let wanted = format!("{tokens:?}");
        self.tab.wait_for(
            what,
            20.0,
            &format!(
                "JSON.stringify([...document.querySelectorAll('.bpe-tokens .token-flow i')].map(cell => cell.textContent.replaceAll('\\u2060', ''))) === JSON.stringify({wanted})"
            ),
        );
    }

    /// Puts a text in the editor and trains on it.
    #[track_caller]
    pub fn train_on(self, text: &str) {
        if self.tab.count("#part-own-text") == 0 {
            self.tab.click(".part-mytext button", "Use your own text");
        }
        self.tab.fill("#part-own-text", "", text);
        self.tab.click("#part-editor button", "Use this text");
        self.tab.wait_for(
            "the reader's text",
            20.0,
            "document.querySelector('.part-mytext').innerText.includes('Your own text')",
        );
        self.wait_trained();
    }

    #[track_caller]
    pub fn step(self) -> String {
        self.tab.text(".transport-words")
    }

    /// Waits until the lab's heading says this.
    #[track_caller]
    pub fn wait_for_heading(self, begins: &str) {
        self.tab.wait_for(
            begins,
            20.0,
            &format!("document.querySelector('.bpe-now h2')?.innerText.startsWith({begins:?})"),
        );
    }
}
