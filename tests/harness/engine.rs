//! The wires between page and engine, tapped from outside: the page needs no hook for it.

use super::Tab;
use protocol::{Command, Request};

/// Runs before the page: keeps every worker that the page starts, and when something was heard of one.
const TAP: &str = "(() => {
    Object.assign(window, { workers: [], replies: [] });
    const Original = Worker;
    window.Worker = class extends Original {
        constructor(...args) {
            super(...args);
            workers.push(this);
            this.addEventListener('message', () => replies.push(performance.now()));
        }
    };
})()";

/// To be called before the page is opened.
#[track_caller]
pub fn tap(tab: &Tab) {
    tab.before_load(TAP);
}

/// How many workers the page has started so far.
#[track_caller]
pub fn workers(tab: &Tab) -> u64 {
    tab.eval("workers.length").as_u64().unwrap_or_default()
}

/// Says something to the newest worker behind the page's back.
#[track_caller]
pub fn send(tab: &Tab, request: Request) {
    let bytes = protocol::encode(&Command { job: u32::MAX, request });
    tab.eval(&format!("workers.at(-1).postMessage(new Uint8Array({bytes:?}).buffer)"));
}
