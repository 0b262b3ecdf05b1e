//! Which device computes, and how we know that it computes right.

use serde::{Deserialize, Serialize};

/// What the reader asked for, by `?backend=`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum BackendChoice {
    /// Whichever is faster here, measured at the start.
    #[default]
    Auto,
    Cpu,
    Webgpu,
}

/// What the reader asked for, by `?kernels=`. The numbers are the same by any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum KernelChoice {
    /// Relaxed SIMD where the browser has it and it is not slower, measured when a model is loaded.
    #[default]
    Auto,
    Plain,
    /// Relaxed SIMD wherever the browser has it.
    Relaxed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Backend {
    /// Burn's flex backend with 128-bit SIMD, one thread.
    Cpu,
    /// Burn's wgpu backend on the browser's WebGPU.
    Webgpu,
}

impl Backend {
    /// As shown in the header badge.
    pub fn name(self) -> &'static str {
        match self {
            Backend::Cpu => "CPU",
            Backend::Webgpu => "WebGPU",
        }
    }
}

/// The outcome of [`crate::Request::Start`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackendReport {
    pub backend: Backend,
    /// One sentence for the badge: why this backend and not the other.
    pub reason: String,
    /// Present when a GPU adapter was found, chosen or not.
    pub adapter: Option<Adapter>,
    /// One entry for each backend that was tried.
    pub self_tests: Vec<SelfTest>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adapter {
    pub name: String,
    pub driver: String,
    /// Bytes.
    pub max_buffer_size: u64,
    /// Bytes.
    pub max_storage_buffer_binding_size: u64,
    /// Bytes.
    pub max_compute_workgroup_storage_size: u32,
}

/// A fixed small model run on the device, compared with numbers stored from the native CPU build.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelfTest {
    pub backend: Backend,
    pub passed: bool,
    /// Largest absolute difference to the stored numbers; infinite if the run failed.
    pub max_error: f32,
    /// What `max_error` must stay under.
    pub tolerance: f32,
    /// Median of the timed runs after a warm-up.
    pub milliseconds: f64,
    /// Empty, or what went wrong.
    pub failure: String,
}

/// Answer to [`crate::Request::Diagnose`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diagnosis {
    pub report: BackendReport,
    /// Bytes of WebAssembly memory the engine holds (it never shrinks).
    pub memory_bytes: u64,
    /// Name and version of what the engine is built from.
    pub versions: Vec<(String, String)>,
}
