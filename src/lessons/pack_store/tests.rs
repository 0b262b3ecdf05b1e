//! Each way a load can go.

use packs::weights::manifest::{self, File, Model, Pack};
use protocol::pack::{Event, Facts, Request};

use super::*;

fn file(name: &str, size: u64) -> File {
    File { name: name.into(), size, sha256: "ab".repeat(32) }
}

fn config() -> Vec<(String, String)> {
    let names = [
        "vocab_size",
        "hidden_size",
        "num_hidden_layers",
        "num_attention_heads",
        "intermediate_size",
        "max_position_embeddings",
        "type_vocab_size",
        "layer_norm_eps",
        "max_seq_length",
    ];
    names.map(|name| (name.to_string(), "6".to_string())).to_vec()
}

/// A store that knows a model of two shards at 8 bits and one at 16.
fn store() -> Store {
    let pack = |name: &str, shards| Pack { name: name.into(), tensors: 1, shards };
    let packs = vec![pack("q8_0", vec![file("a", 20), file("b", 10)]), pack("f16", vec![file("c", 60)])];
    let model =
        Model { name: "minilm".into(), title: "MiniLM".into(), tokenizer: file("t", 5), packs, ..Model::default() };
    let mut store = Store::new("minilm");
    store.listed(Some(&manifest::write(&[Model {
        config: config(),
        licence: "l".into(),
        source: "s".into(),
        ..model
    }])));
    assert_eq!(store.started(false), [Step::List, Step::Ask(Request::Present)]);
    store.apply(&Event::Absent);
    store.done(Done::Listed(Some(Vec::new())));
    store
}

fn taken(shards: u32) -> Event {
    Event::Taken { shards, of: 2, done: 0, total: 30 }
}

fn ticket(steps: &[Step]) -> u32 {
    steps
        .iter()
        .find_map(|step| match step {
            Step::Read { ticket, .. } | Step::Fetch { ticket, .. } => Some(*ticket),
            _ => None,
        })
        .unwrap_or_else(|| panic!("no file is wanted in {steps:?}"))
}

fn wants(steps: &[Step]) -> Vec<String> {
    let name = |step: &Step| match step {
        Step::List => "list".into(),
        Step::Read { file, .. } => format!("read {}", file.name),
        Step::Fetch { file, .. } => format!("fetch {}", file.name),
        Step::Keep { file } => format!("keep {}", file.name),
        Step::LetGo => "let go".into(),
        Step::Delete { names } => format!("delete {}", names.join(" ")),
        Step::Stop => "stop".into(),
        Step::Ask(Request::Open(_)) => "open".into(),
        Step::Ask(Request::Shard { bytes }) => format!("shard of {}", bytes.len()),
        Step::Ask(request) => format!("{request:?}").to_lowercase(),
    };
    steps.iter().map(name).collect()
}

/// Reads nothing from the storage and fetches `size` bytes.
fn fetch(store: &mut Store, steps: &[Step], size: usize) -> Vec<Step> {
    let steps = store.done(Done::Read { ticket: ticket(steps), bytes: None });
    store.done(Done::Fetched { ticket: ticket(&steps), result: Ok(vec![1; size]) })
}

/// Up to the first shard, which is on its way to the engine.
fn at_first_shard(store: &mut Store) {
    let steps = store.press(Press::Load);
    let steps = fetch(store, &steps, 5);
    assert_eq!(wants(&steps), ["open"]);
    let steps = store.apply(&taken(0));
    assert_eq!(wants(&steps), ["keep t", "read a"]);
    let steps = fetch(store, &steps, 20);
    assert_eq!(wants(&steps), ["shard of 20"]);
}

fn loaded(precision: &str) -> Event {
    Event::Loaded(Facts {
        model: "minilm".into(),
        precision: precision.into(),
        device_bytes: 91_000_000,
        ..Facts::default()
    })
}

fn problem(store: &Store) -> String {
    store.seen().problem.expect("a problem")
}

