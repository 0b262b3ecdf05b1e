//! What no page may do, whatever else is tested: log an error, throw, or ask another host for anything.

use super::chromedriver::Session;
use serde_json::{Value, json};
use std::cell::RefCell;

pub struct Watch {
    /// `http://127.0.0.1:PORT`: the one place requests may go.
    origin: String,
    errors: RefCell<Vec<String>>,
    requests: RefCell<Vec<String>>,
}

impl Watch {
    pub fn new(origin: &str) -> Watch {
        Watch { origin: origin.into(), errors: RefCell::default(), requests: RefCell::default() }
    }

    /// Takes over what the browser has logged since the last call.
    pub fn collect(&self, session: &Session) {
        for entry in log(session, "browser") {
            if entry["level"] == "SEVERE" {
                let message = entry["message"].as_str().unwrap_or_default();
                self.errors.borrow_mut().push(message.to_string());
            }
        }
        for entry in log(session, "performance") {
            let inner = entry["message"].as_str().unwrap_or_default();
            let Ok(inner) = serde_json::from_str::<Value>(inner) else {
                continue;
            };
            let message = &inner["message"];
            let url = match message["method"].as_str() {
                Some("Network.requestWillBeSent") => &message["params"]["request"]["url"],
                Some("Network.webSocketCreated") => &message["params"]["url"],
                _ => continue,
            };
            let url = url.as_str().unwrap_or_default();
            self.requests.borrow_mut().push(url.to_string());
        }
    }

    /// Addresses asked for so far, in order.
    pub fn requests(&self) -> Vec<String> {
        self.requests.borrow().clone()
    }

    /// Everything that went wrong so far and contains none of `expected`.
    pub fn complaints(&self, expected: &[String]) -> Vec<String> {
        let errors = self.errors.borrow();
        let errors = errors.iter().map(|error| format!("console error: {error}"));
        let requests = self.requests.borrow();
        let foreign = requests.iter().filter(|url| !self.may_ask(url));
        let foreign = foreign.map(|url| format!("request off-origin: {}", &url[..url.len().min(200)]));
        let mut complaints: Vec<String> = errors.chain(foreign).collect();
        complaints.retain(|complaint| !expected.iter().any(|part| complaint.contains(part.as_str())));
        complaints
    }

    fn may_ask(&self, url: &str) -> bool {
        let within = url.strip_prefix(&self.origin);
        within.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            || ["data:", "blob:", "about:"].iter().any(|scheme| url.starts_with(scheme))
    }
}

fn log(session: &Session, kind: &str) -> Vec<Value> {
    match session.command("POST", "/se/log", json!({ "type": kind })) {
        Ok(Value::Array(entries)) => entries,
        Ok(_) => Vec::new(),
        Err(error) => panic!("the browser's {kind} log cannot be read: {error}"),
    }
}
