//! The scribe, driven natively with the requests that the vectorization page sends.

use std::sync::OnceLock;
use std::time::Instant;

use pollster::block_on;
use port::Desk;
use protocol::vectorization::{
    Comparison, Event, Export, Fitted, Limit, Order, PieceKind, Ranking, Representation, Request, Setup, Split, Steps,
    Surgery, View, Window,
};
use protocol::{Command, Reply};
use scribe::Session;

const TEXT: &str = "The film was good.\nAn excellent movie.\nDog bites man.\nMan bites dog.\nGood, good: \"GOOD\"!\n";

struct Tab {
    session: Session,
    job: u32,
}

impl Tab {
    fn open(text: &str, setup: Setup) -> (Tab, Event) {
        let mut tab = Tab { session: Session::new(milliseconds, || 0), job: 0 };
        assert!(tab.send(Request::Read { text: text.into(), split: Split::Lines }).is_empty());
        let answer = tab.fit(setup);
        (tab, answer)
    }

    fn fitted(text: &str, setup: Setup) -> (Tab, Fitted) {
        match Tab::open(text, setup) {
            (tab, Event::Fitted { serial: 3, fitted }) => (tab, fitted),
            (_, other) => panic!("{other:?}"),
        }
    }

    fn send(&mut self, request: Request) -> Vec<protocol::Event> {
        self.job += 1;
        let command = Command { job: self.job, request: protocol::Request::Vectorization(request) };
        let replies = block_on(self.session.handle(command));
        assert!(replies.iter().all(|reply| reply.job == self.job));
        replies.into_iter().map(|reply| reply.event).collect()
    }

    fn ask(&mut self, request: Request) -> Event {
        match self.send(request).pop() {
            Some(protocol::Event::Vectorization(event)) => event,
            other => panic!("{other:?}"),
        }
    }

    fn refused(&mut self, request: Request) -> String {
        match self.send(request).pop() {
            Some(protocol::Event::Refused { message }) => message,
            other => panic!("{other:?}"),
        }
    }

    fn fit(&mut self, setup: Setup) -> Event {
        let mut last = self.send(Request::Fit { serial: 3, setup }).pop();
        while self.session.is_busy() {
            for Reply { job, event } in block_on(self.session.tick()) {
                assert_eq!(job, self.job);
                last = Some(event);
            }
        }
        match last {
            Some(protocol::Event::Vectorization(event)) => event,
            other => panic!("{other:?}"),
        }
    }

    fn window(&mut self, view: View) -> Window {
        match self.ask(Request::Window(view)) {
            Event::Window(window) => window,
            other => panic!("{other:?}"),
        }
    }

    fn rank(&mut self, query: &str) -> Ranking {
        match self.ask(Request::Rank { query: query.into() }) {
            Event::Ranking(ranking) => ranking,
            other => panic!("{other:?}"),
        }
    }

    fn compare(&mut self, a: usize, b: usize) -> Comparison {
        match self.ask(Request::Compare { a, b }) {
            Event::Comparison(comparison) => comparison,
            other => panic!("{other:?}"),
        }
    }

    fn follow(&mut self, document: usize) -> Steps {
        match self.ask(Request::Follow { document }) {
            Event::Steps(steps) => steps,
            other => panic!("{other:?}"),
        }
    }

    fn export(&mut self, export: Export) -> String {
        match self.ask(Request::Export(export)) {
            Event::Exported { bytes, .. } => String::from_utf8(bytes).expect("exports are text"),
            other => panic!("{other:?}"),
        }
    }
}

fn milliseconds() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
}

fn all() -> View {
    View { rows: 100, columns: 100, ..View::default() }
}

fn with(change: impl FnOnce(&mut Setup)) -> Setup {
    let mut setup = Setup::default();
    change(&mut setup);
    setup
}

#[test]
fn a_window_holds_what_its_cells_are_made_of() {
    let (mut tab, fitted) = Tab::fitted(TEXT, Setup::default());
    assert_eq!((fitted.documents, fitted.terms, fitted.empty), (5, 10, 0));
    let window = tab.window(all());
    assert_eq!((window.rows.len(), window.columns.len()), (5, 10));
    let stored: usize = window.rows.iter().map(|row| row.cells.len()).sum();
    assert_eq!(stored, fitted.stored);
    for row in &window.rows {
        for cell in &row.cells {
            let made = cell.tf * window.columns[cell.at].idf / row.norm;
            assert_eq!(made, cell.weight, "{} in {}", window.columns[cell.at].term, row.text);
        }
    }
    let good = window.columns.iter().position(|column| column.term == "good").expect("good is a term");
    let cell = window.rows[4].cells[0];
    assert_eq!((cell.at, cell.count, window.columns[good].df), (good, 3, 2));
    assert_eq!(window.columns[good].idf, (6.0_f64 / 3.0).ln() + 1.0);
}

