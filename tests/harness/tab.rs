//! A tab of a real browser, as a reader uses it: by what is seen and named, by mouse and by keyboard.

use super::{Site, chromedriver::Session, profile::Profile, script, watch::Watch};
use serde_json::{Value, json};
use std::{
    cell::RefCell,
    env, fs,
    sync::RwLock,
    thread,
    time::{Duration, Instant},
};

/// How the browser of a test is started.
#[derive(Clone, Copy, Debug, Default)]
pub struct Browser {
    /// WebGPU on a software adapter; without it the browser has none.
    pub webgpu: bool,
    /// No other browser of this test run beside it: for what is measured.
    pub alone: bool,
    /// Start on a phone's screen, 390 px wide.
    pub phone: bool,
    /// Has service workers, so that the site keeps itself for use offline. Without, as in a private window, a test measures and
    /// sees what comes from the server, and no download of the whole site goes on beside it.
    pub keeps_site: bool,
    /// A private window. What it stores is in memory, and asks at each write for the room that is left.
    pub private: bool,
}

pub struct Tab<'s> {
    pub(super) session: Session,
    pub site: &'s Site,
    watch: Watch,
    expected: RefCell<Vec<String>>,
}

/// Measured tests hold it alone, the others share it.
static MACHINE: RwLock<()> = RwLock::new(());

/// Runs `body` in a fresh browser on `site`, and then fails if the page logged an error or asked another host for anything.
#[track_caller]
pub fn in_browser(site: &Site, browser: Browser, body: impl FnOnce(&Tab)) {
    let (_shared, _alone);
    // A software adapter takes every core.
    if browser.alone || browser.webgpu {
        _alone = MACHINE.write().unwrap_or_else(|poison| poison.into_inner());
    } else {
        _shared = MACHINE.read().unwrap_or_else(|poison| poison.into_inner());
    }
    let tab = Tab::open(site, browser);
    body(&tab);
    tab.assert_clean();
}

/// Runs `before` in a browser, kills all of its processes at once, as a crash or the power does, and runs `after` in a new browser with the
/// same profile.
#[track_caller]
pub fn in_killed_browser(site: &Site, before: impl FnOnce(&Tab), after: impl FnOnce(&Tab)) {
    let _shared = MACHINE.read().unwrap_or_else(|poison| poison.into_inner());
    let profile = Profile::new();
    let flag = profile.flag();
    let tab = Tab::open_with(site, Browser::default(), &[&flag]);
    before(&tab);
    profile.kill();
    drop(tab);
    let tab = Tab::open_with(site, Browser::default(), &[&flag]);
    // What a profile's first tab shows before the site.
    tab.expect("request off-origin: chrome");
    after(&tab);
    tab.assert_clean();
}

