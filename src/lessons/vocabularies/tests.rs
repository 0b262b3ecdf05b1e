//! The page's part on its own, with the scribe played by hand.

use packs::manifest::{self, Entry};
use protocol::vocabularies::{Count, Facts, Kind, Replay, Step};

use super::*;

fn entry(name: &str) -> Entry {
    let file = format!("{name}.0123.pack");
    let (licence, source) = ("Apache-2.0".into(), "a model, from a package".into());
    Entry { name: name.into(), file, size: 1_234, sha256: "0123456789abcdef".into(), licence, source }
}

fn offered() -> Vocabularies {
    let mut page = Vocabularies::default();
    page.listed(Some(&manifest::write(&[entry("smollm2"), entry("minilm")])));
    page
}

fn loaded() -> Vocabularies {
    let mut page = offered();
    for model in MODELS {
        page.apply(&Event::Loaded { model, facts: Facts { tokens: 49_152, ..Facts::default() } });
    }
    page
}

fn spelling(id: u32, bytes: &[u8], kind: Kind) -> Spelling {
    Spelling { id, bytes: bytes.to_vec(), kind }
}

fn encoded(cut: Cut, shown: &[(u32, usize, usize)], spelled: Vec<Spelling>) -> Event {
    let shown: Vec<Token> = shown.iter().map(|&(id, start, end)| Token { id, start, end }).collect();
    let count = Count { tokens: shown.len(), lost: 1, ..Count::default() };
    let (bytes, characters, milliseconds, decoded) = (10, 8, 0.1, String::new());
    Event::Encoded(Encoded { cut, shown, spelled, count, decoded, bytes, characters, milliseconds })
}

#[test]
fn a_site_without_the_packs_is_told_from_one_with_them() {
    for nothing in [None, Some("<!doctype html>"), Some("glassbox packs 1\n")] {
        let mut page = Vocabularies::default();
        page.listed(nothing);
        assert!(page.is_missing() && page.load().is_empty());
    }
    let mut page = offered();
    assert!(!page.is_missing());
    assert_eq!(page.to_fetch(), 2 * 1_234);
    assert_eq!(page.load()[0], (Model::Smollm2, "packs/tokenizers/smollm2.0123.pack".into()));
    assert!(page.load().is_empty(), "a second click fetches nothing twice");
}

#[test]
fn what_fails_is_said_and_can_be_tried_again() {
    let mut page = offered();
    page.load();
    assert!(page.arrived(Model::Smollm2, None).is_empty());
    let State::Failed(message) = &page.offer(Model::Smollm2).state else { panic!() };
    assert!(message.starts_with("The file could not be fetched"), "{message}");
    let sent = page.arrived(Model::Minilm, Some(vec![1, 2]));
    assert!(matches!(&sent[0], Request::Load { model: Model::Minilm, size: 1_234, .. }));
    page.apply(&Event::NotLoaded { model: Model::Minilm, message: "the file broke off".into() });
    assert_eq!(page.load().len(), 2, "both again");
}

#[test]
fn a_worker_that_starts_anew_gets_the_packs_again() {
    let mut page = offered();
    page.load();
    page.arrived(Model::Smollm2, Some(vec![1]));
    page.apply(&Event::Loaded { model: Model::Smollm2, facts: Facts::default() });
    let requests = page.started(true);
    assert!(matches!(requests[0], Request::Load { model: Model::Smollm2, .. }));
    assert!(matches!(requests.last(), Some(Request::Encode { .. })));
    assert!(!page.is_loaded(Model::Smollm2));
}

#[test]
fn a_text_that_is_too_long_stands_and_is_not_sent() {
    let mut page = loaded();
    assert!(page.set_text("x".repeat(MOST_BYTES + 1)).is_empty());
    assert!(page.problem.as_deref().is_some_and(|said| said.contains("1,000,001")));
    assert_eq!(page.text.len(), MOST_BYTES + 1);
    assert_eq!(page.set_text("short".into()).len(), 1);
    assert_eq!(page.problem, None);
}

