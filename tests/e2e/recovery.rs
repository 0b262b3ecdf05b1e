//! When the engine breaks down, is missing or loses its device, the page says so and goes on.

use crate::e2e::lab::{Lab, TINY};
use protocol::{Fault, Request};
use tests::harness::{Browser, Site, Tab, engine, in_browser};

#[track_caller]
fn wait_for_badge(tab: &Tab, state: &str) {
    tab.wait_for(
        &format!("the badge “{state}”"),
        90.0,
        &format!("document.querySelector('.badge')?.dataset.state === {state:?}"),
    );
}

/// A lab with a text of the reader's, whose engine the test may break.
fn open_fragile<'t>(tab: &'t Tab<'t>) -> Lab<'t> {
    tab.expect("panicked");
    tab.expect("unreachable");
    engine::tap(tab);
    let lab = Lab::open(tab, TINY);
    lab.read("kept");
    lab
}

#[test]
fn a_panic_restarts_the_engine_and_the_lesson_goes_on() {
    let site = Site::at_repo();
    in_browser(&site, Browser::default(), |tab| {
        let lab = open_fragile(tab);
        lab.wait_for_tokens("kept");
        lab.set("Learning rate", "0.0123");
        lab.single_steps(2);
        engine::send(tab, Request::Fail(Fault::Panic));
        tab.wait_for("a second worker", 30.0, "workers.length === 2");
        wait_for_badge(tab, "ready");
        lab.wait_live();
        // What the reader had set and typed is still there, and training works.
        assert_eq!(lab.value("Learning rate"), "0.0123");
        lab.wait_for_tokens("kept");
        let step = lab.step();
        lab.single_steps(1);
        assert_eq!(lab.step(), step + 1);
        assert_eq!(engine::workers(tab), 2);
    });
}

#[test]
fn an_engine_that_keeps_breaking_is_given_up_and_can_be_tried_again() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = open_fragile(tab);
        for crash in 1..=4 {
            engine::send(tab, Request::Fail(Fault::Panic));
            if crash < 4 {
                tab.wait_for("the next worker", 30.0, &format!("workers.length === {}", crash + 1));
                wait_for_badge(tab, "ready");
            }
        }
        wait_for_badge(tab, "failed");
        lab.wait_for_notice("The engine keeps stopping", 10.0);
        tab.click("main .notice button", "Retry");
        wait_for_badge(tab, "ready");
        lab.wait_live();
        lab.wait_for_tokens("kept");
        lab.single_steps(1);
    });
}

#[test]
fn a_lost_device_is_replaced() {
    let site = Site::at_root();
    let browser = Browser { webgpu: true, ..Browser::default() };
    in_browser(&site, browser, |tab| {
        tab.expect("panicked");
        tab.expect("unreachable");
        tab.expect("lost");
        engine::tap(tab);
        tab.goto("?backend=webgpu");
        tab.click_css(".badge");
        tab.click("dialog[open] button", "Start the engine");
        wait_for_badge(tab, "ready");
        engine::send(tab, Request::Fail(Fault::LoseDevice));
        tab.wait_for("a second worker", 60.0, "workers.length === 2");
        wait_for_badge(tab, "ready");
        assert!(tab.text(".badge").starts_with("WebGPU"), "{}", tab.text(".badge"));
    });
}

#[test]
fn without_the_worker_the_recorded_run_stays_and_the_page_says_what_to_do() {
    let site = Site::without("worker");
    in_browser(&site, Browser::default(), |tab| {
        tab.expect("worker_loader.js");
        let lab = Lab::open_early(tab, "backend=cpu");
        wait_for_badge(tab, "failed");
        lab.wait_for_notice("Retry", 10.0);
        assert!(lab.notices().contains("copied completely"), "{}", lab.notices());
        tab.wait_for_element(".stage .tokens i", 15.0);
        assert!(lab.status().contains("not running"), "{}", lab.status());
        lab.paste("What the reader has typed.");
        tab.click("main .notice button", "Retry");
        wait_for_badge(tab, "failed");
        assert_eq!(lab.draft(), "What the reader has typed.");
    });
}

#[test]
fn a_lesson_that_did_not_arrive_says_so_and_can_be_tried_again() {
    let site = Site::at_repo();
    in_browser(&site, Browser::default(), |tab| {
        tab.expect("cut off");
        tab.before_load(
            "let cut = true; const whole = fetch; window.mend = () => cut = false;
             window.fetch = (...what) => cut && String(what[0]).includes('_lstm.wasm')
                 ? Promise.reject(new TypeError('cut off')) : whole(...what);",
        );
        tab.goto("lstm/?backend=cpu");
        tab.wait_for_element("main .notice", 15.0);
        assert!(tab.text("main .notice").contains("This lesson could not be loaded"), "{}", tab.text("main"));
        assert!(tab.text("main h1").starts_with("LSTM"));
        tab.eval("mend()");
        tab.click("main .notice button", "Retry");
        tab.wait_for_element(".stage .tokens i", 15.0);
        assert_eq!(tab.count("main .notice"), 0);
    });
}

#[test]
fn a_lesson_missing_on_the_host_leaves_the_site_usable() {
    let site = Site::without("_lstm.wasm");
    in_browser(&site, Browser::default(), |tab| {
        tab.expect("_lstm.wasm");
        tab.goto("lstm/");
        tab.wait_for_element("main .notice", 15.0);
        assert!(tab.text("main .notice").contains("copied completely"), "{}", tab.text("main"));
        tab.press("Control+k");
        tab.wait_for("the search", 5.0, "document.activeElement.matches('[role=combobox]')");
    });
}

#[test]
fn without_the_recorded_run_the_lesson_still_works() {
    let site = Site::without("trace.bin");
    in_browser(&site, Browser::default(), |tab| {
        tab.expect("trace.bin");
        let lab = Lab::open(tab, TINY);
        lab.single_steps(1);
    });
}

#[test]
fn without_the_example_model_the_lesson_starts_untrained() {
    let site = Site::without("weights.safetensors");
    in_browser(&site, Browser::default(), |tab| {
        tab.expect("weights.safetensors");
        let lab = Lab::open(tab, "backend=cpu");
        assert!(lab.status().starts_with("Untrained"), "{}", lab.status());
    });
}
