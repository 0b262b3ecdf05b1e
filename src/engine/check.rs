//! Whether what a page asks for can be: errors are words for the reader.

use std::fmt::Display;

/// # Errors
/// If one of `(name, value, least, most)` is beyond its ends.
pub fn sizes<T: PartialOrd + Display + Copy, const N: usize>(sizes: [(&str, T, T, T); N]) -> Result<(), String> {
    for (name, value, least, most) in sizes {
        if !(least..=most).contains(&value) {
            return Err(format!("the {name} is {value}; it must be between {least} and {most}"));
        }
    }
    Ok(())
}

/// # Errors
/// If it is not above 0.
pub fn learning_rate(rate: impl Into<f64> + Display + Copy) -> Result<(), String> {
    let value: f64 = rate.into();
    if value.is_finite() && value > 0.0 {
        return Ok(());
    }
    Err(format!("the learning rate is {rate}; it must be a number above 0"))
}

/// # Errors
/// If it is below 0.
pub fn clip_norm(norm: f32) -> Result<(), String> {
    if norm.is_finite() && norm >= 0.0 {
        return Ok(());
    }
    Err(format!("the clipping norm is {norm}; it must be a number, 0 for none"))
}
