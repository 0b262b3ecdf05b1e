//! Two tokens in each other's place: which outputs change, and which only move.

use protocol::transformer::{Setup, Swapped};

/// `hidden` runs a setup and gives its last vectors, `[tokens, d_model]`.
///
/// # Errors
/// In words for the reader, if there are no such tokens, or the run fails.
pub(super) fn swapped(
    setup: Setup,
    (first, second): (u32, u32),
    hidden: impl Fn(&Setup) -> Result<Vec<f32>, String>,
) -> Result<Swapped, String> {
    let tokens = setup.words.len();
    let (one, other) = (first as usize, second as usize);
    if one >= tokens || other >= tokens {
        return Err(format!("the sentence has {tokens} words; only these can be swapped"));
    }
    let mut words = setup.words.clone();
    words.swap(one, other);
    let (before, after) = (hidden(&setup)?, hidden(&Setup { words, ..setup.clone() })?);
    let width = before.len() / tokens;
    let row = |all: &[f32], at: usize| all[at * width..(at + 1) * width].to_vec();
    let largest = |a: Vec<f32>, b: Vec<f32>| a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    let was = |place: usize| {
        if place == one {
            other
        } else if place == other {
            one
        } else {
            place
        }
    };
    Ok(Swapped {
        by_place: (0..tokens).map(|place| largest(row(&after, place), row(&before, place))).collect(),
        by_token: (0..tokens).map(|place| largest(row(&after, place), row(&before, was(place)))).collect(),
        setup,
        first,
        second,
    })
}
