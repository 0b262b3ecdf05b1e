//! What the page knows about its engine, and when it stops restarting it. Plain data; the worker itself is in [`crate::worker_client`].

use protocol::{Adapter, Backend, BackendChoice, BackendReport, KernelChoice};

#[derive(Clone, Debug, PartialEq)]
pub enum WorkerStatus {
    /// No page has needed it yet, and nothing of it was downloaded.
    Idle,
    Loading,
    Ready(BackendReport),
    /// It broke down and a new one is on its way.
    Restarting {
        reason: String,
    },
    /// It is not coming back by itself.
    Failed {
        message: String,
        hint: String,
    },
}

impl WorkerStatus {
    /// A few words for the badge.
    pub fn label(&self) -> String {
        match self {
            WorkerStatus::Idle => "Engine not started".into(),
            WorkerStatus::Loading => "Engine loading".into(),
            WorkerStatus::Ready(report) => match (&report.adapter, report.backend) {
                (Some(Adapter { name, .. }), Backend::Webgpu) if !name.is_empty() => {
                    format!("WebGPU · {name}")
                }
                (_, backend) => backend.name().into(),
            },
            WorkerStatus::Restarting { .. } => "Engine restarting".into(),
            WorkerStatus::Failed { .. } => "Engine failed".into(),
        }
    }

    /// One or two sentences: why it is so.
    pub fn detail(&self) -> String {
        match self {
            WorkerStatus::Idle => "The engine has not been started. A lesson starts it when you open one.".into(),
            WorkerStatus::Loading => "The engine is being downloaded and tested on this machine.".into(),
            WorkerStatus::Ready(report) => report.reason.clone(),
            WorkerStatus::Restarting { reason } => {
                format!("The engine stopped and is being started again: {reason}")
            }
            WorkerStatus::Failed { message, hint } => format!("{message} {hint}"),
        }
    }

    /// For style sheets and tests: `data-state` of the badge.
    pub fn name(&self) -> &'static str {
        match self {
            WorkerStatus::Idle => "idle",
            WorkerStatus::Loading => "loading",
            WorkerStatus::Ready(_) => "ready",
            WorkerStatus::Restarting { .. } => "restarting",
            WorkerStatus::Failed { .. } => "failed",
        }
    }
}

/// `?backend=cpu` or `?backend=webgpu` in the address the reader came with; anything else lets the engine choose.
pub fn backend_choice(search: &str) -> BackendChoice {
    match asked(search, "backend") {
        Some("cpu") => BackendChoice::Cpu,
        Some("webgpu") => BackendChoice::Webgpu,
        _ => BackendChoice::Auto,
    }
}

/// `?kernels=plain` or `?kernels=relaxed` in the address the reader came with; anything else lets the engine choose.
pub fn kernel_choice(search: &str) -> KernelChoice {
    match asked(search, "kernels") {
        Some("plain") => KernelChoice::Plain,
        Some("relaxed") => KernelChoice::Relaxed,
        _ => KernelChoice::Auto,
    }
}

fn asked<'a>(search: &'a str, name: &str) -> Option<&'a str> {
    let pairs = search.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find_map(|(key, value)| (key == name).then_some(value))
}

/// Three restarts within half a minute are an accident; a fourth would be a habit.
#[derive(Default)]
pub struct RestartBudget {
    /// When, in milliseconds.
    spent: Vec<f64>,
}

impl RestartBudget {
    const RESTARTS: usize = 3;
    const WINDOW_MS: f64 = 30_000.0;

    /// Whether one more restart is allowed at `now`; if so it counts as done.
    pub fn spend(&mut self, now: f64) -> bool {
        self.spent.retain(|&then| now - then < Self::WINDOW_MS);
        let allowed = self.spent.len() < Self::RESTARTS;
        if allowed {
            self.spent.push(now);
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_allows_three_in_half_a_minute_and_recovers() {
        let mut budget = RestartBudget::default();
        let answers = [0.0, 1_000.0, 2_000.0, 3_000.0, 29_999.0, 30_000.0, 30_500.0].map(|now| budget.spend(now));
        assert_eq!(answers, [true, true, true, false, false, true, false]);
    }

    #[test]
    fn the_backend_is_read_from_the_address() {
        for (search, choice) in [
            ("", BackendChoice::Auto),
            ("?backend=cpu", BackendChoice::Cpu),
            ("?seed=7&backend=webgpu", BackendChoice::Webgpu),
            ("?backend=quantum", BackendChoice::Auto),
            ("?mybackend=cpu", BackendChoice::Auto),
        ] {
            assert_eq!(backend_choice(search), choice, "{search}");
        }
    }

    #[test]
    fn so_are_the_kernels() {
        for (search, choice) in [
            ("", KernelChoice::Auto),
            ("?backend=cpu&kernels=plain", KernelChoice::Plain),
            ("?kernels=relaxed", KernelChoice::Relaxed),
            ("?kernels", KernelChoice::Auto),
        ] {
            assert_eq!(kernel_choice(search), choice, "{search}");
        }
    }

    #[test]
    fn the_badge_names_the_adapter_only_while_it_computes_there() {
        let mut report = BackendReport {
            backend: Backend::Webgpu,
            reason: "Faster here.".into(),
            adapter: Some(Adapter {
                name: "Example GPU".into(),
                driver: String::new(),
                max_buffer_size: 0,
                max_storage_buffer_binding_size: 0,
                max_compute_workgroup_storage_size: 0,
            }),
            self_tests: Vec::new(),
        };
        assert_eq!(WorkerStatus::Ready(report.clone()).label(), "WebGPU · Example GPU");
        report.backend = Backend::Cpu;
        assert_eq!(WorkerStatus::Ready(report).label(), "CPU");
    }
}
