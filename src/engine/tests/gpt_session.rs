//! The GPT lesson's lab as a page drives it: train, write, look, break, export.

use std::path::{Path, PathBuf};

use engine::Session;
use pollster::block_on;
use port::Desk;
use protocol::gpt::{Event as Told, Prepared, Request, Setup, Shape, StepReport, Surgery, Tokens};
use protocol::writing::{self, Look, Looked, Reason, Settings, Write};
use protocol::{BackendChoice, Command, Event};

struct Tab {
    session: Session,
    job: u32,
}

impl Tab {
    fn new() -> Self {
        let mut tab = Tab { session: Session::new(|| 0.0, || 0), job: 0 };
        tab.send(protocol::Request::Start { choice: BackendChoice::Cpu });
        tab
    }

    /// Everything up to the end of what was begun.
    fn send(&mut self, request: protocol::Request) -> Vec<Event> {
        self.job += 1;
        let mut replies = block_on(self.session.handle(Command { job: self.job, request }));
        while self.session.is_busy() {
            replies.extend(block_on(self.session.tick()));
        }
        assert!(replies.iter().all(|reply| reply.job == self.job));
        replies.into_iter().map(|reply| reply.event).collect()
    }

    fn ask(&mut self, request: Request) -> Vec<Told> {
        let told = |event| match event {
            Event::Gpt(event) => event,
            other => panic!("{other:?}"),
        };
        self.send(request.into()).into_iter().map(told).collect()
    }

    fn refused(&mut self, request: Request) -> String {
        match self.send(request.into()).pop() {
            Some(Event::Refused { message }) => message,
            other => panic!("{other:?}"),
        }
    }

    fn init(&mut self, setup: Setup) -> Prepared {
        match self.ask(Request::Init(setup)).pop() {
            Some(Told::Prepared(prepared)) => prepared,
            other => panic!("{other:?}"),
        }
    }

    fn train(&mut self, steps: u32) -> Vec<StepReport> {
        let mut all = Vec::new();
        for event in self.ask(Request::Train { steps: Some(steps) }) {
            if let Told::Progress(progress) = event {
                all.extend(progress.steps);
            }
        }
        all
    }

