//! Finding sections: every word of the query must start a word somewhere in what is said about the section.

use guide::Section;

/// All sections that match, best first; all of them in reading order for an empty query.
pub fn find(query: &str) -> Vec<Section> {
    let words: Vec<String> = query.split_whitespace().map(str::to_ascii_lowercase).collect();
    let mut found: Vec<(u32, Section)> = Section::ALL
        .iter()
        .filter_map(|&section| {
            let scores = words.iter().map(|word| score(word, section));
            let total = scores.sum::<Option<u32>>()?;
            Some((total, section))
        })
        .collect();
    // Stable: equals stay in reading order.
    found.sort_by_key(|&(score, _)| std::cmp::Reverse(score));
    found.into_iter().map(|(_, section)| section).collect()
}

/// How well one lower-case word fits; a title says more than a keyword, and a keyword more than a sentence.
fn score(word: &str, section: Section) -> Option<u32> {
    let places = [
        (8, section.title()),
        (4, section.keywords()),
        (2, section.heading()),
        (1, section.promise()),
        (1, section.part().title()),
    ];
    places.into_iter().find(|(_, text)| starts_a_word(word, text)).map(|(score, _)| score)
}

fn starts_a_word(word: &str, text: &str) -> bool {
    // "self-attention" is found by its whole and by its second half.
    let is_edge = |c: char| !c.is_ascii_alphanumeric();
    text.char_indices().filter(|&(at, _)| at == 0 || text[..at].ends_with(is_edge)).any(|(at, _)| {
        text.as_bytes()[at..].get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_query_lists_the_guide() {
        assert_eq!(find("  "), Section::ALL);
    }

    #[test]
    fn the_title_comes_before_a_mention() {
        for (query, best) in [
            ("lstm", Section::Lstm),
            ("LS", Section::Lstm),
            ("forget gate", Section::Lstm),
            ("bpe", Section::Tokenization),
            ("attention", Section::Seq2seq),
            ("self-att", Section::Transformer),
            ("responsible", Section::ResponsibleAi),
            ("word2vec", Section::Embeddings),
            ("prompt inj", Section::Security),
        ] {
            assert_eq!(find(query).first(), Some(&best), "{query}");
        }
    }

    #[test]
    fn all_words_must_match_and_strange_text_finds_nothing() {
        for query in ["lstm zebra", "<script>", "日本語", "é", "stm"] {
            assert_eq!(find(query), [], "{query}");
        }
    }

    #[test]
    fn every_section_is_found_by_its_own_words() {
        for &section in Section::ALL {
            assert_eq!(find(section.title()).first(), Some(&section));
            for keyword in section.keywords().split(' ') {
                assert!(find(keyword).contains(&section), "{keyword}");
            }
        }
    }
}