#[test]
fn windows_can_be_anywhere_and_in_any_order() {
    let (mut tab, _) = Tab::fitted(TEXT, Setup::default());
    let terms = |window: &Window| window.columns.iter().map(|column| column.term.clone()).collect::<Vec<_>>();
    let part = tab.window(View { first_row: 3, first_column: 8, ..all() });
    assert_eq!((part.rows.len(), terms(&part)), (2, vec!["the".to_string(), "was".into()]));
    assert!(part.rows.iter().all(|row| row.cells.is_empty()));
    let beyond = tab.window(View { first_row: 70, first_column: 90, ..all() });
    assert_eq!((beyond.rows.len(), beyond.columns.len()), (0, 0));
    let common = tab.window(View { order: Order::Common, columns: 4, ..all() });
    assert_eq!(terms(&common), ["bites", "dog", "good", "man"]);
    let rare = tab.window(View { order: Order::Rare, columns: 2, ..all() });
    assert_eq!(terms(&rare), ["an", "excellent"]);
    let heavy = tab.window(View { order: Order::Document(0), columns: 4, ..all() });
    assert_eq!(terms(&heavy), ["film", "the", "was", "good"]);
    tab.rank("man");
    let ranked = tab.window(View { by_rank: true, ..all() });
    assert_eq!(ranked.rows.iter().map(|row| row.document).collect::<Vec<_>>(), [2, 3, 0, 1, 4]);
}

#[test]
fn a_query_ranks_and_says_which_terms_carried_it() {
    let (mut tab, _) = Tab::fitted(TEXT, Setup::default());
    let ranking = tab.rank("a good film, splendid!");
    assert_eq!(ranking.unknown, ["splendid"]);
    assert_eq!(ranking.terms.iter().map(|term| term.term.as_str()).collect::<Vec<_>>(), ["film", "good"]);
    assert_eq!(ranking.matching, 2);
    for hit in &ranking.hits {
        let sum = hit.shares.iter().map(|share| share.share).sum::<f64>() + hit.rest;
        assert!((sum - hit.cosine).abs() < 1e-12);
        assert!((hit.dot - hit.cosine).abs() < 1e-12, "rows have length 1");
    }
    let nothing = tab.rank("splendid");
    assert!(nothing.hits.is_empty() && nothing.terms.is_empty());
}

#[test]
fn the_traps_are_exact() {
    let (mut tab, _) = Tab::fitted(TEXT, Setup::default());
    let same_meaning = tab.compare(0, 1);
    assert_eq!((same_meaning.cosine, same_meaning.reordered), (0.0, false));
    let other_meaning = tab.compare(2, 3);
    assert_eq!((other_meaning.cosine, other_meaning.reordered), (1.0, true));
    tab.fit(with(|setup| setup.options.ngram_range = (1, 2)));
    assert!(tab.compare(2, 3).cosine < 0.7);
}

#[test]
fn one_hot_shows_what_it_misses() {
    let (mut tab, _) = Tab::fitted(TEXT, with(|setup| setup.representation = Representation::OneHot));
    let steps = tab.follow(4);
    let missed: Vec<&str> =
        steps.pieces.iter().filter(|piece| piece.kind == PieceKind::Unknown).map(|piece| piece.text.as_str()).collect();
    assert_eq!(missed, ["good,", "good:", "\"good\"!"]);
    assert!(steps.weights.is_empty());
}

#[test]
fn what_is_broken_is_measured_beside_what_is_not() {
    let (mut tab, _) = Tab::fitted(TEXT, Setup::default());
    let mut operate = |surgery| match tab.ask(Request::Operate { surgery, query: "good film".into() }) {
        Event::Operation { before, after, .. } => (before, after),
        other => panic!("{other:?}"),
    };
    let (before, after) = operate(Surgery::NoNorm);
    for (one, other) in before.hits.iter().zip(&after.hits) {
        assert!((one.cosine - other.cosine).abs() < 1e-12, "a cosine divides by the lengths itself");
        assert!(other.dot > one.dot);
    }
    let (before, after) = operate(Surgery::NoIdf);
    assert!(before.terms[0].idf > 2.0 && after.terms.iter().all(|term| term.idf == 1.0));
    assert_ne!(after.hits[0].cosine, before.hits[0].cosine);
    let (_, after) = operate(Surgery::OneWord);
    let stuffed = after.hits.iter().position(|hit| hit.text.starts_with("film film film"));
    let honest = after.hits.iter().position(|hit| hit.document == 0);
    assert!(stuffed < honest, "a document of one word beats one that has both");
    let (before, after) = operate(Surgery::Duplicate(0));
    assert_eq!(after.matching, before.matching + 10);
    assert_ne!(after.hits[0].cosine, before.hits[0].cosine);
    let (_, after) = operate(Surgery::NoLowercase);
    assert_eq!(after.hits[0].document, 0);
    let unknown = tab.refused(Request::Operate { surgery: Surgery::OneWord, query: "zzz".into() });
    assert!(unknown.contains("type one that stands in a document"));
}

