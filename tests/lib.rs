//! What the browser tests and the benchmarks share: a real Chromium, a plain file server, and the dist that a reader would get.

/// Starting, steering and watching a browser.
pub mod harness {
    mod chromedriver;
    mod hand;
    pub mod script;
    mod site;
    mod tab;
    mod watch;

    pub use site::Site;
    pub use tab::{Browser, Tab, in_browser};
}
