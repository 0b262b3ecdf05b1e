//! Take it with you: the matrix as files, and a link to what is on show.

use super::Lab;
use tests::harness::{Browser, Site, in_browser};

#[test]
fn the_matrix_is_saved_in_formats_that_others_read() {
    let site = Site::at_repo();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "backend=cpu&d=6&len=10");
        tab.click(".part-take button", "Matrix (NPY)");
        let npy = tab.downloaded("pe.npy", 10.0);
        let last = (9.0 * 10_000_f64.powf(-4.0 / 6.0)).cos() as f32;
        assert!(npy.starts_with(b"\x93NUMPY") && npy.ends_with(&last.to_le_bytes()));
        assert!(String::from_utf8_lossy(&npy[..128]).contains("(10, 6)"));
        tab.click(".part-take button", "Matrix (CSV)");
        let csv = String::from_utf8(tab.downloaded("pe.csv", 10.0)).unwrap_or_default();
        assert_eq!((csv.lines().count(), csv.lines().next()), (11, Some("position,0,1,2,3,4,5")));
        tab.click("a", "PyTorch script");
        assert!(String::from_utf8_lossy(&tab.downloaded("positional_encoding.py", 10.0)).contains("import torch"));
        let command = tab.text(".position-command");
        assert!(command.ends_with("--d-model 6 --base 10000 --max-len 10 --scale 1"), "{command}");
        tab.click(".switch", "All pairs of positions");
        for name in ["PE", "PE-products", "clocks", "attention", "attention-other-order"] {
            tab.click("button", &format!("Export {name}"));
            tab.click("[role=menuitem]", "Picture (SVG)");
            let svg = String::from_utf8(tab.downloaded(&format!("{name}.svg"), 10.0)).expect("text");
            let inside = if name == "clocks" { "<circle" } else { "data:image/png" };
            assert!(svg.starts_with("<svg") && svg.contains(inside), "{name}: {svg:.300}");
            tab.click("button", &format!("Export {name}"));
            tab.click("[role=menuitem]", "Numbers (CSV)");
            assert!(tab.downloaded(&format!("{name}.csv"), 10.0).len() > 50, "{name}");
        }
        assert_eq!(lab.value("d_model"), "6");
    });
}

#[test]
fn the_first_sentence_of_the_readers_text_is_offered_and_can_be_forgotten() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "backend=cpu");
        let offered = "[...document.querySelectorAll('button')].some(b => b.innerText === 'First sentence of my text')";
        assert_eq!(tab.eval(offered), false, "there is no text yet");
        tab.eval("localStorage.setItem('glassbox-my-text', 'Dr. Watson saw Holmes first. Then came the hound.')");
        tab.reload();
        lab.wait_live();
        tab.click("button", "First sentence of my text");
        tab.wait_for("five words", 20.0, "document.querySelectorAll('.position-order li').length === 5");
        lab.wait_live();
        assert_eq!(tab.eval("document.querySelector('.part-probe input').value"), "Dr. Watson saw Holmes first.");
        tab.click("button", "Forget my text");
        tab.wait_for("the offer to go", 5.0, &format!("!{offered}"));
        assert_eq!(tab.eval("localStorage.getItem('glassbox-my-text')"), serde_json::Value::Null);
    });
}

#[test]
fn a_link_carries_the_state_to_another_browser() {
    let site = Site::at_repo();
    let mut link = String::new();
    in_browser(&site, Browser::default(), |tab| {
        tab.before_load("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve() }");
        let lab = Lab::open(tab, "backend=cpu");
        lab.set("Base", "500");
        lab.set("Offset k", "9");
        tab.fill("input", "Sentence", "b & c? “é” d");
        tab.click(".position-order button", "Turn it round");
        tab.click(".position-cards button", "ALiBi");
        tab.click(".transport button", "Step");
        tab.click(".lab button", "Copy a link");
        link = tab.wait_for("the link", 5.0, "window.copied").as_str().unwrap_or_default().to_string();
    });
    let query = link.split_once("/repo/positional-encoding").and_then(|(_, rest)| rest.split_once('?'));
    let (_, query) = query.unwrap_or_else(|| panic!("{link} does not lead to the lesson"));
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, query);
        assert_eq!((lab.value("Base"), lab.value("Offset k")), ("500".into(), "9".into()));
        assert_eq!(tab.text(".transport-words"), "row 22 / 128");
        assert_eq!(tab.text(".position-cards [aria-pressed=true] b"), "ALiBi");
        let sentence = tab.eval("document.querySelector('.part-probe input').value");
        assert_eq!(sentence, "b & c? “é” d");
        // The first order exchanges its second and its fourth word; turned round it is this.
        assert_eq!(lab.order(), "d & c? “é” b");
    });
}
