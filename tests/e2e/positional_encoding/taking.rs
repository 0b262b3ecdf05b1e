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
        for (export, file) in [("Export PE", "PE.svg"), ("Export the attention map", "attention.svg")] {
            tab.click("button", export);
            tab.click("[role=menuitem]", "Picture (SVG)");
            assert!(tab.downloaded(file, 10.0).starts_with(b"<svg"));
        }
        assert_eq!(lab.value("d_model"), "6");
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
