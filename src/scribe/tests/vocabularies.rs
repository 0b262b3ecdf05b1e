//! The vocabularies as a page asks for them, with packs small enough to read.

use packs::tokenizer::{ByteLevel, Tokenizer, WordPiece};
use pollster::block_on;
use port::Desk;
use protocol::vocabularies::{Change, Cut, Encoded, Event, Kind, Model, Request, Specials};
use protocol::{Command, Event as Any};
use scribe::Session;

/// Bytes `a`, `b`, `c` and the space from id 1 on, `ab` is 5, `abc` is 6, ` abc` is 7.
fn smollm2() -> Vec<u8> {
    let pack = ByteLevel {
        pre_tokenizer: "smollm".into(),
        specials: vec![(0, "<|end|>".into())],
        bytes: vec![(b'a', 1), (b'b', 2), (b'c', 3), (b' ', 4)],
        first_merge: 5,
        merges: vec![(1, 2), (5, 3), (4, 6)],
    };
    Tokenizer::ByteLevel(pack).write().unwrap()
}

fn minilm() -> Vec<u8> {
    let tokens = ["[UNK]", "cafe", "##s", ","].map(String::from).to_vec();
    let pack = WordPiece { tokens, unknown: "[UNK]".into(), specials: vec!["[UNK]".into()] };
    Tokenizer::WordPiece(pack).write().unwrap()
}

struct Page {
    session: Session,
    job: u32,
}

impl Page {
    fn new() -> Self {
        Page { session: Session::new(|| 0.0, || 0), job: 0 }
    }

    fn ask(&mut self, request: Request) -> Result<Vec<Event>, String> {
        self.job += 1;
        let mut replies =
            block_on(self.session.handle(Command { job: self.job, request: protocol::Request::Vocabularies(request) }));
        while self.session.is_busy() {
            replies.extend(block_on(self.session.tick()));
        }
        assert!(replies.iter().all(|reply| reply.job == self.job));
        let event = |reply: protocol::Reply| match reply.event {
            Any::Vocabularies(Event::Failed { message }) => Err(message),
            Any::Vocabularies(event) => Ok(event),
            other => panic!("{other:?}"),
        };
        replies.into_iter().map(event).collect()
    }

    fn load(&mut self, model: Model, pack: Vec<u8>) -> Event {
        let (size, sha256) = (pack.len() as u64, packs::sha256(&pack));
        self.ask(Request::Load { model, pack, size, sha256 }).unwrap().remove(0)
    }

    fn with_both() -> Self {
        let mut page = Page::new();
        page.load(Model::Smollm2, smollm2());
        page.load(Model::Minilm, minilm());
        page
    }

    fn encode(&mut self, text: &str) -> Vec<Encoded> {
        let events = self.ask(Request::Encode { text: text.into(), specials: Specials::Recognised }).unwrap();
        let encoded = |event| match event {
            Event::Encoded(encoded) => Some(encoded),
            Event::Encoding { .. } => None,
            other => panic!("{other:?}"),
        };
        events.into_iter().filter_map(encoded).collect()
    }
}

#[test]
fn a_pack_is_checked_before_it_is_used() {
    let mut page = Page::new();
    let good = smollm2();
    let (size, sha256) = (good.len() as u64, packs::sha256(&good));
    let mut load = |model, pack: &[u8]| {
        page.ask(Request::Load { model, pack: pack.to_vec(), size, sha256: sha256.clone() }).unwrap().remove(0)
    };
    let said = |event| match event {
        Event::NotLoaded { message, .. } => message,
        other => panic!("{other:?}"),
    };
    assert!(said(load(Model::Smollm2, b"<!doctype html>")).contains("web page"));
    assert!(said(load(Model::Smollm2, &good[..20])).contains("broke off"));
    assert!(said(load(Model::Minilm, &good)).contains("another model"));
    let Event::Loaded { facts, .. } = load(Model::Smollm2, &good) else { panic!() };
    assert_eq!((facts.tokens, facts.merges, facts.missing_bytes.len()), (8, 3, 252));
    assert_eq!(facts.specials, [(0, "<|end|>".to_owned())]);
}

