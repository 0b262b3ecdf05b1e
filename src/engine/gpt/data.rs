//! The text as windows of tokens: the last tenth is held out.

use algorithms::rng::Rng;
use burn::tensor::TensorData;

/// Held-out windows that a loss is measured on.
const VALIDATION_WINDOWS: usize = 16;

pub struct Data {
    training: Vec<u32>,
    validation: Vec<u32>,
    context: usize,
}

/// What the model reads, and what comes after each token of it: both `[windows, context]`.
#[derive(Clone)]
pub struct Batch {
    pub tokens: TensorData,
    pub targets: TensorData,
}

impl Batch {
    pub fn tokens(&self) -> usize {
        self.tokens.num_elements()
    }
}

impl Data {
    /// # Errors
    /// In words, if the text is too short for one window on either side.
    pub fn new(tokens: Vec<u32>, context: usize) -> Result<Self, String> {
        let held_out = (tokens.len() / 10).max(context + 1);
        let cut = tokens.len().saturating_sub(held_out);
        if cut < context + 1 {
            return Err(format!(
                "the text has {} tokens; with a context of {context} it takes {} at least: put in more text, or make the context shorter",
                tokens.len(),
                2 * (context + 1)
            ));
        }
        let (training, validation) = tokens.split_at(cut);
        Ok(Data { training: training.to_vec(), validation: validation.to_vec(), context })
    }

    pub fn sizes(&self) -> (usize, usize) {
        (self.training.len(), self.validation.len())
    }

    /// Windows that begin anywhere.
    pub fn batch(&self, windows: usize, rng: &mut Rng) -> Batch {
        let starts = (0..windows).map(|_| rng.below(self.training.len() - self.context));
        self.windows(&self.training, starts.collect())
    }

    /// Evenly spread over what is held out, always the same.
    pub fn validation(&self) -> Batch {
        let last = self.validation.len() - self.context - 1;
        let count = VALIDATION_WINDOWS.min(last / self.context + 1);
        let starts = (0..count).map(|window| window * last / (count - 1).max(1));
        self.windows(&self.validation, starts.collect())
    }

    fn windows(&self, tokens: &[u32], starts: Vec<usize>) -> Batch {
        let shape = [starts.len(), self.context];
        let cut = |shift: usize| {
            let window = |start: &usize| tokens[start + shift..][..self.context].iter().map(|token| *token as i32);
            TensorData::new(starts.iter().flat_map(window).collect::<Vec<i32>>(), shape)
        };
        Batch { tokens: cut(0), targets: cut(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_the_tokens_after() {
        let data = Data::new((0..100).collect(), 8).unwrap();
        assert_eq!(data.sizes(), (90, 10));
        for batch in [data.batch(5, &mut Rng::new(1)), data.validation()] {
            let (tokens, targets) =
                (batch.tokens.try_to_vec::<i32>().unwrap(), batch.targets.try_to_vec::<i32>().unwrap());
            assert!(tokens.iter().zip(&targets).all(|(token, target)| token + 1 == *target));
        }
        assert!(data.validation().tokens.try_to_vec::<i32>().unwrap().iter().all(|token| *token >= 90));
    }

    #[test]
    fn a_text_that_is_too_short_says_how_much_it_takes() {
        let error = Data::new((0..17).collect(), 8).err().unwrap();
        assert!(error.contains("17 tokens") && error.contains("18 at least"), "{error}");
        assert!(Data::new((0..18).collect(), 8).is_ok());
    }
}
