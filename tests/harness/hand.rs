//! What a reader does to a page: click, type, point, choose.

use super::{chromedriver::ELEMENT_KEY, script, tab::Tab};
use serde_json::{Value, json};
use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

impl Tab<'_> {
    /// Clicks the shown element of `css` with this accessible name, as `click("button", "Train")`, once it is enabled.
    #[track_caller]
    pub fn click(&self, css: &str, name: &str) {
        let what = format!("{css} named “{name}”");
        let expression = format!("(e => e?.disabled ? null : e)({})", script::named(css, name));
        let element = self.wait_for(&what, 30.0, &expression);
        if let Err(error) = self.click_element(&element) {
            // Drawn anew between finding and clicking, or still moving.
            thread::sleep(Duration::from_millis(300));
            let element = self.wait_for(&what, 10.0, &expression);
            self.click_element(&element)
                .unwrap_or_else(|again| panic!("{what} cannot be clicked: {error}; then {again}"));
        }
    }

    /// Clicks the first shown element of `css`.
    #[track_caller]
    pub fn click_css(&self, css: &str) {
        let expression = format!("({})[0]", script::shown(css));
        let element = self.wait_for(css, 10.0, &expression);
        self.click_element(&element).unwrap_or_else(|error| panic!("{css} cannot be clicked: {error}"));
    }

    fn click_element(&self, element: &Value) -> Result<Value, String> {
        // To the middle of the screen: at its edge a bar may lie over it.
        let center = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.session.command("POST", "/execute/sync", json!({ "script": center, "args": [element] }))?;
        let id = element[ELEMENT_KEY].as_str().unwrap_or_default();
        let path = format!("/element/{id}/click");
        self.session.command("POST", &path, json!({}))
    }

    /// Replaces what stands in a field by `text`, as typing or pasting would.
    #[track_caller]
    pub fn fill(&self, css: &str, name: &str, text: &str) {
        let what = format!("{css} named “{name}”");
        self.wait_for(&what, 10.0, &script::named(css, name));
        let source = format!("{}({}, arguments[0])", script::FILL, script::named(css, name));
        self.run(&source, json!([text]));
    }

    /// Gives a file field these files of the disk.
    #[track_caller]
    pub fn choose_file(&self, css: &str, file: &Path) {
        let element = self.wait_for(css, 10.0, &format!("document.querySelector({css:?})"));
        let id = element[ELEMENT_KEY].as_str().unwrap_or_default();
        let path = format!("/element/{id}/value");
        self.must("POST", &path, json!({ "text": file }));
    }

    /// Presses a key, with others held: `press("k")`, `press("Control+k")`, `press("Tab")`, `press("Shift+?")`.
    #[track_caller]
    pub fn press(&self, keys: &str) {
        let codes: Vec<String> = keys.split('+').map(script::key_code).collect();
        let down = codes.iter().map(|key| json!({ "type": "keyDown", "value": key }));
        let up = codes.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
        let actions: Vec<Value> = down.chain(up).collect();
        self.act(json!([{ "type": "key", "id": "keyboard", "actions": actions }]));
    }

    /// Moves the mouse to a point of the first such element, given in shares of its width and height.
    #[track_caller]
    pub fn hover(&self, css: &str, x: f64, y: f64) {
        self.wait_for_element(css, 10.0);
        let point = format!(
            "(e => {{ e.scrollIntoView({{ block: 'center', behavior: 'instant' }}); const r = e.getBoundingClientRect();
                return [r.left + r.width * {x}, r.top + r.height * {y}] }})(({})[0])",
            script::shown(css)
        );
        let under = format!("({})[0].matches(':hover')", script::shown(css));
        // A page that is still being laid out can take the element away from under the mouse.
        for _ in 0..5 {
            let point = self.eval(&point);
            let place = |i: usize| point[i].as_f64().unwrap_or_default().round() as i64;
            let to = |dx: i64| json!({ "type": "pointerMove", "duration": 30, "x": place(0) + dx, "y": place(1), "origin": "viewport" });
            let actions = json!([to(-1), to(0)]);
            self.act(json!([{
                "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions
            }]));
            thread::sleep(Duration::from_millis(50));
            if self.eval(&under) == true {
                return;
            }
        }
        panic!("{css} does not stay under the mouse");
    }

    #[track_caller]
    fn act(&self, actions: Value) {
        self.must("POST", "/actions", json!({ "actions": actions }));
    }

    /// The bytes of a downloaded file whose name ends so, once it is complete.
    #[track_caller]
    pub fn downloaded(&self, ending: &str, seconds: f32) -> Vec<u8> {
        let start = Instant::now();
        loop {
            let entries = fs::read_dir(self.session.downloads()).into_iter().flatten().flatten();
            let mut files = entries.map(|entry| entry.path());
            if let Some(file) = files.find(|file| file.to_string_lossy().ends_with(ending)) {
                let read = || fs::read(&file).unwrap_or_else(|error| panic!("cannot read {}: {error}", file.display()));
                // The name is there before the content.
                let bytes = read();
                thread::sleep(Duration::from_millis(100));
                if !bytes.is_empty() && bytes.len() == read().len() {
                    return bytes;
                }
            }
            assert!(start.elapsed().as_secs_f32() < seconds, "no download ends in {ending} after {seconds} s");
            thread::sleep(Duration::from_millis(100));
        }
    }
}