#[test]
fn one_text_is_cut_in_every_way_that_is_there() {
    assert_eq!(Page::new().encode("abc abc").len(), 1, "words alone");
    let encoded = Page::with_both().encode("abc abcé<|end|>\nCafés");
    let cuts: Vec<Cut> = encoded.iter().map(|it| it.cut).collect();
    assert_eq!(cuts, [Cut::Words, Cut::Model(Model::Smollm2), Cut::Model(Model::Minilm)]);
    let ids = |at: usize| encoded[at].shown.iter().map(|token| token.id).collect::<Vec<_>>();
    assert_eq!(ids(1), [6, 7, 0, 1]);
    assert_eq!(encoded[1].spelled.iter().map(|it| it.id).collect::<Vec<_>>(), [0, 1, 6, 7]);
    assert_eq!(encoded[1].spelled[2].kind, Kind::Merged { rank: 1, left: 5, right: 3 });
    // `é` (two bytes, twice), the line feed, `C`, `f` and `s` have no token in this small vocabulary.
    assert_eq!((encoded[1].count.tokens, encoded[1].count.lost), (4, 8));
    assert_eq!(encoded[1].decoded, "abc abc<|end|>a");
    // abc, abcé, <, |, end, |, > are unknown; Cafés is cafe and ##s.
    assert_eq!((ids(2), encoded[2].count.unknown), (vec![0, 0, 0, 0, 0, 0, 0, 1, 2], 7));
    assert_eq!(encoded[2].decoded.split(' ').next_back(), Some("cafes"));
    assert_eq!((encoded[0].bytes, encoded[0].characters), (23, 21));
}

#[test]
fn a_long_text_is_cut_in_portions_to_the_same_tokens() {
    let mut page = Page::with_both();
    let text = "abc abc, cafés\n".repeat(20_000);
    let encoded = page.encode(&text);
    assert_eq!(encoded[0].count.tokens, 4 * 20_000);
    assert_eq!(encoded[2].count.tokens, 5 * 20_000);
    assert_eq!(encoded[0].shown.len(), 600);
}

#[test]
fn tokens_are_explained() {
    let mut page = Page::with_both();
    let Event::Replayed(replay) = page.ask(Request::Replay { id: 7 }).unwrap().remove(0) else { panic!() };
    assert_eq!((replay.symbols.as_slice(), replay.steps.len()), (&[4, 1, 2, 3][..], 3));
    assert_eq!(
        replay.steps.iter().map(|step| (step.rank, step.at, step.result)).collect::<Vec<_>>(),
        [(0, 1, 5), (1, 1, 6), (2, 0, 7)]
    );
    assert!(page.ask(Request::Replay { id: 8 }).unwrap_err().contains("0 to 7"));
    let Event::LookedUp(look_up) = page.ask(Request::LookUp { text: "Cafés".into() }).unwrap().remove(0) else {
        panic!()
    };
    assert_eq!(look_up.characters[3].changes, [Change::Accent]);
    let attempts: Vec<&str> = look_up.words[0].attempts.iter().map(|attempt| attempt.0.as_str()).collect();
    assert_eq!((attempts, look_up.words[0].result.as_slice()), (vec!["cafes", "cafe", "##s"], &[1, 2][..]));
}

#[test]
fn tokens_are_found_by_text_and_by_id() {
    let mut page = Page::with_both();
    let mut found =
        |query: &str| match page.ask(Request::Search { model: Model::Smollm2, query: query.into() }).unwrap().remove(0)
        {
            Event::Found { hits, total, .. } => {
                assert_eq!(hits.len(), total);
                hits.iter().map(|hit| hit.id).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        };
    assert_eq!(found("ab"), [5, 6, 7], "itself, what begins with it, what contains it");
    assert_eq!(found("Ġ"), [4, 7]);
    assert_eq!((found("#7"), found("7"), found("99"), found("")), (vec![7], vec![7], vec![], vec![]));
}

#[test]
fn short_texts_are_counted_at_once_and_tokens_become_csv() {
    let mut page = Page::with_both();
    let texts = vec!["abc abc".into(), "cafés, cafés".into()];
    let Event::Counted { counts } = page.ask(Request::Count { texts }).unwrap().remove(0) else { panic!() };
    assert_eq!(counts.iter().map(|it| it.words).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(counts[1].minilm.unwrap().tokens, 5);
    page.encode("abc\"");
    let mut csv = |cut| match page.ask(Request::Csv { cut }).unwrap().remove(0) {
        Event::Csv { text, .. } => text,
        other => panic!("{other:?}"),
    };
    assert_eq!(csv(Cut::Words), "index,text,start_byte,end_byte\n0,\"abc\",0,3\n1,\"\"\"\",3,4\n");
    assert_eq!(csv(Cut::Model(Model::Smollm2)).lines().nth(1), Some("0,6,\"abc\",\"abc\",0,3,616263"));
}

#[test]
fn vocabularies_stay_when_a_page_is_left() {
    let mut page = Page::with_both();
    block_on(page.session.handle(Command { job: 9, request: protocol::Request::Cancel }));
    assert_eq!(page.ask(Request::Present).unwrap().len(), 2);
}

#[test]
fn what_is_not_loaded_is_said() {
    let mut page = Page::new();
    for request in [Request::Replay { id: 1 }, Request::Search { model: Model::Minilm, query: "a".into() }] {
        assert!(page.ask(request).unwrap_err().contains("load it first"));
    }
    let text = "x".repeat(8_000_001);
    assert!(page.ask(Request::Encode { text, specials: Specials::AsText }).unwrap_err().contains("8000001"));
}
