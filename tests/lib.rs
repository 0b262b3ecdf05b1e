//! What the browser tests and the benchmarks share: a real Chromium, a plain file server, and the dist that a reader would get.

/// Starting, steering and watching a browser.
pub mod harness {
    mod activity;
    mod chromedriver;
    pub mod engine;
    mod hand;
    pub mod script;
    mod site;
    mod tab;
    mod watch;

    pub use activity::Activity;
    pub use site::{Site, named_by};
    pub use tab::{Browser, Tab, in_browser};
}
