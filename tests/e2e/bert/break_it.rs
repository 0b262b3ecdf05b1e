//! Experiments: a guess first, then what was measured.

use tests::harness::{Browser, Site, in_browser};

use super::{LIVE, open, press_load, wait_loaded};

#[test]
fn a_guess_comes_before_every_measurement() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        let go = "[...document.querySelectorAll('button')].find(it => it.innerText === 'Break it')";
        tab.wait_for("nothing to break yet", LIVE, &format!("{go}?.disabled"));
        press_load(tab);
        wait_loaded(tab);
        for (name, words) in [
            ("One head", "without layer 1, head 3"),
            ("A layer's heads", "without the heads of layer 1"),
            ("The positions", "without positions"),
            ("The word order", "of “"),
            ("[CLS] and [SEP]", "without a look at [CLS] and [SEP]"),
        ] {
            tab.click(".choice label", name);
            tab.wait_for("a guess is asked for", LIVE, &format!("{go}.disabled"));
            tab.click(".part-guess label", "Between 0.8 and 0.95");
            tab.click("button", "Break it");
            let said = format!("The embedding {words}");
            tab.wait_for(&said, LIVE, &format!("document.querySelector('main').innerText.includes({said:?})"));
        }
        tab.click("button", "Undo");
        tab.wait_for("no verdict", LIVE, "!document.querySelector('main').innerText.includes('The embedding without')");
        tab.assert_clean();
    });
}
