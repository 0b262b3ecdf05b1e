//! What is done to a running model.

/// Nothing, by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surgery {
    /// The decoder starts from zeros instead of the encoder's last state.
    pub without_state: bool,
    /// The context that attention brings is zero.
    pub without_context: bool,
    /// All attention goes to this source position, counted from the first token of the source.
    pub frozen: Option<usize>,
    /// At this step the decoder is fed the second-likeliest token instead of the likeliest, counted from 0.
    pub wrong_at: Option<usize>,
}
