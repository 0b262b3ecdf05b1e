//! A new build beside the old one, and a host that withdraws.

use super::{BUILDS, Host, KEEPS, PATIENCE, REGISTERED, idea, wait_kept};
use serde_json::json;
use tests::harness::{Tab, in_browser};

const NEWS: &str =
    "document.querySelector('main > .notice.info')?.innerText.includes('A new version of this site is here.')";
const LESSON: &str = "lstm/?backend=cpu&hidden=8&layers=1&batch=4&sequence=16&rnn=0";

/// Another program's cache, and the models that the reader has kept, are none of the worker's.
#[track_caller]
fn assert_others_are_untouched(tab: &Tab) {
    assert_eq!(tab.eval("caches.has('somebody else').then(a => caches.has('glassbox-packs').then(b => a && b))"), true);
}

#[track_caller]
fn kept_once(tab: &Tab) {
    tab.goto(LESSON);
    tab.eval("Promise.all(['somebody else', 'glassbox-packs'].map(name => caches.open(name))).then(() => true)");
    wait_kept(tab);
}

#[test]
fn a_new_version_waits_for_the_reader_and_never_mixes_with_the_old_one() {
    let host = Host::new("update");
    host.publish("first");
    let site = host.site();
    in_browser(&site, KEEPS, |tab| {
        kept_once(tab);
        let first = tab.eval(BUILDS);
        host.publish("second");
        tab.goto(LESSON);
        tab.eval("window.sameDocument = true");
        tab.wait_for("the news", PATIENCE, NEWS);
        // Both are there, and this page gets its own.
        assert_eq!(tab.eval(BUILDS).as_array().map(Vec::len), Some(2));
        assert_eq!(idea(tab), "<!-- first -->");

        let (one, two) = tab.open_second();
        tab.goto("");
        tab.wait_for_element(".map", 30.0);
        tab.switch_to(&one);
        tab.click("main > .notice button", "Take the new version");
        tab.wait_for(
            "the other tab",
            15.0,
            "document.querySelector('main > .notice').innerText.includes('in another tab')",
        );
        assert_eq!((idea(tab), tab.eval("window.sameDocument")), ("<!-- first -->".into(), true.into()));
        tab.switch_to(&two);
        assert_eq!(idea(tab), "<!-- first -->");
        tab.close();
        tab.switch_to(&one);

        tab.click("main > .notice button", "Take the new version");
        tab.wait_for("a new load", PATIENCE, "!window.sameDocument && !!document.querySelector('.lab')");
        assert_eq!(idea(tab), "<!-- second -->");
        wait_kept(tab);
        let second = tab.eval(BUILDS);
        assert_eq!(second.as_array().map(Vec::len), Some(1), "{second}");
        assert_ne!(first, second);
        assert_eq!(tab.eval(NEWS), json!(null));
        assert_others_are_untouched(tab);
    });
}

#[test]
fn the_next_full_visit_takes_a_new_version_by_itself() {
    let host = Host::new("visit");
    host.publish("first");
    let site = host.site();
    in_browser(&site, KEEPS, |tab| {
        kept_once(tab);
        host.publish("second");
        tab.goto(LESSON);
        tab.wait_for("the news", PATIENCE, NEWS);
        assert_eq!(idea(tab), "<!-- first -->");
        tab.leave();
        // The browser lets the old worker go when no page of it is left, a moment after.
        std::thread::sleep(std::time::Duration::from_secs(2));
        tab.goto(LESSON);
        tab.wait_for_element(".lab", 30.0);
        assert_eq!(idea(tab), "<!-- second -->");
        assert_eq!(tab.eval(BUILDS).as_array().map(Vec::len), Some(1));
    });
}

#[test]
fn a_host_without_the_worker_takes_the_copy_away() {
    let host = Host::new("withdrawn");
    let site = host.site();
    in_browser(&site, KEEPS, |tab| {
        kept_once(tab);
        std::fs::remove_file(host.folder.join("sw.js")).expect("it was there");
        tab.expect("404");
        tab.goto(LESSON);
        tab.wait_for("an end of the copy", PATIENCE, &format!("{BUILDS}.then(builds => builds.length === 0)"));
        tab.leave();
        tab.goto(LESSON);
        tab.wait_for_element(".lab", 30.0);
        assert_eq!(tab.eval(REGISTERED), 0);
        assert_eq!(tab.eval("navigator.serviceWorker.controller === null"), true);
        assert_others_are_untouched(tab);
    });
}

#[test]
fn a_host_that_answers_everything_with_a_page_poisons_nothing_and_takes_the_copy_away() {
    let host = Host::new("pages");
    host.publish("first");
    let site = host.site();
    in_browser(&site, KEEPS, |tab| {
        kept_once(tab);
        let host = site.answer_pages();
        tab.goto(LESSON);
        tab.wait_for_element(".lab", 30.0);
        assert_eq!(idea(tab), "<!-- first -->");
        tab.wait_for("an end of the copy", PATIENCE, &format!("{BUILDS}.then(builds => builds.length === 0)"));
        assert!(host.asked().iter().any(|line| line.starts_with("HEAD /sw.js ")), "{:?}", host.asked());
        let pages =
            "caches.keys().then(names => Promise.all(names.map(name => caches.open(name).then(cache => cache.keys()))))
            .then(keys => keys.flat().length)";
        assert_eq!(tab.eval(pages), 0);
        assert_others_are_untouched(tab);
    });
}

#[test]
fn the_development_server_takes_the_copy_away() {
    let host = Host::new("development");
    let site = host.site();
    in_browser(&site, KEEPS, |tab| {
        kept_once(tab);
        let worker = concat!(env!("CARGO_MANIFEST_DIR"), "/../xtask/src/no_offline.js");
        host.put("sw.js", &std::fs::read_to_string(worker).expect("xtask has it"));
        tab.goto(LESSON);
        tab.wait_for("an end of the copy", PATIENCE, &format!("{BUILDS}.then(builds => builds.length === 0)"));
        tab.leave();
        tab.goto(LESSON);
        tab.wait_for_element(".lab", 30.0);
        assert_eq!(tab.eval("navigator.serviceWorker.controller === null"), true);
        assert_others_are_untouched(tab);
    });
}
