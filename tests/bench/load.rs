//! How soon the lesson can be used: from the click on the link to the first pictures, with nothing in the browser's cache.

use crate::{
    machine,
    report::{Report, median},
};
use tests::harness::{Activity, Browser, Site, in_browser};

const RUNS: usize = 7;
/// Milliseconds.
const BUDGET: f64 = 2000.0;

pub fn run() -> Report {
    let machine = machine::describe();
    let site = Site::at_root();
    let mut times = Vec::new();
    for _ in 0..RUNS {
        // A fresh profile each time: nothing is cached.
        in_browser(&site, Browser::default(), |tab| {
            Activity::note_first_picture(tab);
            tab.goto("lstm/");
            times.push(Activity::first_picture(tab, 60.0).0);
        });
    }
    let list: Vec<String> = times.iter().map(|time| format!("{time:.0}")).collect();
    let middle = median(times);
    Report {
        title: "Load",
        what: "cold load of /lstm on loopback to a usable recorded trace, ms, beside the budget".into(),
        ours: middle,
        peer: BUDGET,
        text: format!(
            "From the start of the navigation to `/lstm/` until the recorded trace is drawn (tokens and gates), in a fresh browser profile, \
             on loopback: **{middle:.0} ms** (median of {RUNS}: {} ms), budget {BUDGET:.0} ms.\n\n{machine}",
            list.join(", ")
        ),
    }
}
