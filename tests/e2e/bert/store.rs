//! The model is fetched on a click, kept, listed, deleted, cancelled.

use super::{LIVE, PANEL, asked, kept, line, open, press_load, wait_for_panel, wait_loaded};
use tests::harness::{Browser, Site, in_browser};

#[test]
fn the_model_is_fetched_on_a_click_and_kept_for_the_next_visit() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        assert_eq!(asked(tab, ".shard") + asked(tab, "minilm/minilm."), 0, "{:?}", tab.requests());
        assert!(tab.text(".model-panel .primary").contains("24.3 MB to download"));
        press_load(tab);
        wait_loaded(tab);
        wait_for_panel(tab, "at 8 bits: 24.2 MB");
        let said = tab.text(".model-panel");
        for part in ["22,713,216 parameters", "90.9 MB", "Apache-2.0", "first run"] {
            assert!(said.contains(part), "no {part} in {said}");
        }
        assert_eq!((asked(tab, "q8_0-1"), asked(tab, "/f16-")), (1, 0));
        assert_eq!(kept(tab, "q8_0-1"), 7_999_973);

        open(tab, "");
        tab.wait_for("what is kept", LIVE, &format!("{PANEL}.includes('(kept in this browser)')"));
        press_load(tab);
        wait_loaded(tab);
        assert_eq!(asked(tab, "q8_0-"), 4, "each shard once, on the first visit");

        tab.click(".model-kept button", "Delete all-MiniLM-L6-v2 at 8 bits: 24.2 MB");
        tab.wait_for("nothing kept", LIVE, "!document.querySelector('.model-kept')");
        assert_eq!(kept(tab, "q8_0-1"), 0);
        wait_loaded(tab);
        tab.click(".model-panel button", "Unload: give the memory back");
        wait_for_panel(tab, "24.3 MB to download");
        tab.assert_no_sideways_scroll();
        tab.assert_clean();
    });
}

#[test]
fn a_load_can_be_cancelled_and_begun_again() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        line(tab, Some(4_000_000));
        press_load(tab);
        wait_for_panel(tab, "at 8 bits: 8.0 MB, not complete");
        tab.click(".model-panel button", "Cancel");
        wait_for_panel(tab, "Nothing is loaded");
        wait_for_panel(tab, "16.2 MB to download");
        line(tab, None);
        press_load(tab);
        wait_loaded(tab);
        assert_eq!(asked(tab, "q8_0-1"), 1);
        tab.assert_clean();
    });
}
