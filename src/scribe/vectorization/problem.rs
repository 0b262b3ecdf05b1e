//! Why there is no matrix, in words for the reader.

use algorithms::vectorization::Problem;

pub fn words(problem: Problem) -> String {
    match problem {
        Problem::NoDocuments => "There is no document: write one on each line.".into(),
        Problem::NgramRange => "An n-gram range starts at 1 or more and ends where it starts, or later.".into(),
        Problem::EmptyVocabulary { words: 0, .. } => {
            "The vocabulary is empty: the documents hold no word. Write some with letters or digits in them.".into()
        }
        Problem::EmptyVocabulary { words, stopped, .. } if stopped == words => format!(
            "The vocabulary is empty: all {words} words are stop words. Turn stop words off, or write about something."
        ),
        Problem::EmptyVocabulary { words, too_short, .. } if too_short == words => format!(
            "The vocabulary is empty: all {words} words have one character, and a word has at least two here. Write longer ones."
        ),
        Problem::EmptyVocabulary { words, too_short, stopped } if too_short + stopped == words => format!(
            "The vocabulary is empty: of {words} words {stopped} are stop words and {too_short} have only one character. Turn stop words off, or add words."
        ),
        Problem::EmptyVocabulary { .. } => {
            "The vocabulary is empty: no document has enough words for these n-grams. Choose shorter n-grams.".into()
        }
        Problem::LimitsCross { least, most } => format!(
            "min_df asks for at least {least} documents and max_df allows {most} at most: no term can be both. Lower min_df or raise max_df."
        ),
        Problem::AllPruned { terms } => {
            format!("No term is left: min_df and max_df together leave out all {terms}. Lower min_df or raise max_df.")
        }
    }
}
