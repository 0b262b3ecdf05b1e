//! The wires between page and engine, tapped from outside: the page needs no hook for it.

use super::Tab;
use protocol::{Command, Event, Reply, Request};

/// Runs before the page: keeps every worker that the page starts, when something was heard of one, and what is answered to us.
const TAP: &str = "(() => {
    Object.assign(window, { workers: [], replies: [], said: [] });
    const Original = Worker;
    window.Worker = class extends Original {
        constructor(...args) {
            super(...args);
            workers.push(this);
            this.addEventListener('message', event => {
                replies.push(performance.now());
                if (!(event.data instanceof ArrayBuffer)) return;
                const bytes = new Uint8Array(event.data.slice());
                if (bytes.subarray(0, 5).join() === '255,255,255,255,15') {
                    said.push([performance.now(), Array.from(bytes)]);
                    event.stopImmediatePropagation();
                }
            });
        }
    };
})()";

/// To be called before the page is opened.
#[track_caller]
pub fn tap(tab: &Tab) {
    tab.before_load(TAP);
}

/// How many workers the page has started so far.
#[track_caller]
pub fn workers(tab: &Tab) -> u64 {
    tab.eval("workers.length").as_u64().unwrap_or_default()
}

/// Says something to the newest worker behind the page's back, and returns when. Its answers are not the page's: [`reply`] has them.
#[track_caller]
pub fn send(tab: &Tab, request: Request) -> f64 {
    let bytes = protocol::encode(&Command { job: OURS, request });
    let sent = tab.eval(&format!("(workers.at(-1).postMessage(new Uint8Array({bytes:?}).buffer), performance.now())"));
    sent.as_f64().expect("milliseconds")
}

/// The same of a request that ends with an empty list of bytes, which a file of the site completes.
#[track_caller]
pub fn send_file(tab: &Tab, request: Request, path: &str) -> f64 {
    let bytes = protocol::encode(&Command { job: OURS, request });
    let sent = tab.eval(&format!(
        "(async () => {{
            const file = new Uint8Array(await (await fetch(document.baseURI + '{path}')).arrayBuffer());
            const length = [];
            for (let rest = file.length; ; rest >>>= 7) {{
                if (rest < 128) {{ length.push(rest); break; }}
                length.push(rest & 127 | 128);
            }}
            const start = {start:?}.concat(length);
            const message = new Uint8Array(start.length + file.length);
            message.set(start);
            message.set(file, start.length);
            workers.at(-1).postMessage(message.buffer, [message.buffer]);
            return performance.now();
        }})()",
        start = &bytes[..bytes.len() - 1]
    ));
    sent.as_f64().expect("milliseconds")
}

/// The newest job there is. The tap knows its bytes.
const OURS: u32 = u32::MAX;

/// The next thing that a worker answers to us, and when it came.
#[track_caller]
pub fn reply(tab: &Tab) -> (f64, Event) {
    tab.wait_for("an answer", 120.0, "said.length > 0");
    let said = tab.eval("said.shift()");
    let bytes: Vec<u8> = serde_json::from_value(said[1].clone()).expect("bytes");
    let Reply { event, .. } = protocol::decode(&bytes).expect("a reply");
    (said[0].as_f64().expect("milliseconds"), event)
}

/// Runs before the tap: a worker of the page begins with a script of ours.
const BEFORE: &str = "(() => {
    const Original = Worker;
    window.Worker = class extends Original {
        constructor(url, options) {
            const start = SCRIPT + 'import(' + JSON.stringify(new URL(url, document.baseURI).href) + ');';
            super(URL.createObjectURL(new Blob([start], { type: 'text/javascript' })), options);
        }
    };
})()";

/// To be called before [`tap`]: what every worker of the page runs first. The page's policy would not let it, so it is put aside.
#[track_caller]
pub fn before_workers(tab: &Tab, script: &str) {
    tab.devtools("Page.setBypassCSP", serde_json::json!({ "enabled": true }));
    tab.before_load(&BEFORE.replace("SCRIPT", &serde_json::json!(script).to_string()));
}

/// A worker counts what it has a GPU do, and says it when asked.
const COUNT: &str = "
    let count = 0;
    if (self.GPUComputePassEncoder) for (const name of ['dispatchWorkgroups', 'dispatchWorkgroupsIndirect']) {
        const original = GPUComputePassEncoder.prototype[name];
        GPUComputePassEncoder.prototype[name] = function (...sizes) { count += 1; return original.apply(this, sizes); };
    }
    new BroadcastChannel('dispatches').onmessage = event => event.target.postMessage(count);
";

const COUNTED: &str = "window.dispatches = () => new Promise(resolve => {
    const channel = new BroadcastChannel('dispatches');
    channel.onmessage = event => { channel.close(); resolve(event.data); };
    channel.postMessage('');
})";

/// To be called before [`tap`]: the page's workers count their dispatches.
#[track_caller]
pub fn count_dispatches(tab: &Tab) {
    before_workers(tab, COUNT);
    tab.before_load(COUNTED);
}

/// How many compute passes' dispatches the page's worker has asked a GPU for so far.
#[track_caller]
pub fn dispatches(tab: &Tab) -> u64 {
    tab.eval("dispatches()").as_u64().expect("a number")
}
