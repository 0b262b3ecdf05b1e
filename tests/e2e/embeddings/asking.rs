//! Questions: neighbours that make sense, unknown words, files to take away.

use super::{neighbours, open};
use tests::harness::{Browser, Site, in_browser};

#[test]
fn it_opens_on_a_map_with_neighbours_that_make_sense() {
    let site = Site::at_repo();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        assert!(tab.text(".part-status").starts_with("Vectors trained"), "{}", tab.text(".part-status"));
        let near = neighbours(tab);
        assert_eq!(near.len(), 10);
        let numbers = ["four", "five", "six", "seven", "eight", "nine", "ten", "two", "eleven", "twelve"];
        assert!(near.iter().filter(|word| numbers.contains(&word.as_str())).count() >= 3, "{near:?}");
        // Three spaces of one word: the first has no neighbours at all.
        tab.wait_for_element(".spaces .space", 20.0);
        let lists =
            tab.eval("[...document.querySelectorAll('.space')].map(space => space.querySelectorAll('li').length)");
        assert_eq!(lists, serde_json::json!([0, 10, 10]));
        // A click on a neighbour turns the page to it.
        tab.click(".inspect .near li button", &near[0]);
        tab.wait_for(
            "the other word",
            10.0,
            &format!("document.querySelector('.word-field input').value === '{}'", near[0]),
        );
        tab.assert_no_sideways_scroll();
    });
}

#[test]
fn an_unknown_word_has_no_vector_and_no_similarity() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "word=zeppelin&pair=black zeppelin");
        tab.wait_for(
            "the word is said to be unknown",
            10.0,
            "document.querySelector('.inspect').innerText.includes('Not in the vocabulary')",
        );
        tab.wait_for(
            "so is the pair's",
            10.0,
            "document.querySelector('.asks').innerText.includes('Not in the vocabulary: zeppelin')",
        );
        assert_eq!(tab.count(".inspect .near li"), 0);
    });
}

#[test]
fn the_vectors_leave_as_files() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        tab.click(".part-take button", "word2vec text format");
        let text = String::from_utf8(tab.downloaded("vectors.txt", 20.0)).expect("text");
        let head: Vec<usize> =
            text.lines().next().unwrap_or_default().split(' ').filter_map(|n| n.parse().ok()).collect();
        assert_eq!(head.len(), 2);
        assert_eq!(text.lines().count(), head[0] + 1);
        assert!(text.lines().skip(1).all(|line| line.split(' ').count() == head[1] + 1));
    });
}
