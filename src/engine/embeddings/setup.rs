//! From what the reader set to what can be trained, or why not.

use algorithms::embeddings::{Vocabulary, sentences};
use algorithms::rng::Rng;
use models::word2vec::{Architecture, Objective, Stored, Word2VecConfig};
use protocol::embeddings::{MOST_SOFTMAX, MOST_TEXT, MOST_VECTOR_SIZE, Setup};

/// All that a lab opens with.
pub struct Made {
    pub setup: Setup,
    pub vocabulary: Vocabulary,
    pub config: Word2VecConfig,
    pub weights: [Vec<f32>; 2],
    /// Sentences of word ids, as they are trained.
    pub text: Vec<Vec<u32>>,
    pub trained: bool,
}

/// # Errors
/// In words for the reader.
pub fn make(mut setup: Setup, file: Option<&[u8]>) -> Result<Made, String> {
    check(&setup)?;
    let text = std::mem::take(&mut setup.text);
    let mut words = sentences(&text);
    if setup.shuffled {
        shuffle(&mut words, setup.seed);
    }
    let stored = file.map(Stored::from_safetensors).transpose()?;
    let mut vocabulary = Vocabulary::build(&words, setup.min_count);
    if vocabulary.is_empty() {
        return Err(nothing_left(&vocabulary, setup.min_count));
    }
    if let Some(stored) = &stored {
        let (raw_words, raw_types) = (vocabulary.raw_words, vocabulary.raw_types);
        vocabulary = Vocabulary::of(stored.words.clone(), stored.counts.clone());
        (vocabulary.raw_words, vocabulary.raw_types) = (raw_words, raw_types);
        setup.vector_size = stored.vector_size;
    }
    if setup.softmax && vocabulary.len() > MOST_SOFTMAX {
        return Err(format!(
            "the full softmax scores every word at every step, and the vocabulary has {}; raise min_count until it has {MOST_SOFTMAX} or fewer, or use negative sampling",
            vocabulary.len()
        ));
    }
    let config = Word2VecConfig {
        words: vocabulary.len(),
        vector_size: setup.vector_size,
        architecture: if setup.skip_gram { Architecture::SkipGram } else { Architecture::Cbow },
        objective: if setup.softmax { Objective::Softmax } else { Objective::NegativeSampling(setup.negative) },
    };
    let numbers = config.words * config.vector_size;
    if numbers > 32_000_000 {
        return Err(format!(
            "{} words of {} numbers do not fit a tab's memory; raise min_count or lower vector_size",
            config.words, config.vector_size
        ));
    }
    let trained = stored.is_some();
    let weights = stored.map_or_else(|| config.init_weights(setup.seed), |stored| stored.weights);
    let encoded = vocabulary.encode(&words);
    Ok(Made { setup, vocabulary, config, weights, text: encoded, trained })
}

fn check(setup: &Setup) -> Result<(), String> {
    let sizes = [
        ("vector_size", setup.vector_size, 1, MOST_VECTOR_SIZE),
        ("window", setup.window, 1, 50),
        ("negative", setup.negative, 0, 50),
        ("epochs", setup.epochs as usize, 1, 1000),
        ("min_count", setup.min_count as usize, 1, 1_000_000),
    ];
    for (name, value, least, most) in sizes {
        if !(least..=most).contains(&value) {
            return Err(format!("{name} is {value}; it must be between {least} and {most}"));
        }
    }
    let falls = setup.alpha.is_finite() && setup.alpha > 0.0 && (0.0..=setup.alpha).contains(&setup.min_alpha);
    if !falls {
        return Err("alpha must be a number above 0, and min_alpha between 0 and alpha".into());
    }
    if !(0.0..1.0).contains(&setup.sample) {
        return Err(format!("sample is {}; it must be at least 0 (thin nothing) and below 1", setup.sample));
    }
    if setup.text.len() > MOST_TEXT {
        return Err(format!(
            "the text has {} MB; up to {} MB can be read",
            setup.text.len() / 1_000_000,
            MOST_TEXT / 1_000_000
        ));
    }
    Ok(())
}

fn nothing_left(vocabulary: &Vocabulary, min_count: u64) -> String {
    if vocabulary.raw_words == 0 {
        return "the text has no words; paste some, or go back to the sample".into();
    }
    format!(
        "none of the {} different words occurs {min_count} times; lower min_count or bring a longer text",
        vocabulary.raw_types
    )
}

/// Fisher and Yates over all words of the text; the sentences keep their lengths.
fn shuffle(sentences: &mut [Vec<String>], seed: u64) {
    let mut rng = Rng::fork(seed, "shuffle");
    let lengths: Vec<usize> = sentences.iter().map(Vec::len).collect();
    let mut words: Vec<String> = sentences.iter_mut().flat_map(|sentence| sentence.drain(..)).collect();
    for k in (1..words.len()).rev() {
        words.swap(k, rng.below(k + 1));
    }
    let mut words = words.into_iter();
    for (sentence, length) in sentences.iter_mut().zip(lengths) {
        sentence.extend(words.by_ref().take(length));
    }
}