#[test]
fn what_cannot_be_fitted_is_said_in_words() {
    let message = |text: &str, setup: Setup| match Tab::open(text, setup) {
        (_, Event::Unfit { serial: 3, message }) => message,
        (_, other) => panic!("{other:?}"),
    };
    let stopping = || with(|setup| setup.options.stop_words = true);
    assert!(message("the of\nand", stopping()).contains("all 3 words are stop words"));
    assert!(message("a b\nc", Setup::default()).contains("a word has at least two"));
    assert!(message("... !!!", Setup::default()).contains("hold no word"));
    assert!(message(" \n", Setup::default()).contains("There is no document"));
    let rare = with(|setup| setup.options.min_df = Limit::Documents(2));
    assert!(message("one document only", rare.clone()).contains("at least 2 documents and max_df allows 1"));
    assert!(message("no word\ntwice here", rare).contains("leave out all 4"));
    let crossed = with(|setup| (setup.options.min_df, setup.options.max_df) = (Limit::Documents(3), Limit::Share(0.5)));
    assert!(message("ab\ncd\nef\ngh", crossed).contains("at least 3 documents and max_df allows 2"));
    let long = with(|setup| setup.options.ngram_range = (3, 3));
    assert!(message("two words", long).contains("Choose shorter n-grams"));
    let (mut tab, _) = Tab::open("", Setup::default());
    assert!(tab.refused(Request::Window(all())).contains("There is no matrix yet"));
    let (mut tab, _) = Tab::fitted(TEXT, Setup::default());
    assert_eq!(tab.refused(Request::Follow { document: 5 }), "There is no document 6; there are 5.");
}

#[test]
fn the_readers_own_stop_words_are_left_out_too() {
    let own = |words: &[&str]| words.iter().map(|word| word.to_string()).collect::<Vec<String>>();
    let (mut tab, fitted) =
        Tab::fitted("The Film was good", with(|setup| setup.options.own_stop_words = own(&["FILM"])));
    assert_eq!(fitted.terms, 3);
    assert_eq!(tab.follow(0).terms, ["the", "was", "good"]);
    let both = with(|setup| {
        setup.options.stop_words = true;
        setup.options.own_stop_words = own(&["film", "the"]);
    });
    tab.fit(both);
    assert_eq!(tab.follow(0).terms, ["good"]);
    let as_typed = with(|setup| {
        setup.options.lowercase = false;
        setup.options.own_stop_words = own(&["film", "was"]);
    });
    tab.fit(as_typed);
    assert_eq!(tab.follow(0).terms, ["The", "Film", "good"]);
}

#[test]
fn one_document_and_every_script_are_welcome() {
    let (mut tab, fitted) = Tab::fitted("東京都に住む العربية שלום", Setup::default());
    assert_eq!((fitted.documents, fitted.terms), (1, 3));
    assert_eq!((fitted.idf_min, fitted.idf_max), (1.0, 1.0));
    assert_eq!(tab.compare(0, 0).cosine, 1.0);
    assert_eq!(tab.follow(0).terms[0], "東京都に住む");
}

#[test]
fn counting_is_done_in_slices_and_can_be_called_off() {
    let text = "the quick brown fox jumps over the lazy dog and runs into the woods\n".repeat(30_000);
    let mut tab = Tab { session: Session::new(milliseconds, || 0), job: 0 };
    tab.send(Request::Read { text, split: Split::Lines });
    assert!(tab.send(Request::Fit { serial: 3, setup: Setup::default() }).is_empty());
    assert!(tab.session.is_busy());
    let begun = Instant::now();
    let replies = block_on(tab.session.tick());
    assert!(begun.elapsed().as_millis() < 200, "a slice is short");
    let progress = |event: &protocol::Event| matches!(event, protocol::Event::Vectorization(Event::Progress { serial: 3, done, documents: 30_000 }) if *done > 0);
    assert!(replies.len() == 1 && progress(&replies[0].event), "{replies:?}");
    block_on(tab.session.handle(Command { job: 9, request: protocol::Request::Cancel }));
    assert!(!tab.session.is_busy());
}

