//! A browser's profile that outlives the browser.

use std::{
    env, fs,
    path::PathBuf,
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

/// Removed with its value.
pub struct Profile(PathBuf);

impl Profile {
    pub fn new() -> Profile {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("glassbox-{}-profile-{number}", std::process::id()));
        fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("cannot create {}: {error}", folder.display()));
        Profile(folder)
    }

    pub fn flag(&self) -> String {
        format!("--user-data-dir={}", self.0.display())
    }

    /// Kills every process of the browser that runs on it, and waits until they are gone.
    #[track_caller]
    pub fn kill(&self) {
        let found = self.processes();
        assert!(!found.is_empty(), "no browser runs on {}", self.0.display());
        let start = Instant::now();
        loop {
            let found = self.processes();
            if found.is_empty() {
                return;
            }
            assert!(start.elapsed().as_secs() < 20, "the browser cannot be killed");
            let _ = Command::new("kill").arg("-KILL").args(found).status();
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Their numbers: each has the profile among its arguments, by its parent's or by its own.
    fn processes(&self) -> Vec<String> {
        let flag = self.flag();
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let ours = entries.filter(|entry| {
            let arguments = fs::read(entry.path().join("cmdline")).unwrap_or_default();
            let mut arguments = arguments.split(|byte| *byte == 0);
            // Not the driver, which names it in no argument, and nothing that only begins so.
            arguments.any(|argument| argument == flag.as_bytes())
        });
        ours.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
