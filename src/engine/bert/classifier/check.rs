//! Whether a head can be trained at all.

use protocol::bert_classifier::Setup;

/// Texts that are read at most.
pub const MOST_TEXTS: usize = 400;

/// # Errors
/// In words for the reader.
pub fn check(setup: &Setup) -> Result<(), String> {
    let Setup { train, held_out, classes, hidden_size, dropout, learning_rate, epochs, .. } = setup;
    let count = train.len() + held_out.len();
    if train.iter().chain(held_out).any(|example| example.class >= *classes) {
        return Err("a text has a class that is not on the list; reload the page".into());
    }
    if train.iter().all(|example| example.class == train[0].class) {
        return Err("all texts are of one class; a classifier needs two to tell apart".into());
    }
    if count > MOST_TEXTS {
        return Err(format!("{count} texts are too many to read at once; take up to {MOST_TEXTS}"));
    }
    if train.iter().chain(held_out).any(|example| example.text.trim().is_empty()) {
        return Err("a text is empty; write something or leave it out".into());
    }
    let sane = (0.0..1.0).contains(dropout) && (0.0..=10.0).contains(learning_rate) && *hidden_size <= 1024;
    if !sane || *epochs > 10_000 {
        return Err("the settings are out of range; reset them".into());
    }
    Ok(())
}