#[test]
fn bytes_are_shown_as_text_where_they_are_text() {
    let mut page = loaded();
    page.set_text("a\u{4}😀".into());
    let cut = Cut::Model(Model::Smollm2);
    page.apply(&encoded(
        cut,
        &[(66, 0, 1), (7, 2, 5), (8, 5, 6)],
        vec![spelling(7, &[0xf0, 0x9f, 0x98], Kind::Merged { rank: 11, left: 1, right: 2 })],
    ));
    let labels: Vec<String> = page.chips(cut).into_iter().map(|chip| chip.label).collect();
    assert_eq!(labels, ["a", "∅04", "⟨F0 9F 98⟩", "⟨80⟩"]);
    page.as_ids = true;
    let ids: Vec<String> = page.chips(cut).into_iter().map(|chip| chip.label).collect();
    assert_eq!(ids, ["66", "∅04", "7", "8"]);
    page.pointed = Some((cut, 2));
    assert_eq!(page.pointed_line(), "“⟨F0 9F 98⟩” · id 7 · merge 12: 1 + 2 · bytes 2–4 of the text: F0 9F 98");
    page.pointed = Some((cut, 1));
    assert!(page.pointed_line().contains("no token"));
    assert_eq!(page.explain(cut, 2), [Request::Replay { id: 7 }]);
    assert_eq!(page.explain(cut, 1), [], "what is lost has no history");
    let (name, _, value) = &page.numbers(cut)[0];
    assert_eq!((*name, value.as_str()), ("tokens", "3"));
}

#[test]
fn a_word_piece_is_explained_with_its_whole_word() {
    let mut page = loaded();
    page.set_text("the Cafés,".into());
    let cut = Cut::Model(Model::Minilm);
    let spelled = vec![spelling(1, b"cafe", Kind::Beginning), spelling(2, b"##s", Kind::Continuing)];
    page.apply(&encoded(cut, &[(9, 0, 3), (1, 4, 9), (2, 9, 10), (3, 10, 11)], spelled));
    for at in [1, 2] {
        assert_eq!(page.explain(cut, at), [Request::LookUp { text: "Cafés".into() }]);
    }
    assert_eq!(page.explain(cut, 3), [Request::LookUp { text: ",".into() }]);
    assert_eq!(page.chips(cut)[1].label, "cafe");
    assert_eq!(page.explain(cut, 40), []);
}

#[test]
fn a_replay_is_told_merge_by_merge() {
    let step = |rank, at, result| Step { rank, at, left: 1, right: 2, result };
    let replay = Replay {
        id: 9,
        bytes: b" the".to_vec(),
        kind: Kind::Byte,
        symbols: vec![1, 2, 3, 4],
        steps: vec![step(3, 2, 5), step(8, 0, 6), step(20, 0, 9)],
    };
    let rows = rows(&replay);
    let symbols: Vec<String> = rows.iter().map(|row| row.symbols.join("|")).collect();
    assert_eq!(symbols, ["·|t|h|e", "·|t|he", "·t|he", "·the"]);
    assert_eq!((rows[1].made, rows[1].words.as_str()), (Some(2), "merge 4: 1 + 2 → 5"));
    // A special token has a spelling, and was not made of it.
    let special = Replay { bytes: b"<|im_end|>".to_vec(), symbols: vec![2], steps: vec![], ..replay };
    assert_eq!(super::rows(&special).len(), 1);
}

#[test]
fn only_the_answer_to_the_last_search_is_taken() {
    let mut page = loaded();
    page.query = "the".into();
    assert_eq!(page.search().len(), 1);
    let found = |query: &str| Event::Found { model: Model::Smollm2, query: query.into(), hits: vec![], total: 3 };
    page.apply(&found("th"));
    assert_eq!(page.found, None);
    page.apply(&found("the"));
    assert_eq!(page.found, Some(("the".into(), vec![], 3)));
    page.query.clear();
    assert!(page.search().is_empty() && page.found.is_none());
}

#[test]
fn the_tax_is_against_english() {
    let counts: Vec<Counts> = (0..10)
        .map(|at| Counts { smollm2: Some(Count { tokens: 10 + 5 * at, ..Count::default() }), ..Counts::default() })
        .collect();
    let table = tax_table(&counts);
    assert_eq!((table.rows.len(), table.rows[0].len()), (10, table.columns.len()));
    assert_eq!((table.rows[0][6].as_str(), table.rows[1][6].as_str(), table.rows[1][9].as_str()), ("1.0", "1.5", "–"));
    assert!(tax_table(&[]).rows.is_empty());
}
