//! A text as sentences of words.

/// A longer sentence is cut: gensim's and word2vec.c's limit on the words that are trained in one go.
pub const LONGEST_SENTENCE: usize = 10_000;

/// The words of every line, in lower case. A line is a sentence, as in gensim's `LineSentence`: no window reaches over its end. A word is
/// a run of letters and digits; an apostrophe between two of them belongs to it ("don't"), and the typographic one is made plain.
pub fn sentences(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut words = words(line);
        while words.len() > LONGEST_SENTENCE {
            let rest = words.split_off(LONGEST_SENTENCE);
            found.push(std::mem::replace(&mut words, rest));
        }
        if !words.is_empty() {
            found.push(words);
        }
    }
    found
}

/// The words of one line.
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        let joins =
            matches!(c, '\'' | '’') && !word.is_empty() && characters.peek().is_some_and(|c| c.is_alphanumeric());
        if joins {
            word.push('\'');
        } else if c.is_alphanumeric() || (is_mark(c) && !word.is_empty()) {
            word.extend(c.to_lowercase());
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Combining marks of the common scripts continue a word: "é" written as "e" and an accent, the vowel signs of Devanagari and Arabic.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{93a}'..='\u{94f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_lower_case_and_keep_their_apostrophes() {
        assert_eq!(words("“Don’t,” said O'Brien—'twas 1891."), ["don't", "said", "o'brien", "twas", "1891"]);
        assert_eq!(words("e\u{301}TE\u{301} naïve"), ["e\u{301}te\u{301}", "naïve"]);
        assert!(words("… — !").is_empty());
    }

    #[test]
    fn a_line_is_a_sentence_and_a_long_one_is_cut() {
        assert_eq!(sentences("a b\n\nc"), [vec!["a", "b"], vec!["c"]]);
        let lengths: Vec<usize> = sentences(&"word ".repeat(25_000)).iter().map(Vec::len).collect();
        assert_eq!(lengths, [10_000, 10_000, 5_000]);
    }
}
