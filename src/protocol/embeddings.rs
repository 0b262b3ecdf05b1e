//! The word embeddings lesson: a text, the word2vec model that learns it, and what its vectors can be asked.

use serde::{Deserialize, Serialize};

/// Words the map draws and t-SNE arranges, at most: the most frequent ones.
pub const MOST_MAPPED: usize = 1500;
/// Above it the full softmax would no longer follow the reader's hand.
pub const MOST_SOFTMAX: usize = 5000;
pub const MOST_VECTOR_SIZE: usize = 1024;
pub const MOST_TEXT: usize = 50_000_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// A fresh model. Answered by [`Event::Prepared`] and [`Event::Map`].
    Init(Setup),
    /// The model of a file this project wrote. Answered as [`Request::Init`].
    Load {
        setup: Setup,
        vectors: Vec<u8>,
    },
    /// To the end of the epochs, or on from where it was paused. Answered by [`Event::Progress`], [`Event::Map`], [`Event::Paused`].
    Train,
    Pause,
    /// Trains on one window. Answered by [`Event::Step`].
    Step,
    /// Answered by [`Event::Neighbours`].
    Neighbours {
        word: String,
    },
    /// The word in three spaces. Answered by [`Event::Spaces`].
    Spaces {
        word: String,
    },
    /// Answered by [`Event::Similarity`].
    Similarity {
        a: String,
        b: String,
    },
    /// "a is to b as c is to ?" Answered by [`Event::Analogy`].
    Analogy {
        words: [String; 3],
    },
    /// Answered by [`Event::Axis`].
    Axis {
        from: String,
        to: String,
    },
    /// Arranges the mapped words by t-SNE. Answered by [`Event::Tsne`] until it is done or stopped.
    Tsne {
        perplexity: f64,
        seed: u64,
    },
    StopTsne,
    /// Back to the principal components. Answered by [`Event::Map`].
    Pca,
    /// Answered by [`Event::Exported`].
    Export(Format),
}

/// Names and defaults are gensim's where it has them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    pub text: String,
    pub vector_size: usize,
    pub window: usize,
    pub shrink_windows: bool,
    pub min_count: u64,
    pub sample: f64,
    /// gensim's `sg=1`; else CBOW.
    pub skip_gram: bool,
    /// The full softmax instead of negative sampling.
    pub softmax: bool,
    pub negative: usize,
    pub epochs: u32,
    pub alpha: f64,
    pub min_alpha: f64,
    pub seed: u64,
    /// Shuffles the words of the whole text first: counts stay, company goes.
    pub shuffled: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// Of the TensorFlow Embedding Projector: one vector a line, tabs between the numbers.
    ProjectorVectors,
    /// Its labels, in the same order, with a header.
    ProjectorMetadata,
    /// word2vec's text format, which `gensim.models.KeyedVectors.load_word2vec_format` reads.
    Word2Vec,
    /// Words, counts and the map as it is shown.
    Csv,
    /// Words, counts and both tables in half precision, as [`Request::Load`] takes them (safetensors).
    Model,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Prepared(Prepared),
    Map(Map),
    Progress(Progress),
    Paused {
        /// Empty, or why.
        reason: String,
        finished: bool,
    },
    Step(Step),
    Neighbours(Neighbours),
    Spaces(Spaces),
    /// `None` where one of the words is not in the vocabulary: it has no vector, and so no similarity.
    Similarity {
        a: String,
        b: String,
        cosine: Option<f32>,
    },
    Analogy(Analogy),
    Axis(Axis),
    Tsne(TsneProgress),
    Exported {
        format: Format,
        bytes: Vec<u8>,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prepared {
    /// By id: most frequent first.
    pub words: Vec<String>,
    pub counts: Vec<u64>,
    /// Words of the text, and different ones, those below `min_count` too.
    pub raw_words: u64,
    pub raw_types: usize,
    /// Lines that the model reads.
    pub sentences: usize,
    /// Whether the vectors come trained.
    pub trained: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layout {
    Pca,
    Tsne,
}

/// Where the most frequent words lie.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Map {
    pub layout: Layout,
    /// By word id.
    pub points: Vec<[f32; 2]>,
    /// Share of the mapped words' variance that the two principal components hold; 0 for t-SNE.
    pub explained: f32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Pairs (in CBOW: windows) trained so far.
    pub examples: u64,
    /// Share of all epochs.
    pub done: f32,
    pub epoch: u32,
    pub alpha: f32,
    pub examples_per_second: f32,
    pub words_per_second: f32,
    /// Mean nats of an example since the last report, each with the share done.
    pub losses: Vec<(f32, f32)>,
}

/// One window trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub number: u64,
    pub epoch: u32,
    /// The sentence as the model knows it, at most 41 words around the centre; `place` is the centre's place in it.
    pub sentence: Vec<String>,
    pub place: usize,
    /// Places in it: the context, and what thinning dropped.
    pub context: Vec<usize>,
    pub dropped: Vec<usize>,
    pub reach: usize,
    pub alpha: f32,
    pub pairs: Vec<Pair>,
    pub loss: f32,
    /// Mapped words whose vectors were corrected: id, and the place on the map before and after.
    pub moves: Vec<(u32, [f32; 2], [f32; 2])>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    pub input: String,
    pub target: String,
    pub positive: bool,
    pub score: f32,
    pub probability: f32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Neighbours {
    pub word: String,
    /// Word and cosine, nearest first. `None`: the word is not in the vocabulary.
    pub found: Option<Vec<(String, f32)>>,
}

/// One word as three kinds of vector.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spaces {
    pub word: String,
    /// `None`: the word is not in the vocabulary. One-hot, TF-IDF, word2vec.
    pub spaces: Option<[Space; 3]>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Space {
    pub dimensions: usize,
    pub non_zero: usize,
    /// Some coordinates that are not zero.
    pub sample: Vec<(usize, f32)>,
    /// Word and cosine; empty in the one-hot space, where all cosines are 0.
    pub neighbours: Vec<(String, f32)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Analogy {
    pub words: [String; 3],
    /// Those of the question that have no vector.
    pub unknown: Vec<String>,
    pub answers: Vec<(String, f32)>,
    /// The same if the question's own words may answer.
    pub with_question_words: Vec<(String, f32)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    pub from: String,
    pub to: String,
    pub unknown: Vec<String>,
    /// Of the mapped words, those nearest to either end: 0 at `from`, 1 at `to`.
    pub places: Vec<(String, f32)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TsneProgress {
    pub iteration: u32,
    pub iterations: u32,
    pub done: f32,
    /// Kullback-Leibler divergence in nats; `None` while neighbourhoods are prepared.
    pub cost: Option<f32>,
    pub finished: bool,
    pub map: Option<Map>,
}