impl<'s> Tab<'s> {
    fn open(site: &'s Site, browser: Browser) -> Tab<'s> {
        Tab::open_with(site, browser, &[])
    }

    fn open_with(site: &'s Site, browser: Browser, flags: &[&str]) -> Tab<'s> {
        let gpu: &[&str] = match browser.webgpu {
            true => &["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"],
            false => &[],
        };
        let private: &[&str] = if browser.private { &["--incognito"] } else { &[] };
        let tab = Tab {
            session: Session::start(&[gpu, private, flags].concat()),
            site,
            watch: Watch::new(site.origin()),
            expected: RefCell::default(),
        };
        tab.devtools(
            "Browser.setDownloadBehavior",
            json!({ "behavior": "allow", "downloadPath": tab.session.downloads() }),
        );
        if !browser.keeps_site {
            tab.before_load("delete Navigator.prototype.serviceWorker");
        }
        if browser.phone {
            tab.resize(390, 844);
        }
        tab
    }

    // Where the tab is

    /// Opens a path of the site, without leading slash.
    #[track_caller]
    pub fn goto(&self, path: &str) {
        let url = self.site.url(path);
        self.must("POST", "/url", json!({ "url": url }));
    }

    #[track_caller]
    pub fn reload(&self) {
        self.must("POST", "/refresh", json!({}));
    }

    #[track_caller]
    pub fn back(&self) {
        self.must("POST", "/back", json!({}));
    }

    #[track_caller]
    pub fn url(&self) -> String {
        as_text(self.must("GET", "/url", Value::Null))
    }

    #[track_caller]
    pub fn title(&self) -> String {
        as_text(self.must("GET", "/title", Value::Null))
    }

    /// The size of the page's viewport in CSS pixels.
    #[track_caller]
    pub fn resize(&self, width: u32, height: u32) {
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
        );
    }

    /// JavaScript that runs before the page's own, in every page opened from now on.
    #[track_caller]
    pub fn before_load(&self, source: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }));
    }

    /// Opens a second tab before this one, which is hidden by it; the commands go to the new one.
    #[track_caller]
    pub fn open_second(&self) -> (String, String) {
        let first = as_text(self.must("GET", "/window", Value::Null));
        let new = self.must("POST", "/window/new", json!({ "type": "tab" }));
        let second = as_text(new["handle"].clone());
        self.switch_to(&second);
        (first, second)
    }

    #[track_caller]
    pub fn switch_to(&self, handle: &str) {
        self.watch.collect(&self.session);
        self.must("POST", "/window", json!({ "handle": handle }));
    }

    /// Closes the tab; switch to another one then.
    #[track_caller]
    pub fn close(&self) {
        self.watch.collect(&self.session);
        self.must("DELETE", "/window", Value::Null);
    }

    /// Leaves the site, as a reader who is done does.
    #[track_caller]
    pub fn leave(&self) {
        self.must("POST", "/url", json!({ "url": "about:blank" }));
    }

    // What is there

    /// The value of a JavaScript expression, which may be a promise.
    #[track_caller]
    pub fn eval(&self, expression: &str) -> Value {
        self.run(&format!("return ({expression})"), json!([]))
    }

    #[track_caller]
    pub(super) fn run(&self, source: &str, args: Value) -> Value {
        self.must("POST", "/execute/sync", json!({ "script": source, "args": args }))
    }

    /// Waits until the expression is true and returns what it is.
    #[track_caller]
    pub fn wait_for(&self, what: &str, seconds: f32, expression: &str) -> Value {
        let start = Instant::now();
        loop {
            let value = self.eval(expression);
            if !matches!(value, Value::Null | Value::Bool(false)) && value != "" && value != 0 {
                return value;
            }
            if start.elapsed().as_secs_f32() > seconds {
                self.watch.collect(&self.session);
                panic!(
                    "waited {seconds} s in vain for {what}\n  {expression}\n  at {}\n  {}",
                    self.url(),
                    self.complaints().join("\n  ")
                );
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits for an element to be shown.
    #[track_caller]
    pub fn wait_for_element(&self, css: &str, seconds: f32) {
        let expression = format!("({}).length", script::shown(css));
        self.wait_for(&format!("an element {css}"), seconds, &expression);
    }

    /// What is shown of the first such element, once there is one.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        self.wait_for_element(css, 10.0);
        as_text(self.eval(&format!("({})[0].innerText.trim()", script::shown(css))))
    }

    /// What is shown of each such element.
    #[track_caller]
    pub fn texts(&self, css: &str) -> Vec<String> {
        let list = self.eval(&format!("({}).map(e => e.innerText.trim())", script::shown(css)));
        let list = list.as_array().cloned().unwrap_or_default();
        list.into_iter().map(as_text).collect()
    }

    /// How many such elements are shown.
    #[track_caller]
    pub fn count(&self, css: &str) -> usize {
        let count = self.eval(&format!("({}).length", script::shown(css)));
        count.as_u64().unwrap_or_default() as usize
    }

    /// Whether a shown element of `css` has this accessible name.
    #[track_caller]
    pub fn has(&self, css: &str, name: &str) -> bool {
        !self.eval(&script::named(css, name)).is_null()
    }

    // What must hold

    /// Console errors and requests that contain `part` are what the test provokes.
    pub fn expect(&self, part: &str) {
        self.expected.borrow_mut().push(part.into());
    }

    /// Addresses the page has asked for.
    pub fn requests(&self) -> Vec<String> {
        self.watch.collect(&self.session);
        self.watch.requests()
    }

    /// No console error, no exception, no request off-origin so far.
    #[track_caller]
    pub fn assert_clean(&self) {
        self.watch.collect(&self.session);
        let complaints = self.complaints();
        assert!(complaints.is_empty(), "the page is not clean:\n  {}", complaints.join("\n  "));
    }

    fn complaints(&self) -> Vec<String> {
        self.watch.complaints(&self.expected.borrow())
    }

    /// The page is not wider than its viewport; names what sticks out if it is.
    #[track_caller]
    pub fn assert_no_sideways_scroll(&self) {
        let wide = self.eval(script::STICKING_OUT);
        assert!(wide.is_null(), "the page scrolls sideways: {wide}");
    }

    #[track_caller]
    pub fn devtools(&self, cmd: &str, params: Value) -> Value {
        self.session.devtools(cmd, params).unwrap_or_else(|error| panic!("{cmd}: {error}"))
    }

    #[track_caller]
    pub(super) fn must(&self, method: &str, path: &str, body: Value) -> Value {
        self.session.command(method, path, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }
}

impl Drop for Tab<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.keep_screenshot();
        }
    }
}

impl Tab<'_> {
    /// What the failed test last saw.
    #[expect(clippy::print_stderr, reason = "read by whoever reads the failure")]
    fn keep_screenshot(&self) {
        let shot = self.session.devtools("Page.captureScreenshot", json!({ "captureBeyondViewport": true }));
        let name = thread::current().name().unwrap_or("test").replace("::", "-");
        let file = env::temp_dir().join(format!("glassbox-failed-{name}.png"));
        let bytes = shot.ok().and_then(|shot| script::from_base64(shot["data"].as_str()?));
        if let Some(bytes) = bytes
            && fs::write(&file, bytes).is_ok()
        {
            eprintln!("what the browser showed: {}", file.display());
        }
    }
}

fn as_text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
