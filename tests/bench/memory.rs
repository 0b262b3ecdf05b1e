//! What a tab holds: the memory of its process that no file stands behind.

use std::collections::HashMap;
use std::{fs, process};

/// Bytes of the largest tab among the browsers that this program started.
pub fn of_largest_tab() -> u64 {
    let status: HashMap<u32, String> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|process: u32| Some((process, fs::read_to_string(format!("/proc/{process}/status")).ok()?)))
        .collect();
    let number = |process: u32, name: &str| -> Option<u64> {
        let line = status.get(&process)?.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse().ok()
    };
    let ours = |mut process: u32| {
        while let Some(parent) = number(process, "PPid:") {
            if parent == u64::from(process::id()) {
                return true;
            }
            process = parent as u32;
        }
        false
    };
    let is_tab = |process: u32| {
        let command = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&command).contains("--type=renderer")
    };
    let tabs = status.keys().filter(|process| is_tab(**process) && ours(**process));
    tabs.filter_map(|process| number(*process, "RssAnon:")).max().unwrap_or_default() * 1024
}
