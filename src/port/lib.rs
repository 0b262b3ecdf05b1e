//! Where a worker meets its page: commands arrive in order, replies leave, and a long job lets new commands in between two steps.
//! Both workers, the engine and the scribe, are this with another [`Desk`] behind it.

#[cfg(target_arch = "wasm32")]
mod browser;

#[cfg(target_arch = "wasm32")]
pub use browser::serve;

use protocol::{Command, Reply};

/// Who answers: plain data in and out, so that tests drive it natively.
#[allow(async_fn_in_trait, reason = "a worker has one thread: no future is sent anywhere")]
pub trait Desk {
    /// Does what a command asks, or begins it.
    async fn handle(&mut self, command: Command) -> Vec<Reply>;

    /// Whether [`Desk::tick`] has work to do.
    fn is_busy(&self) -> bool;

    /// One short step of what was begun.
    async fn tick(&mut self) -> Vec<Reply>;
}
