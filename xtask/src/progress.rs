//! How a command says what it is doing and how long each part took.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Says what is about to happen, does it, says how long it took.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("==> {what}");
    let start = Instant::now();
    let result = work().with_context(|| what.to_string())?;
    eprintln!("    done in {}", seconds(start.elapsed()));
    Ok(result)
}

/// One line about something that needed no work.
pub fn note(text: &str) {
    eprintln!("    {text}");
}

pub fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} min {:02} s", time.as_secs() / 60, time.as_secs() % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_naturally() {
        assert_eq!(seconds(Duration::from_millis(1234)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
    }
}