#[test]
fn a_file_is_kept_after_the_engine_took_it_and_the_next_one_follows() {
    let mut store = store();
    assert_eq!(store.seen().load.as_deref(), Some("Load MiniLM at 8 bits (1 kB to download)"));
    at_first_shard(&mut store);
    assert!(store.seen().status.contains("Checking file 2"), "{}", store.seen().status);
    let steps = store.apply(&taken(1));
    assert_eq!(wants(&steps), ["keep a", "read b"]);
    // The second is in the storage: it is not kept again.
    let steps = store.done(Done::Read { ticket: ticket(&steps), bytes: Some(vec![1; 10]) });
    assert_eq!(wants(&steps), ["shard of 10"]);
    assert_eq!(store.apply(&taken(2)), []);
    assert_eq!(store.seen().bars[3].words, "running");
    assert_eq!(wants(&store.apply(&loaded("q8_0"))), ["list"]);
    let seen = store.seen();
    assert!(seen.loaded && seen.load.is_none() && seen.memory.contains("91.0 MB"), "{seen:?}");
}

#[test]
fn download_storage_and_device_are_told_apart() {
    let mut store = store();
    at_first_shard(&mut store);
    let steps = store.apply(&taken(1));
    let steps = store.done(Done::Read { ticket: ticket(&steps), bytes: None });
    store.done(Done::Progress { ticket: ticket(&steps), bytes: 4 });
    let State::Loading(job) = &store.state else { panic!("it loads") };
    assert_eq!((job.fetched, job.part, job.read, job.taken, job.total()), (25, 4, 0, 25, 35));
}

#[test]
fn what_goes_wrong_has_its_own_words_and_try_again_wants_the_same_file() {
    let mut store = store();
    at_first_shard(&mut store);
    let mut steps = store.apply(&taken(1));
    steps = store.done(Done::Read { ticket: ticket(&steps), bytes: None });
    let page = b"<!doctype html>".to_vec();
    let cases: [(Result<Vec<u8>, Problem>, &str); 7] = [
        (Err(Problem::Offline), "offline"),
        (Err(Problem::Broken), "connection broke"),
        (Err(Problem::Missing(404)), "404"),
        (Err(Problem::Page), "web page"),
        (Ok(page), "web page"),
        (Ok(vec![1; 9]), "broke off"),
        (Ok(vec![1; 11]), "not the one"),
    ];
    for (result, words) in cases {
        assert_eq!(store.done(Done::Fetched { ticket: ticket(&steps), result }), []);
        assert!(problem(&store).contains(words), "{words} in {}", problem(&store));
        steps = store.press(Press::Retry);
        assert_eq!(wants(&steps), ["fetch b"], "what has arrived is not fetched again");
        assert_eq!(store.seen().problem, None);
    }
    // The right size, another hash: the engine's words, and nothing is kept.
    store.done(Done::Fetched { ticket: ticket(&steps), result: Ok(vec![1; 10]) });
    assert_eq!(store.apply(&Event::NotTaken { shard: 1, message: "the file is another one".into() }), []);
    assert!(problem(&store).contains("the file is another one"));
    let State::Loading(job) = &store.state else { panic!("it loads") };
    assert_eq!(job.fetched, 25);
    assert_eq!(wants(&store.press(Press::Retry)), ["fetch b"]);
}

#[test]
fn a_damaged_file_in_the_storage_is_replaced_by_the_sites() {
    for size in [20, 7] {
        let mut store = store();
        let steps = store.press(Press::Load);
        fetch(&mut store, &steps, 5);
        let steps = store.apply(&taken(0));
        let mut steps = store.done(Done::Read { ticket: ticket(&steps), bytes: Some(vec![1; size]) });
        if size == 20 {
            steps = store.apply(&Event::NotTaken { shard: 0, message: "another".into() });
        }
        assert_eq!(wants(&steps), ["delete a", "fetch a"]);
        let State::Loading(job) = &store.state else { panic!("it loads") };
        assert_eq!(job.read, 0);
    }
}

