//! A pack loaded by requests, as a page does it, and asked: a small random model with a vocabulary of a few words.

use super::page::{Page, pack};
use protocol::bert::{Attend, Event, Facts, Pack, Patch, Request};

fn the_cat() -> Attend {
    Attend { first: "the cat sat".into(), ..Attend::default() }
}

fn set(pack: &mut Pack, name: &str, value: &str) {
    let entry = pack.config.iter_mut().find(|(key, _)| key == name);
    entry.expect("a fact of the model").1 = value.into();
}

#[test]
fn a_pack_is_taken_shard_by_shard_and_then_run() {
    let (pack, shards) = pack();
    let total = shards.iter().map(|shard| shard.len() as u64).sum();
    let mut page = Page::open();
    assert_eq!(page.ask(Request::Present), [Event::Absent]);
    let of = shards.len() as u32;
    assert_eq!(page.ask(Request::Open(pack)), [Event::Taken { shards: 0, of, done: 0, total }]);
    let mut done = 0;
    for (index, bytes) in (1..).zip(shards) {
        done += bytes.len() as u64;
        let events = page.ask(Request::Shard { bytes });
        assert_eq!(events[0], Event::Taken { shards: index, of, done, total });
        assert_eq!(events.len(), if index == of { 2 } else { 1 });
        if let [_, Event::Loaded(Facts { parameters, device_bytes, .. })] = events[..] {
            assert_eq!(device_bytes, 4 * parameters);
        }
    }
    assert!(matches!(&page.ask(Request::Present)[..], [Event::Loaded(facts)] if facts.model == "tiny"));
    // What was paid for stays, until it is given back.
    page.send(protocol::Request::Cancel);
    assert!(matches!(&page.ask(Request::Present)[..], [Event::Loaded(_)]));
    assert_eq!(page.ask(Request::Forget), [Event::Absent]);
    assert!(page.failure(Request::Attend(the_cat())).contains("load it first"));
}

#[test]
fn a_bad_shard_is_said_and_the_right_one_goes_on() {
    let (pack, shards) = pack();
    let mut page = Page::open();
    page.ask(Request::Open(pack));
    page.ask(Request::Shard { bytes: shards[0].clone() });
    let not_taken = |page: &mut Page, bytes: &[u8]| match page.ask(Request::Shard { bytes: bytes.into() }).pop() {
        Some(Event::NotTaken { shard: 1, message }) => message,
        other => panic!("{other:?}"),
    };
    assert!(not_taken(&mut page, b"<!doctype html>").contains("web page"));
    assert!(not_taken(&mut page, &shards[1][..500]).contains("broke off"));
    assert!(not_taken(&mut page, &shards[0]).contains("not the one"));
    for bytes in shards[1..].iter().cloned() {
        page.ask(Request::Shard { bytes });
    }
    assert!(matches!(&page.ask(Request::Present)[..], [Event::Loaded(_)]));
}

#[test]
fn cancelling_gives_the_download_up() {
    let (pack, shards) = pack();
    let mut page = Page::open();
    page.ask(Request::Open(pack));
    page.ask(Request::Shard { bytes: shards[0].clone() });
    page.send(protocol::Request::Cancel);
    assert!(page.failure(Request::Shard { bytes: shards[1].clone() }).contains("begin again"));
    assert_eq!(page.ask(Request::Present), [Event::Absent]);
}

#[test]
fn a_pack_that_cannot_be_is_refused() {
    let mut page = Page::open();
    let refused = |page: &mut Page, change: fn(&mut Pack)| {
        let (mut pack, _) = pack();
        change(&mut pack);
        page.failure(Request::Open(pack))
    };
    assert!(refused(&mut page, |pack| pack.shards.clear()).contains("without the model"));
    assert!(refused(&mut page, |pack| pack.tokenizer.truncate(9)).contains("broke off"));
    assert!(refused(&mut page, |pack| set(pack, "num_attention_heads", "5")).contains("divisor"));
    assert!(refused(&mut page, |pack| set(pack, "layer_norm_eps", "small")).contains("layer_norm_eps"));
    assert!(refused(&mut page, |pack| set(pack, "vocab_size", "11")).contains("tokenizer"));
    assert_eq!(page.ask(Request::Present), [Event::Absent]);
}

