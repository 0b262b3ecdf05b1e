//! The numbers on the page are PyTorch's, whichever pack and device: read from the table under the large map.

use std::fs;

use serde_json::Value;
use tests::harness::{Browser, Site, Tab, in_browser};

use super::{LIVE, open, press_load, wait_loaded};

/// Largest difference of a probability, as natively (`tests/minilm.rs`).
const OF_8_BITS: f64 = 3e-2;
const OF_16_BITS: f64 = 1e-3;

/// On a software adapter a text takes its time.
const SLOW: f32 = 300.0;

#[test]
fn attention_at_8_bits_is_pytorchs() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "text=The%20cat%20sat%20on%20the%20mat.&layer=6&head=12");
        load(tab, LIVE);
        compare(tab, "shown.0.probabilities", 9, (5, 11), OF_8_BITS);
        tab.assert_clean();
    });
}

#[test]
fn attention_at_16_bits_is_pytorchs() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "text=The%20cat%20sat%20on%20the%20mat.&layer=3&head=5");
        tab.click(".model-panel .choice label", "16 bits");
        load(tab, LIVE);
        assert!(tab.text(".model-panel").contains("45.5 MB"), "{}", tab.text(".model-panel"));
        compare(tab, "shown.0.probabilities", 9, (2, 4), OF_16_BITS);
        tab.assert_clean();
    });
}

#[test]
fn attention_on_webgpu_is_pytorchs() {
    let site = Site::at_root();
    in_browser(&site, Browser { webgpu: true, ..Browser::default() }, |tab| {
        tab.goto("bert/?backend=webgpu&text=x&layer=6&head=1");
        tab.wait_for_element(".model-panel .primary", LIVE);
        load(tab, SLOW);
        assert_eq!(tab.text(".badge").trim(), "WebGPU");
        compare(tab, "shown.3.probabilities", 3, (5, 0), OF_8_BITS);
        tab.assert_clean();
    });
}

fn load(tab: &Tab, seconds: f32) {
    press_load(tab);
    if seconds > LIVE {
        let panel = super::PANEL;
        tab.wait_for("the model", seconds, &format!("{panel}.includes('Loaded at')"));
    } else {
        wait_loaded(tab);
    }
    let status = "document.querySelector('.lab .part-status').innerText";
    tab.wait_for("a live answer", seconds, &format!("{status}.includes('read live')"));
}

#[track_caller]
fn compare(tab: &Tab, tensor: &str, tokens: usize, (layer, head): (usize, usize), most: f64) {
    tab.click(".bert-picture .data-table button", "Show as table");
    let cells = "[...document.querySelectorAll('.bert-picture tbody td')].map(it => Number(it.innerText))";
    tab.wait_for("the table", LIVE, &format!("{cells}.length === {}", tokens * tokens));
    let shown: Vec<f64> = serde_json::from_value(tab.eval(cells)).expect("numbers");
    let expected = fixture(tensor);
    let map = &expected[(layer * 12 + head) * tokens * tokens..][..tokens * tokens];
    let worst = shown.iter().zip(map).map(|(a, b)| (a - f64::from(*b)).abs()).fold(0.0, f64::max);
    assert!(worst <= most, "{worst}");
    // Not one that fits anything.
    let other = &expected[..tokens * tokens];
    let apart = shown.iter().zip(other).map(|(a, b)| (a - f64::from(*b)).abs()).fold(0.0, f64::max);
    assert!(apart > most, "{apart}");
}

fn fixture(tensor: &str) -> Vec<f32> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/minilm.safetensors");
    let mut file = fs::read(path).expect("the fixtures are committed");
    let length = u64::from_le_bytes(*file.first_chunk().expect("a safetensors file")) as usize;
    let tensors = file.split_off(8 + length);
    let header: Value = serde_json::from_slice(&file[8..]).expect("JSON");
    let offset = |at: usize| header[tensor]["data_offsets"][at].as_u64().expect("an offset") as usize;
    let (values, _) = tensors[offset(0)..offset(1)].as_chunks::<4>();
    values.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}
