//! Where the site cannot or should not be kept, it works on line as before and says nothing else.

use super::{BUILDS, Host, KEEPS, PATIENCE, REGISTERED, wait_kept};
use crate::e2e::lab::{Lab, TINY};
use serde_json::json;
use std::{thread, time::Duration};
use tests::harness::{Site, Tab, in_browser};

/// An attempt to keep the site is over, and nothing came of it.
#[track_caller]
fn wait_refused(tab: &Tab) {
    tab.wait_for("an attempt", PATIENCE, "window.attempted === true");
    tab.wait_for(
        "its end",
        PATIENCE,
        "navigator.serviceWorker.getRegistrations().then(all => all.every(one => !one.installing && !one.waiting && !one.active))",
    );
    assert_eq!(tab.count(".offline[data-state=complete]"), 0);
}

const NOTE_ATTEMPTS: &str = "(() => {
    const register = ServiceWorkerContainer.prototype.register;
    ServiceWorkerContainer.prototype.register = function (...args) {
        const registered = register.apply(this, args);
        registered.then(() => { window.attempted = true; });
        return registered;
    };
})()";

#[test]
fn a_page_in_place_of_a_file_is_not_kept() {
    let site = Site::with_page_for("jetbrains-mono.woff2");
    in_browser(&site, KEEPS, |tab| {
        tab.expect("font");
        tab.before_load(NOTE_ATTEMPTS);
        let lab = Lab::open(tab, TINY);
        wait_refused(tab);
        let wrong = "caches.match('assets/fonts/jetbrains-mono.woff2').then(found => found === undefined)";
        assert_eq!(tab.eval(wrong), true, "the host's page was kept as a font");
        lab.single_steps(1);
    });
}

#[test]
fn without_room_the_site_works_on_line() {
    let site = Site::at_root();
    in_browser(&site, KEEPS, |tab| {
        tab.before_load(NOTE_ATTEMPTS);
        let quota = json!({ "origin": site.origin(), "quotaSize": 2_000_000 });
        tab.devtools("Storage.overrideQuotaForOrigin", quota);
        let lab = Lab::open(tab, TINY);
        wait_refused(tab);
        assert_eq!(tab.eval(BUILDS), json!([]), "half a copy was left");
        lab.single_steps(1);
        Lab::open(tab, TINY).single_steps(1);
    });
}

#[test]
fn without_room_for_it_a_new_version_comes_all_the_same() {
    let host = Host::new("full");
    host.publish("first");
    let site = host.site();
    in_browser(&site, KEEPS, |tab| {
        Lab::open(tab, TINY);
        wait_kept(tab);
        tab.devtools("Storage.overrideQuotaForOrigin", json!({ "origin": site.origin(), "quotaSize": 2_000_000 }));
        host.publish("second");
        Lab::open(tab, TINY);
        tab.wait_for("the news", PATIENCE, "!!document.querySelector('main > .notice.info button')");
        tab.leave();
        thread::sleep(Duration::from_secs(2));
        Lab::open(tab, TINY).single_steps(1);
        assert_eq!(super::idea(tab), "<!-- second -->");
        assert_eq!(tab.count(".offline[data-state=complete]"), 0);
    });
}

#[test]
fn on_a_metered_line_the_reader_is_asked() {
    let site = Site::at_root();
    in_browser(&site, KEEPS, |tab| {
        tab.before_load("Object.defineProperty(NetworkInformation.prototype, 'saveData', { get: () => true })");
        Lab::open(tab, TINY);
        tab.wait_for_element(".offline[data-state=metered]", PATIENCE);
        assert_eq!((tab.eval(REGISTERED), tab.eval(BUILDS)), (json!(0), json!([])));
        tab.click(".offline button", "Keep the site");
        wait_kept(tab);
    });
}

#[test]
fn a_browser_without_service_workers_misses_nothing_else() {
    let site = Site::at_root();
    in_browser(&site, tests::harness::Browser::default(), |tab| {
        Lab::open(tab, TINY).single_steps(1);
        assert_eq!(tab.eval("'serviceWorker' in navigator"), false);
        assert_eq!(tab.count(".offline"), 0);
    });
}