#[test]
fn texts_become_vectors_of_length_one() {
    let mut page = Page::loaded();
    let long = "the cat sat the cat sat the cat";
    let embedded = page.embed(&["the cat sat", long, "", "the cat sat"]);
    assert_eq!((embedded.width, &embedded.tokens[..]), (24, &[5, 8, 2, 5][..]));
    assert_eq!(embedded.cut, [None, Some(24), None, None]);
    let vectors: Vec<&[f32]> = embedded.vectors.chunks(24).collect();
    assert_eq!((vectors.len(), vectors[0]), (4, vectors[3]));
    for vector in &vectors {
        assert!((vector.iter().map(|value| value * value).sum::<f32>() - 1.0).abs() < 1e-5);
    }
    assert!(page.embed(&[]).vectors.is_empty());
    let one = page.attend(the_cat());
    assert!(one.embedding.iter().zip(vectors[0]).all(|(a, b)| (a - b).abs() < 1e-6));
}

#[test]
fn attention_is_told_as_asked() {
    let mut page = Page::loaded();
    let plain = page.attend(the_cat());
    assert_eq!(
        plain.tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>(),
        ["[CLS]", "the", "cat", "sat", "[SEP]"]
    );
    assert_eq!(plain.tokens[2].source, Some((0, 4, 7)));
    assert_eq!((plain.layers, plain.heads, plain.maps.len(), &plain.steps), (3, 2, 0, &None));
    let told = page.attend(Attend { maps: vec![2, 0], steps: Some(1), ..the_cat() });
    assert_eq!(told.maps.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50]);
    assert!(told.maps.iter().flat_map(|map| map.chunks(5)).all(|row| (row.iter().sum::<f32>() - 1.0).abs() < 1e-5));
    let steps = told.steps.expect("steps were asked for");
    assert_eq!((steps.layer, steps.query.len(), steps.intermediate.len()), (1, 120, 200));
    let sums = steps.attention_norm.iter().zip(&steps.feed_forward).zip(&steps.residual);
    assert!(sums.into_iter().all(|((a, b), sum)| (a + b - sum).abs() < 1e-5));
    let map = page.attend(Attend { maps: vec![1], ..the_cat() }).maps.remove(0);
    assert_eq!(map, steps.probabilities);

    let causal = page.attend(Attend { causal: true, maps: vec![0], ..the_cat() });
    assert!(causal.maps[0].iter().enumerate().all(|(k, p)| (*p == 0.0) == (k % 5 > k / 5 % 5)));
    let hidden = page.attend(Attend { hidden: vec![(0, 3)], maps: vec![1], ..the_cat() });
    assert!(hidden.maps[0].iter().enumerate().all(|(k, p)| (*p == 0.0) == (k % 25 == 3)));
    let without = page.attend(Attend { heads_out: vec![(1, 1)], ..the_cat() });
    assert_ne!(without.embedding, plain.embedding);

    let pair = page.attend(Attend { second: Some("dogs".into()), ..the_cat() });
    assert_eq!(pair.tokens.last().map(|token| token.id), Some(3));
    assert_eq!(pair.tokens[5].source, Some((1, 0, 3)));
    let cut = page.attend(Attend { first: "the cat sat ".repeat(9), ..Attend::default() });
    assert_eq!((cut.tokens.len(), cut.cut), (12, [Some(40), None]));
}

#[test]
fn rows_of_another_text_carry_its_run_over() {
    let mut page = Page::loaded();
    let donor = page.attend(Attend { first: "the dog sat".into(), ..Attend::default() });
    let patch = |layer, tokens| Some(Patch { donor: "the dog sat".into(), layer, tokens });
    let all: Vec<(u32, u32)> = (0..5).map(|place| (place, place)).collect();
    for layer in 0..=3 {
        let patched = page.attend(Attend { patch: patch(layer, all.clone()), ..the_cat() });
        assert!(patched.embedding.iter().zip(&donor.embedding).all(|(a, b)| (a - b).abs() < 1e-5), "{layer}");
    }
    // Before the first layer the two differ in one word, so its row alone does it.
    let one = page.attend(Attend { patch: patch(0, vec![(2, 2)]), ..the_cat() });
    assert!(one.embedding.iter().zip(&donor.embedding).all(|(a, b)| (a - b).abs() < 1e-5));
    for (layer, tokens, words) in
        [(4, vec![(0, 0)], "layer 4"), (0, vec![(5, 0)], "5 tokens"), (0, vec![(0, 5)], "token 5")]
    {
        let message = page.failure(Request::Attend(Attend { patch: patch(layer, tokens), ..the_cat() }));
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn what_cannot_be_answered_is_refused_in_words() {
    let mut page = Page::loaded();
    let mut refused = |request: Attend| page.failure(Request::Attend(request));
    assert!(refused(Attend { maps: vec![3], ..the_cat() }).contains("3 layers of 2 heads"));
    assert!(refused(Attend { heads_out: vec![(0, 2)], ..the_cat() }).contains("3 layers of 2 heads"));
    assert!(refused(Attend { hidden: vec![(0, 5)], ..the_cat() }).contains("5 tokens"));
    assert_eq!(page.attend(the_cat()).tokens.len(), 5);
}
