//! The machine a number was measured on: without it the number means nothing.

use std::{env, fs, process::Command, thread};

/// One sentence for the report.
pub fn describe() -> String {
    let cores = thread::available_parallelism().map_or(0, usize::from);
    format!("Measured on {cores} cores ({}), {}, load {} at the start.", processor(), chromium(), load())
}

fn processor() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find(|line| line.starts_with("model name"));
    let name = model.and_then(|line| line.split_once(": ")).map(|(_, name)| name.trim());
    name.unwrap_or(env::consts::ARCH).to_string()
}

fn chromium() -> String {
    let program = env::var("CHROME").unwrap_or_else(|_| "chromium".into());
    let output = Command::new(program).arg("--version").output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let name: Vec<&str> = text.split_whitespace().take(2).collect();
    if name.is_empty() { "a browser that names no version".into() } else { name.join(" ") }
}

/// How busy the machine was with other things: processes that wanted a core, over the last minute.
fn load() -> String {
    let loads = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    loads.split_whitespace().next().unwrap_or("unknown").to_string()
}