    fn tokens(&mut self, text: &str) -> Vec<u32> {
        let read = writing::Request::Read { text: text.into() };
        match self.ask(read.into()).pop() {
            Some(Told::Writing(writing::Event::Read { pieces, .. })) => {
                pieces.iter().map(|piece| piece.token).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    fn write(&mut self, tokens: Vec<u32>, count: u32, cache: bool) -> (Vec<u32>, Reason) {
        let write = Write { tokens, settings: Settings::default(), count, cache };
        let mut tokens = Vec::new();
        for event in self.ask(writing::Request::Write(write).into()) {
            match event {
                Told::Writing(writing::Event::Written(written)) => tokens.push(written.piece.token),
                Told::Writing(writing::Event::Stopped(stopped)) => return (tokens, stopped.reason),
                _ => {}
            }
        }
        panic!("it never stops");
    }

    fn look(&mut self, before: Vec<u32>) -> Looked {
        let (settings, search) = (Settings::default(), String::new());
        let look = Look { before, chosen: None, settings, count: 100, search, lens: true, attention: Some(0) };
        match self.ask(writing::Request::Look(look).into()).pop() {
            Some(Told::Writing(writing::Event::Looked(looked))) => *looked,
            other => panic!("{other:?}"),
        }
    }

    fn export(&mut self) -> Vec<u8> {
        match self.ask(Request::Export).pop() {
            Some(Told::Exported { safetensors }) => safetensors,
            other => panic!("{other:?}"),
        }
    }
}

fn text() -> String {
    "The naïve fox said “no” 🦊 to the dog; the dog said “yes” to the fox.\n".repeat(40)
}

fn setup(tokens: Tokens) -> Setup {
    let shape = Shape { d_model: 16, num_layers: 2, num_heads: 2, context: 24, pre_norm: true, gelu: true };
    Setup { text: text(), tokens, shape, learning_rate: 0.01, batch: 8, seed: 3, rival: true }
}

#[test]
fn it_learns_and_so_does_its_rival() {
    let mut tab = Tab::new();
    let prepared = tab.init(setup(Tokens::Characters));
    assert!(
        (prepared.validation_loss - (prepared.vocabulary.len() as f32).ln()).abs() < 0.8,
        "{}",
        prepared.validation_loss
    );
    let reports = tab.train(60);
    assert_eq!(reports.len(), 60);
    let (first, last) = (reports[0], reports[59]);
    assert!(last.validation_loss.unwrap() < 0.8 * first.validation_loss.unwrap(), "{first:?} {last:?}");
    assert!(last.rival_validation_loss.unwrap() < 0.9 * first.rival_validation_loss.unwrap(), "{first:?} {last:?}");
    assert_ne!(last.train_loss, last.rival_train_loss.unwrap());
}

#[test]
fn writing_does_not_change_training() {
    let run = |looks: bool| {
        let mut tab = Tab::new();
        tab.init(setup(Tokens::Characters));
        tab.train(3);
        if looks {
            let tokens = tab.tokens("The fox");
            tab.write(tokens.clone(), 10, true);
            tab.look(tokens);
            tab.ask(Request::Break(Surgery::Attention));
        }
        tab.train(3).last().unwrap().train_loss
    };
    assert_eq!(run(false), run(true));
}

#[test]
fn the_cache_does_not_change_the_text_and_the_context_ends_it() {
    let mut tab = Tab::new();
    tab.init(setup(Tokens::Characters));
    tab.train(20);
    let tokens = tab.tokens("The fox");
    let (with, reason) = tab.write(tokens.clone(), 100, true);
    assert_eq!((with.len(), reason), (24 - 7, Reason::Full));
    assert_eq!(tab.write(tokens, 100, false).0, with);
    let message = tab.refused(
        writing::Request::Write(Write { tokens: vec![0; 25], settings: Settings::default(), count: 1, cache: true })
            .into(),
    );
    assert!(message.contains("25 tokens"), "{message}");
}

#[test]
fn byte_pairs_are_learned_from_the_text() {
    let mut tab = Tab::new();
    let prepared = tab.init(setup(Tokens::Bpe { merges: 30 }));
    assert_eq!(prepared.vocabulary.len(), 286);
    assert!(prepared.bytes_per_token > 2.0, "{}", prepared.bytes_per_token);
    let tokens = tab.tokens("fox 漢");
    assert!(tokens.len() >= 1 + 1 + 3, "what the text lacks is bytes: {tokens:?}");
    tab.train(5);
    assert_eq!(tab.write(tokens, 3, true).0.len(), 3);
    assert!(tab.refused(Request::Init(setup(Tokens::Bpe { merges: 9_999 }))).contains("2000 at most"));
}

#[test]
fn what_is_taken_away_is_measured_and_given_back() {
    let mut tab = Tab::new();
    tab.init(setup(Tokens::Characters));
    let trained = tab.train(60).last().unwrap().validation_loss.unwrap();
    for surgery in [Surgery::Positions, Surgery::FirstAttention, Surgery::Attention, Surgery::LastFeedForward] {
        let Some(Told::Broken(broken)) = tab.ask(Request::Break(surgery)).pop() else { panic!("it is measured") };
        assert_eq!((broken.surgery, broken.whole), (surgery, trained));
        assert_ne!(broken.broken, broken.whole, "{surgery:?}");
        assert!(!broken.pieces.is_empty());
    }
}

#[test]
fn what_leaves_as_a_file_comes_back_the_same() {
    let mut tab = Tab::new();
    tab.init(setup(Tokens::Characters));
    let trained = tab.train(10).last().unwrap().validation_loss.unwrap();
    let weights = tab.export();
    let mut other = Tab::new();
    let Some(Told::Prepared(prepared)) = other.ask(Request::Load { setup: setup(Tokens::Characters), weights }).pop()
    else {
        panic!("it loads")
    };
    assert_eq!((prepared.step, prepared.validation_loss), (10, trained));
    let message = other.refused(Request::Load { setup: setup(Tokens::Characters), weights: b"<html>".to_vec() });
    assert!(message.contains("download it again"), "{message}");
}

#[test]
fn bad_setups_are_refused_in_words() {
    type Change = fn(&mut Setup);
    let mut tab = Tab::new();
    assert!(tab.refused(Request::Train { steps: None }).contains("no model yet"));
    let good = setup(Tokens::Characters);
    let with = |change: Change| {
        let mut setup = good.clone();
        change(&mut setup);
        setup
    };
    let cases: [(Change, &str); 5] = [
        (|s| s.text = "too short".into(), "put in more text"),
        (|s| s.shape.num_heads = 3, "divisor"),
        (|s| s.shape.context = 9_999, "context"),
        (|s| s.learning_rate = f32::NAN, "learning rate"),
        (|s| s.batch = 0, "batch"),
    ];
    for (change, expected) in cases {
        let message = tab.refused(Request::Init(with(change)));
        assert!(message.contains(expected), "{message}");
    }
}

/// The script that the page hands out, on the weights that it exports.
#[test]
fn pytorch_expects_the_same_next_token() {
    let Some(python) = std::env::var_os("GLASSBOX_PYTHON").map(PathBuf::from) else { return };
    for (name, tokens) in [("characters", Tokens::Characters), ("pairs", Tokens::Bpe { merges: 30 })] {
        let mut tab = Tab::new();
        tab.init(setup(tokens));
        tab.train(10);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("gpt-{name}.safetensors"));
        std::fs::write(&path, tab.export()).unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/export/gpt.py");
        let run = std::process::Command::new(&python)
            .arg(script)
            .args(["--weights".as_ref(), path.as_os_str(), "--text".as_ref(), " said".as_ref(), "--json".as_ref()])
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let answer: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
        let tokens = tab.tokens(" said");
        assert_eq!(answer["tokens"], serde_json::json!(tokens), "{name}");
        for candidate in tab.look(tokens).candidates {
            let theirs = answer["log_probabilities"][candidate.piece.token as usize].as_f64().unwrap();
            assert!(
                (f64::from(candidate.probabilities[0]).ln() - theirs).abs() < 1e-4,
                "{name} {candidate:?} {theirs}"
            );
        }
    }
}
