//! Talks to the page's worker behind the page's back, in messages of megabytes.

use protocol::{Command, Event, Reply, Request, rag};
use serde_json::json;
use tests::harness::{Tab, script::from_base64};

/// Of all our commands: no page counts as far.
const JOB: u32 = u32::MAX;

/// Picks a stage of the page's strip.
pub fn open_stage(tab: &Tab, name: &str) {
    tab.eval(&format!(
        "[...document.querySelectorAll('.rag-strip button')].find((stage) => stage.innerText.includes({})).click()",
        json!(name)
    ));
}

/// Sends a request behind the page's back and says when. `rest` is an expression for the bytes that the request's last, empty list or text is
/// to have; nothing if it is whole.
pub fn tell(tab: &Tab, request: &rag::Request, rest: &str) -> f64 {
    let mut start = protocol::encode(&Command { job: JOB, request: Request::Rag(request.clone()) });
    if !rest.is_empty() {
        assert_eq!(start.pop(), Some(0), "an empty list at the end");
    }
    let rest = if rest.is_empty() { "null" } else { rest };
    let sent = tab.eval(&format!(
        "(() => {{
            const utf8 = (text) => new TextEncoder().encode(text);
            const vectors = (count, width) => {{
                const values = new Float32Array(count * width);
                for (let row = 0; row < count; row += 1) {{
                    let length = 0;
                    for (let at = row * width; at < (row + 1) * width; at += 1) {{
                        values[at] = Math.random() + Math.random() - 1;
                        length += values[at] * values[at];
                    }}
                    length = Math.sqrt(length);
                    for (let at = row * width; at < (row + 1) * width; at += 1) values[at] /= length;
                }}
                return new Uint8Array(values.buffer);
            }};
            const start = Uint8Array.from(atob('{}'), (letter) => letter.charCodeAt(0));
            const rest = {rest};
            const length = [];
            for (let left = rest?.length ?? -1; left >= 0; left = Math.floor(left / 128)) {{
                if (left < 128) {{ length.push(left); break; }}
                length.push(left % 128 + 128);
            }}
            const message = new Uint8Array(start.length + length.length + (rest?.length ?? 0));
            message.set(start);
            message.set(length, start.length);
            if (rest) message.set(rest, start.length + length.length);
            const began = performance.now();
            workers.at(-1).postMessage(message.buffer, [message.buffer]);
            return began;
        }})()",
        base64(&start)
    ));
    sent.as_f64().expect("milliseconds")
}

/// The next thing that the lesson's stages answer to us, and when it came.
pub fn answer(tab: &Tab) -> (f64, rag::Event) {
    tab.wait_for("an answer", 120.0, "said.length > 0");
    let said = tab.eval(
        "(() => {
            const [came, bytes] = said.shift();
            let text = '';
            for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.slice(at, at + 8192));
            return [came, btoa(text)];
        })()",
    );
    let bytes = said[1].as_str().and_then(from_base64).expect("bytes");
    let event = match protocol::decode(&bytes) {
        Ok(Reply { event: Event::Rag(event), .. }) => event,
        other => panic!("another answer: {:.300}", format!("{other:?}")),
    };
    if let rag::Event::Failed { message, .. } = &event {
        panic!("{message}");
    }
    (said[0].as_f64().expect("milliseconds"), event)
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len() * 4 / 3 + 4);
    for part in bytes.chunks(3) {
        let number = part.iter().enumerate().fold(0_u32, |sum, (at, byte)| sum | u32::from(*byte) << (16 - 8 * at));
        for at in 0..4 {
            let letter = LETTERS[(number >> (18 - 6 * at)) as usize & 63];
            out.push(if at <= part.len() { char::from(letter) } else { '=' });
        }
    }
    out
}
