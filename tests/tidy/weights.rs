//! What was trained here and is committed.

use super::project::{none, root};

/// Bytes of a file of weights: a repository and a page both carry them.
const MOST: u64 = 4_000_000;

#[test]
fn no_trained_file_is_larger_than_4_mb() {
    let mut large = Vec::new();
    for folder in std::fs::read_dir(root().join("assets/models")).expect("trained models are committed").flatten() {
        for file in std::fs::read_dir(folder.path()).into_iter().flatten().flatten() {
            let size = file.metadata().expect("a file").len();
            if size > MOST {
                large.push(format!("{}: {size} bytes", file.path().display()));
            }
        }
    }
    none("larger than 4 MB", &large);
}

#[test]
fn what_is_recorded_of_the_masked_words_is_of_the_file_beside_it() {
    let folder = root().join("assets/models/bert");
    let shard = std::fs::read(folder.join("masked.shard")).expect("the adapter is committed");
    let facts = std::fs::read_to_string(folder.join("masked.tsv")).expect("what was measured is committed");
    let expected = format!("file\t{}\t{}", shard.len(), packs::sha256(&shard));
    assert_eq!(facts.lines().next(), Some(expected.as_str()), "run tests/reference/mlm_report.py and mlm.py");
    let card = std::fs::read_to_string(folder.join("README.md")).expect("a model card");
    for line in facts.lines().filter(|line| line.starts_with("everyday")) {
        let text = line.split('\t').nth(1).unwrap_or_default();
        assert!(card.contains(text), "the model card is of another file: it lacks {text:?}");
    }
}
