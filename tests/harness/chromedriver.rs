//! A chromedriver process and one WebDriver session in it. Both end when the value is dropped.

use serde_json::{Value, json};
use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

/// What WebDriver calls an element in JSON.
pub const ELEMENT_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";

pub struct Session {
    /// Profile, downloads and whatever else the browser writes; removed with the session.
    folder: PathBuf,
    process: Child,
    agent: ureq::Agent,
    /// `http://127.0.0.1:PORT/session/ID`
    address: String,
}

impl Session {
    /// Starts Chromium with `extra` flags beside the ones every test needs.
    pub fn start(extra: &[&str]) -> Session {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("glassbox-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("cannot create {}: {error}", folder.display()));
        let (process, port) = start_process(&folder);
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(180)))
            .build()
            .into();
        let mut session = Session { folder, process, agent, address: format!("http://127.0.0.1:{port}") };
        let created = session
            .command("POST", "/session", capabilities(extra))
            .unwrap_or_else(|error| panic!("Chromium does not start: {error}"));
        let id = created["sessionId"].as_str().expect("a session has an id");
        session.address = format!("{}/session/{id}", session.address);
        session
    }

    /// Where downloads go.
    pub fn downloads(&self) -> PathBuf {
        self.folder.join("downloads")
    }

    /// One WebDriver command: its `value`, or the error in words.
    pub fn command(&self, method: &str, path: &str, body: Value) -> Result<Value, String> {
        let url = format!("{}{path}", self.address);
        let response = match method {
            "POST" => self.agent.post(&url).send_json(body),
            "GET" => self.agent.get(&url).call(),
            "DELETE" => self.agent.delete(&url).call(),
            other => unreachable!("WebDriver knows no {other}"),
        };
        let mut response = response.map_err(|error| format!("{method} {path}: {error}"))?;
        let answer: Value = response
            .body_mut()
            .with_config()
            .limit(1 << 30)
            .read_json()
            .map_err(|error| format!("{method} {path}: {error}"))?;
        let value = answer["value"].clone();
        match value["error"].as_str() {
            Some(error) => Err(format!("{error}: {}", value["message"].as_str().unwrap_or_default())),
            None => Ok(value),
        }
    }

    /// A command of the Chrome DevTools protocol.
    pub fn devtools(&self, cmd: &str, params: Value) -> Result<Value, String> {
        let body = json!({ "cmd": cmd, "params": params });
        self.command("POST", "/goog/cdp/execute", body)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Chromium ends with its session; the driver itself only when told.
        let _ = self.command("DELETE", "", Value::Null);
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Chromedriver on a port of its own choosing, which it says in a line of its output. Where another program takes that port for one of the
/// two internet protocols in the same moment, it ends: then once more.
fn start_process(folder: &Path) -> (Child, u16) {
    let program = env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".into());
    let started = (0..3).find_map(|_| try_to_start(&program, folder));
    started
        .unwrap_or_else(|| panic!("{program} ended, or did not say within 30 s which port it listens on, three times"))
}

fn try_to_start(program: &str, folder: &Path) -> Option<(Child, u16)> {
    let mut process = Command::new(program)
        .arg("--port=0")
        .env("TMPDIR", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| {
            panic!("cannot start {program} ({error}): run `cargo xtask setup`, or name it in CHROMEDRIVER")
        });
    let output = BufReader::new(process.stdout.take().expect("its output is piped"));
    let (send, receive) = mpsc::channel();
    // The thread reads on after the port is known: a full pipe would stop the driver.
    thread::spawn(move || {
        for line in output.lines().map_while(Result::ok) {
            let port = line
                .split_once("on port ")
                .and_then(|(_, rest)| rest.trim_end_matches('.').parse::<u16>().ok())
                .filter(|&port| port != 0);
            if let Some(port) = port {
                let _ = send.send(port);
            }
        }
    });
    match receive.recv_timeout(Duration::from_secs(30)) {
        Ok(port) => Some((process, port)),
        Err(_) => {
            let _ = process.kill();
            let _ = process.wait();
            None
        }
    }
}

fn capabilities(extra: &[&str]) -> Value {
    let mut flags = vec![
        "--headless=new",
        "--no-sandbox",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1440,900",
    ];
    flags.extend(extra);
    let mut options = json!({
        "args": flags,
        "perfLoggingPrefs": { "enableNetwork": true, "enablePage": false },
    });
    if let Ok(chrome) = env::var("CHROME") {
        options["binary"] = chrome.into();
    }
    json!({ "capabilities": { "alwaysMatch": {
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        "timeouts": { "script": 60_000, "pageLoad": 120_000 },
        "unhandledPromptBehavior": "dismiss",
    } } })
}
