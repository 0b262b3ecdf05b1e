//! What the browser tests and the benchmarks share: a real Chromium, a plain file server, and the dist that a reader would get.

/// Starting, steering and watching a browser.
pub mod harness {
    mod activity;
    mod chromedriver;
    pub mod engine;
    mod hand;
    mod profile;
    pub mod script;
    mod silence;
    mod site;
    mod tab;
    mod watch;

    pub use activity::Activity;
    pub use silence::Silence;
    pub use site::{Site, copy_folder, named_by};
    pub use tab::{Browser, Tab, in_browser, in_killed_browser};
}
