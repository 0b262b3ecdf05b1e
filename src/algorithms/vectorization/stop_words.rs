//! English words that carry grammar rather than subject.

/// This project's own list, in order. It is shorter than scikit-learn's `'english'`, and leaves "not" and "no" in: a list that drops
/// them makes "good" and "not good" the same document.
pub const ENGLISH: &[&str] = &[
    "about", "after", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been",
    "before", "being", "between", "both", "but", "by", "can", "could", "did", "do", "does", "doing", "during", "each",
    "for", "from", "had", "has", "have", "having", "he", "her", "here", "hers", "him", "his", "how", "if", "in",
    "into", "is", "it", "its", "just", "may", "me", "might", "more", "most", "must", "my", "of", "off", "on", "once",
    "only", "or", "other", "our", "ours", "out", "over", "own", "same", "shall", "she", "should", "so", "some", "such",
    "than", "that", "the", "their", "theirs", "them", "then", "there", "these", "they", "this", "those", "through",
    "to", "too", "under", "until", "up", "upon", "very", "was", "we", "were", "what", "when", "where", "which",
    "while", "who", "whom", "whose", "why", "will", "with", "would", "you", "your", "yours",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_order_and_lower_case() {
        assert!(ENGLISH.is_sorted_by(|a, b| a < b));
        assert!(ENGLISH.iter().all(|word| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase())));
    }
}