#[test]
fn a_full_or_blocked_storage_is_no_failure() {
    let mut store = store();
    at_first_shard(&mut store);
    store.apply(&taken(1));
    store.done(Done::Kept { file: file("a", 20), result: Err(Keeping::Full) });
    assert!(store.seen().keeping.is_some_and(|words| words.contains("full")));
    assert!(store.seen().busy && store.seen().problem.is_none());
    assert_eq!(wants(&store.press(Press::KeepAgain)), ["keep a"]);
    assert_eq!(store.seen().keeping, None);
    store.done(Done::Kept { file: file("a", 20), result: Err(Keeping::Blocked) });
    assert!(store.seen().keeping.is_some_and(|words| words.contains("blocked")));
    store.press(Press::KeepAgain);
    assert_eq!(wants(&store.done(Done::Kept { file: file("a", 20), result: Ok(()) })), ["list"]);
    assert_eq!(store.press(Press::KeepAgain), []);
}

#[test]
fn cancel_stops_and_late_answers_are_not_heard() {
    let mut store = store();
    at_first_shard(&mut store);
    assert_eq!(wants(&store.press(Press::Cancel)), ["stop", "let go", "forget", "list"]);
    assert!(!store.seen().busy);
    let steps = store.press(Press::Load);
    // The engine's answer to the shard from before.
    assert_eq!(store.apply(&taken(1)), []);
    assert_eq!(store.apply(&Event::Absent), []);
    assert_eq!(store.done(Done::Fetched { ticket: ticket(&steps) - 1, result: Ok(vec![1; 5]) }), []);
    let steps = fetch(&mut store, &steps, 5);
    assert_eq!(wants(&steps), ["open"]);
    assert_eq!(wants(&store.apply(&taken(0))), ["keep t", "read a"]);
}

#[test]
fn what_is_kept_is_listed_and_deleted_by_pack() {
    let mut store = store();
    let kept = |names: &[(&str, u64)]| Some(names.iter().map(|(name, size)| (name.to_string(), *size)).collect());
    store.done(Done::Listed(kept(&[("t", 5), ("a", 20), ("b", 10), ("c", 60), ("old", 9000)])));
    let rows = store.seen().kept;
    assert_eq!(rows.iter().map(|row| row.pack).collect::<Vec<_>>(), [Some(0), Some(1), None]);
    assert!(store.seen().load.is_some_and(|words| words.contains("kept in this browser")));
    assert_eq!(wants(&store.press(Press::Delete(None))), ["delete old"]);
    assert_eq!(wants(&store.press(Press::Delete(Some(0)))), ["delete a b"]);
    store.done(Done::Listed(kept(&[("t", 5), ("a", 20)])));
    assert!(store.seen().kept[0].words.ends_with("not complete"));
    assert_eq!(wants(&store.press(Press::Delete(Some(0)))), ["delete t a"]);
}

#[test]
fn another_precision_replaces_the_model_and_a_new_engine_gets_the_old_one_again() {
    let mut store = store();
    store.apply(&loaded("q8_0"));
    store.press(Press::Choose(1));
    assert!(store.seen().load.is_some_and(|words| words.contains("16 bits instead")));
    store.press(Press::Choose(0));
    assert_eq!(store.seen().load, None);
    let steps = store.started(true);
    assert_eq!(wants(&steps), ["stop", "let go", "read t"]);
    assert!(!store.seen().loaded);
}

#[test]
fn a_site_without_the_model_says_so() {
    for text in [None, Some("<!doctype html>"), Some("glassbox weights 1\n")] {
        let mut store = Store::new("minilm");
        store.listed(text);
        let seen = store.seen();
        assert!(seen.missing && seen.load.is_none(), "{seen:?}");
        assert_eq!(store.press(Press::Load), []);
    }
}

#[test]
fn a_first_run_that_fails_is_said_and_can_be_tried_again() {
    let mut store = store();
    at_first_shard(&mut store);
    let steps = store.apply(&taken(1));
    fetch(&mut store, &steps, 10);
    store.apply(&taken(2));
    store.apply(&Event::Failed { message: "the device did not answer".into() });
    assert_eq!(problem(&store), "The device did not answer.");
    assert_eq!(wants(&store.press(Press::Retry)), ["let go", "read t"]);
}
