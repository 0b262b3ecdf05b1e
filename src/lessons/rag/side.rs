//! The two settings of a comparison.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The pipeline as it is.
    A,
    /// A setting beside it.
    B,
}

impl Side {
    pub const BOTH: [Side; 2] = [Side::A, Side::B];

    pub fn name(self) -> &'static str {
        match self {
            Side::A => "A",
            Side::B => "B",
        }
    }
}
