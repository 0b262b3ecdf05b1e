//! The BERT lesson: its model comes on a click and stays, whatever goes wrong on the way; its heads are those of MiniLM.

mod attention;
mod break_it;
mod classifier;
mod exact;
mod masked;
mod store;
mod trouble;

use serde_json::json;
use tests::harness::Tab;

/// Long enough for a machine that builds something else meanwhile.
const LIVE: f32 = 90.0;

/// What the model's panel says.
const PANEL: &str = "document.querySelector('.model-panel').innerText";

#[track_caller]
fn open(tab: &Tab, query: &str) {
    tab.goto(&format!("bert/?backend=cpu&{query}"));
    tab.wait_for_element(".model-panel .primary", LIVE);
}

#[track_caller]
fn press_load(tab: &Tab) {
    tab.click_css(".model-panel .primary");
}

#[track_caller]
fn wait_for_panel(tab: &Tab, words: &str) {
    tab.wait_for(words, LIVE, &format!("{PANEL}.includes({words:?})"));
}

#[track_caller]
fn wait_loaded(tab: &Tab) {
    wait_for_panel(tab, "Loaded at");
}

#[track_caller]
fn try_again(tab: &Tab) {
    tab.click(".model-panel .notice button", "Try again");
}

/// How often a shard was asked for from the site.
fn asked(tab: &Tab, shard: &str) -> usize {
    tab.requests().iter().filter(|url| url.contains(shard)).count()
}

/// Bytes of the file whose name contains `shard` in the browser's storage.
fn kept(tab: &Tab, shard: &str) -> u64 {
    let bytes = format!(
        "(async () => {{
            const cache = await caches.open('glassbox-packs');
            const request = (await cache.keys()).find(it => it.url.includes({shard:?}));
            return request ? (await (await cache.match(request)).arrayBuffer()).byteLength : 0;
        }})()"
    );
    tab.eval(&bytes).as_u64().unwrap_or_default()
}

/// A line of so many bytes a second, or none.
fn line(tab: &Tab, bytes_a_second: Option<u32>) {
    let throughput = bytes_a_second.map_or(-1.0, f64::from);
    tab.devtools("Network.enable", json!({}));
    tab.devtools(
        "Network.emulateNetworkConditions",
        json!({ "offline": bytes_a_second == Some(0), "latency": 0, "downloadThroughput": throughput, "uploadThroughput": -1 }),
    );
}
