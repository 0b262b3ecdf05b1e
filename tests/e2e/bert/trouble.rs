//! What goes wrong on the way: each has its own words, nothing wrong is kept, and what has arrived is not fetched again.

use super::{LIVE, asked, kept, line, open, press_load, try_again, wait_for_panel, wait_loaded};
use tests::harness::{Browser, Site, Tab, in_browser};

/// The second shard of this site is not what it should be.
fn refused(site: Site, words: &str) {
    in_browser(&site, Browser::default(), |tab| {
        tab.expect("404");
        open(tab, "");
        press_load(tab);
        wait_for_panel(tab, words);
        wait_for_panel(tab, "at 8 bits: 8.0 MB, not complete");
        assert_eq!((kept(tab, "q8_0-1"), kept(tab, "q8_0-2")), (7_999_973, 0));
        let before = asked(tab, "q8_0-2");
        try_again(tab);
        tab.wait_for("the same words", LIVE, "document.querySelector('.model-panel .notice.error')");
        assert_eq!((asked(tab, "q8_0-1"), asked(tab, "q8_0-2") > before), (1, true));
        assert_eq!(kept(tab, "q8_0-2"), 0);
        tab.assert_clean();
    });
}

#[test]
fn a_page_instead_of_a_shard_is_refused() {
    refused(Site::with_page_for("q8_0-2"), "sent a web page instead");
}

#[test]
fn a_shard_that_breaks_off_is_refused() {
    refused(Site::with_half("q8_0-2"), "broke off: 4.0 MB of 8.0 MB");
}

#[test]
fn a_shard_with_another_hash_is_refused() {
    refused(Site::with_damaged("q8_0-2"), "not the one this site was built with");
}

#[test]
fn a_shard_that_is_missing_is_refused() {
    refused(Site::without("q8_0-2"), "answered 404");
}

#[test]
fn going_offline_half_way_is_said_and_the_rest_is_fetched_later() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        tab.expect("ERR_INTERNET_DISCONNECTED");
        open(tab, "");
        line(tab, Some(4_000_000));
        press_load(tab);
        wait_for_panel(tab, "at 8 bits: 8.0 MB, not complete");
        line(tab, Some(0));
        wait_for_panel(tab, "This device is offline");
        line(tab, None);
        try_again(tab);
        wait_loaded(tab);
        assert_eq!(asked(tab, "q8_0-1"), 1);
        tab.assert_clean();
    });
}

fn runs_from_memory(tab: &Tab, words: &str) {
    open(tab, "");
    press_load(tab);
    wait_loaded(tab);
    wait_for_panel(tab, words);
    assert_eq!(tab.count(".model-kept li"), 0);
}

#[test]
fn a_full_storage_runs_the_model_from_memory_and_it_can_be_kept_later() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        tab.before_load(
            "window.put = Cache.prototype.put;
             Cache.prototype.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));",
        );
        runs_from_memory(tab, "storage is full");
        tab.eval("void (Cache.prototype.put = window.put)");
        tab.click(".model-panel .notice button", "Keep it now");
        wait_for_panel(tab, "at 8 bits: 24.2 MB");
        assert_eq!((asked(tab, "q8_0-1"), kept(tab, "q8_0-1")), (1, 7_999_973));
        tab.assert_clean();
    });
}

#[test]
fn a_browser_that_keeps_nothing_runs_the_model_from_memory() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        tab.before_load("Object.defineProperty(window, 'caches', { get: () => undefined });");
        runs_from_memory(tab, "keeps no files for this address");
        tab.assert_clean();
    });
}

#[test]
fn a_damaged_file_in_the_storage_is_replaced() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        press_load(tab);
        wait_loaded(tab);
        wait_for_panel(tab, "at 8 bits: 24.2 MB");
        tab.eval(
            "(async () => {
                const cache = await caches.open('glassbox-packs');
                const request = (await cache.keys()).find(it => it.url.includes('q8_0-4'));
                await cache.put(request, new Response(new Uint8Array(231233)));
            })()",
        );
        open(tab, "");
        press_load(tab);
        wait_loaded(tab);
        assert_eq!((asked(tab, "q8_0-3"), asked(tab, "q8_0-4")), (1, 2));
        tab.assert_clean();
    });
}