#[test]
fn files_hold_every_cell() {
    let (mut tab, fitted) = Tab::fitted(TEXT, Setup::default());
    let csv = tab.export(Export::Csv);
    assert_eq!(csv.lines().count(), 6);
    assert!(csv.starts_with("document,an,bites,dog,excellent,film,good,man,movie,the,was\r\n0,0,0,0,0,0.5"));
    assert!(csv.lines().all(|line| line.matches(',').count() == 10));
    let triplets = tab.export(Export::Triplets);
    assert_eq!(triplets.lines().count(), 1 + fitted.stored);
    assert!(triplets.contains("\r\n4,5,good,3,1\r\n"));
}

#[test]
fn a_script_carries_documents_and_options() {
    let odd = "He said \"\"\"no\"\"\" \\ and\u{1}left\ttwice\nsecond 漢字\n";
    let setup = with(|setup| {
        (setup.options.min_df, setup.options.max_df) = (Limit::Documents(1), Limit::Share(1.0));
        setup.options.stop_words = true;
        setup.options.norm = None;
    });
    let (mut tab, _) = Tab::fitted(odd, setup);
    let script = tab.export(Export::Script);
    let (_, rest) = script.split_once("SETTINGS = r\"\"\"").expect("the settings are in");
    let (json, code) = rest.split_once("\"\"\"\n").expect("they end");
    assert!(code.contains("def main()") && !script.contains("SETTINGS = None"));
    let settings: serde_json::Value = serde_json::from_str(json).expect("they are JSON");
    assert_eq!(settings["documents"][0], "He said \"\"\"no\"\"\" \\ and\u{1}left\ttwice");
    assert_eq!(settings["documents"][1], "second 漢字");
    assert_eq!(settings["representation"], "tfidf");
    let options = &settings["options"];
    assert!(options["min_df"].is_u64() && options["max_df"].is_f64(), "a count and a share");
    assert!(options["norm"].is_null() && options["stop_words"].as_array().is_some_and(|words| words.len() > 50));
}

/// The documents the page opens on do what its words say of them, and its exercises can be solved.
#[test]
fn the_sample_shows_its_traps_and_its_exercises_can_be_solved() {
    use lessons::vectorization::{HARD_QUERY, HARD_TARGET, QUERY, SAMPLE};
    let (mut tab, fitted) = Tab::fitted(SAMPLE, Setup::default());
    assert_eq!((fitted.documents, fitted.empty), (14, 0));
    assert_eq!(tab.compare(0, 1).cosine, 0.0);
    assert_eq!(tab.compare(4, 5).cosine, 1.0);
    assert_eq!(tab.rank(QUERY).hits[0].document, 0);
    let place = |ranking: &Ranking| ranking.hits.iter().position(|hit| hit.document == HARD_TARGET);
    assert_eq!(place(&tab.rank(HARD_QUERY)), Some(4));
    let solutions: [fn(&mut Setup); 4] = [
        |setup| setup.options.stop_words = true,
        |setup| setup.options.sublinear_tf = true,
        |setup| setup.options.binary = true,
        |setup| setup.options.max_df = Limit::Share(0.3),
    ];
    for solution in solutions {
        tab.fit(with(solution));
        let ranking = tab.rank(HARD_QUERY);
        assert_eq!(place(&ranking), Some(0));
        assert!(ranking.hits[0].cosine > ranking.hits[1].cosine);
    }
    let Event::Fitted { serial: 3, fitted } = tab.fit(with(|setup| setup.options.stop_words = true)) else {
        panic!("terms are left")
    };
    assert_eq!(fitted.empty, 1, "the last document is stop words alone");
    tab.fit(with(|setup| setup.options.ngram_range = (1, 2)));
    assert!(tab.compare(4, 5).cosine <= 0.7);
    assert_eq!(tab.rank(QUERY).hits[0].document, 2, "pairs of words bring “not a good film” to the top");
    let one_hot = with(|setup| setup.representation = Representation::OneHot);
    tab.fit(one_hot);
    let missed = tab.follow(3).pieces.into_iter().filter(|piece| piece.kind == PieceKind::Unknown).count();
    assert_eq!(missed, 4, "every “good” of the fourth document has a mark stuck to it");
}
