//! The steps of one document on its way to its vector.

use protocol::vectorization::Representation;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Text,
    Lowered,
    Words,
    Terms,
    Counts,
    Idf,
    Product,
    Norm,
}

/// The steps a representation takes, in order.
pub fn stages(representation: Representation) -> &'static [Stage] {
    const ALL: [Stage; 8] = [
        Stage::Text,
        Stage::Lowered,
        Stage::Words,
        Stage::Terms,
        Stage::Counts,
        Stage::Idf,
        Stage::Product,
        Stage::Norm,
    ];
    match representation {
        Representation::TfIdf => &ALL,
        Representation::Counts | Representation::OneHot => &ALL[..5],
    }
}

impl Stage {
    pub fn name(self) -> &'static str {
        match self {
            Stage::Text => "text",
            Stage::Lowered => "lower-case",
            Stage::Words => "words",
            Stage::Terms => "terms",
            Stage::Counts => "counts",
            Stage::Idf => "idf",
            Stage::Product => "product",
            Stage::Norm => "normalise",
        }
    }

    /// What happens here, for the representation on show.
    pub fn words(self, representation: Representation) -> &'static str {
        match (self, representation) {
            (Stage::Text, _) => "The document as it was written.",
            (Stage::Lowered, _) => "Capitals go, so that “Good” and “good” are one word.",
            (Stage::Words, Representation::OneHot) => {
                "The guide's one_hot_encode cuts at spaces only. Punctuation sticks to words, and what is then no term of the vocabulary is dropped without a word."
            }
            (Stage::Words, _) => {
                "The pattern \\b\\w\\w+\\b takes runs of two or more letters, digits and underscores. Single letters, punctuation and stop words are left out."
            }
            (Stage::Terms, Representation::OneHot) => "What was found in the vocabulary.",
            (Stage::Terms, _) => "Words, or runs of neighbouring words if n-grams are on. Their order ends here.",
            (Stage::Counts, Representation::OneHot) => "A 1 for each term that is there, however often.",
            (Stage::Counts, _) => {
                "How often each term stands in this document: its tf. The place of a word in the text is gone."
            }
            (Stage::Idf, _) => "A term of few documents tells more than a term of many: idf grows as df falls.",
            (Stage::Product, _) => "tf times idf.",
            (Stage::Norm, _) => "Divided by the length of the row, so that long documents do not win by being long.",
        }
    }
}
