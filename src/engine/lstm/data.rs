//! The two tasks: where batches and held-out windows come from.

use algorithms::alphabet::Alphabet;
use algorithms::rng::Rng;
use algorithms::series;
use burn::tensor::TensorData;
use protocol::lstm::{Series, SeriesKind, Task};

use crate::trainer::{Batch, Input, Target};

/// One-hot inputs of more characters would be mostly zeros: rarer ones share the last place.
pub const ALPHABET_LIMIT: usize = 256;

/// Held-out windows of the series task.
const HELD_OUT_WINDOWS: usize = 64;

#[derive(Clone, Debug)]
pub enum Data {
    Text(Text),
    Series(SeriesWindows),
}

#[derive(Clone, Debug)]
pub struct Text {
    pub alphabet: Alphabet,
    /// Characters of the text that the alphabet does not hold.
    pub unknown: usize,
    pub training: Vec<usize>,
    pub validation: Vec<usize>,
}

#[derive(Clone, Debug)]
pub struct SeriesWindows {
    pub series: Series,
    pub steps: usize,
    pub validation: Vec<series::Window>,
}

impl Data {
    /// # Errors
    /// In words, if there is nothing to learn from.
    pub fn new(task: &Task, alphabet: Option<Alphabet>, steps: usize, seed: u64) -> Result<Self, String> {
        match task {
            Task::Text { text } => Text::new(text, alphabet).map(Data::Text),
            Task::Series(series) => SeriesWindows::new(series, steps, seed).map(Data::Series),
        }
    }

    pub fn input_size(&self) -> usize {
        match self {
            Data::Text(text) => text.alphabet.len(),
            Data::Series(windows) => windows.series.input_size,
        }
    }

    pub fn output_size(&self) -> usize {
        match self {
            Data::Text(text) => text.alphabet.len(),
            Data::Series(_) => 1,
        }
    }

    /// A training batch of random windows.
    pub fn batch(&self, steps: usize, size: usize, rng: &mut Rng) -> Batch {
        match self {
            Data::Text(text) => {
                let steps = steps.min(text.training.len() - 1);
                let starts = (0..size).map(|_| rng.below(text.training.len() - steps)).collect::<Vec<_>>();
                text.windows(&text.training, &starts, steps)
            }
            Data::Series(windows) => {
                let drawn: Vec<_> = (0..size).map(|_| windows.draw(rng)).collect();
                windows.batch(&drawn)
            }
        }
    }

    /// Always the same held-out windows, `size` of them spread evenly (text) or all (series).
    pub fn validation(&self, steps: usize, size: usize) -> Batch {
        match self {
            Data::Text(text) => {
                let steps = steps.min(text.validation.len() - 1);
                text.windows(&text.validation, &spread(text.validation.len() - steps, size), steps)
            }
            Data::Series(windows) => windows.batch(&windows.validation),
        }
    }
}

/// Up to `count` starts in `0..places`, evenly spread, without repetition.
pub fn spread(places: usize, count: usize) -> Vec<usize> {
    let count = count.min(places).max(1);
    (0..count).map(|k| k * places / count).collect()
}

impl Text {
    fn new(text: &str, alphabet: Option<Alphabet>) -> Result<Self, String> {
        let count = text.chars().count();
        if count < 20 {
            return Err(format!(
                "the text has {count} characters; paste at least 20, better a few thousand, so that there is something to learn"
            ));
        }
        let alphabet = alphabet.unwrap_or_else(|| Alphabet::of(text, ALPHABET_LIMIT));
        if alphabet.len() < 2 {
            return Err("the text repeats one character; paste a text with at least two different ones".into());
        }
        let unknown = text.chars().filter(|c| !alphabet.contains(*c)).count();
        let mut training = alphabet.encode(text);
        let validation = training.split_off(count - count.div_ceil(10).max(2));
        Ok(Text { alphabet, unknown, training, validation })
    }

    /// Windows of `steps` tokens and the tokens that follow each.
    pub fn windows(&self, tokens: &[usize], starts: &[usize], steps: usize) -> Batch {
        let by_time = |shift: usize| -> Vec<i32> {
            (shift..shift + steps).flat_map(|t| starts.iter().map(move |start| tokens[start + t] as i32)).collect()
        };
        Batch {
            input: Input::Tokens(TensorData::new(by_time(0), [steps, starts.len()])),
            target: Target::Tokens(TensorData::new(by_time(1), [steps * starts.len()])),
        }
    }
}

impl SeriesWindows {
    fn new(series: &Series, steps: usize, seed: u64) -> Result<Self, String> {
        if series.input_size == 0 || !series.noise.is_finite() {
            return Err("a signal needs at least one feature and a finite noise".into());
        }
        let mut windows = SeriesWindows { series: series.clone(), steps, validation: Vec::new() };
        let mut rng = Rng::fork(seed, "held out");
        windows.validation = (0..HELD_OUT_WINDOWS).map(|_| windows.draw(&mut rng)).collect();
        Ok(windows)
    }

    fn draw(&self, rng: &mut Rng) -> series::Window {
        let Series { kind, input_size, noise } = self.series;
        match kind {
            SeriesKind::Sines => series::sines(self.steps, input_size, noise, rng),
            SeriesKind::Spike => series::spike(self.steps, input_size, noise, rng),
        }
    }

    pub fn batch(&self, windows: &[series::Window]) -> Batch {
        let width = self.series.input_size;
        let mut input = Vec::with_capacity(self.steps * windows.len() * width);
        for t in 0..self.steps {
            for window in windows {
                input.extend_from_slice(&window.input[t * width..(t + 1) * width]);
            }
        }
        let targets = windows.iter().map(|window| window.target).collect::<Vec<_>>();
        Batch {
            input: Input::Features(TensorData::new(input, [self.steps, windows.len(), width])),
            target: Target::Values(TensorData::new(targets, [windows.len(), 1])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Result<Data, String> {
        Data::new(&Task::Text { text: text.into() }, None, 8, 1)
    }

    #[test]
    fn targets_are_the_next_tokens() {
        let Ok(Data::Text(text)) = text("abcdefghijklmnopqrstuvwxyz") else { panic!("26 letters are enough") };
        let batch = text.windows(&text.training, &[0, 5], 3);
        let Target::Tokens(next) = batch.target else { panic!("text predicts tokens") };
        assert_eq!(next.try_to_vec::<i32>().unwrap(), [1, 6, 2, 7, 3, 8]);
        let Input::Tokens(read) = batch.input else { panic!("text is read as tokens") };
        assert_eq!(read.try_to_vec::<i32>().unwrap(), [0, 5, 1, 6, 2, 7]);
        assert_eq!(text.validation.len(), 3);
    }

    #[test]
    fn too_little_is_refused_in_words() {
        assert!(text("").unwrap_err().contains("paste at least 20"));
        assert!(text(&" ".repeat(500)).unwrap_err().contains("two different"));
        assert!(text("ab\u{1f600}cdefghijklmnopqrstuvwxyz").is_ok());
    }

    #[test]
    fn a_sequence_longer_than_the_text_is_cut() {
        let data = text("abcdefghijklmnopqrstuvwxyz").unwrap();
        let batch = data.batch(500, 2, &mut Rng::new(1));
        assert_eq!(batch.tokens(), 2 * 22);
        assert_eq!(data.validation(500, 4).tokens(), 2);
    }

    #[test]
    fn starts_are_spread_and_distinct() {
        assert_eq!(spread(10, 4), [0, 2, 5, 7]);
        assert_eq!(spread(2, 8), [0, 1]);
    }
}
