//! The encoder and decoder a page hands out: PyTorch writes with them what the lab wrote.

use std::fs;
use std::path::Path;

use engine::Session;
use pollster::block_on;
use port::Desk;
use protocol::seq2seq::{Attention, Event as Answer, Output, Purpose, Request, Setup, Surgery, Task, Tuning, Writing};
use protocol::{BackendChoice, Command, Event};
use serde_json::Value;

use super::{close, milliseconds, number, python, run_script, strings};

const SOURCE: &str = "Sunday, 20 July 1969";

#[test]
fn pytorch_writes_the_same_with_every_attention() {
    let Some(python) = python() else { return };
    for attention in Attention::ALL {
        let mut session = Session::new(milliseconds, || 0);
        block_on(session.handle(command(protocol::Request::Start { choice: BackendChoice::Cpu })));
        let tuning = Tuning { learning_rate: 0.01, clip_norm: 1.0, teacher_forcing: 1.0 };
        let setup = Setup {
            task: Task::Dates,
            attention,
            embed_size: 8,
            hidden_size: 12,
            num_layers: 2,
            batch_size: 16,
            seed: 5,
            beside: true,
            tuning,
        };
        ask(&mut session, Request::Open { setup, weights: None });
        block_on(session.handle(command(Request::Train { steps: Some(20) }.into())));
        while session.is_busy() {
            block_on(session.tick());
        }
        let writing = Writing { source: SOURCE.into(), surgery: Surgery::default(), purpose: Purpose::Shown };
        let Answer::Written(written) = ask(&mut session, Request::Write(writing)) else { panic!("an output") };
        let Answer::Exported { safetensors } = ask(&mut session, Request::Export) else { panic!("a file") };
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("seq2seq-{attention:?}.safetensors"));
        fs::write(&file, safetensors).expect("the target folder can be written");

        let script = |arguments: &[&str]| run_script("seq2seq.py", &python, &file, arguments);
        compare(&format!("{attention:?}"), &script(&["--source", SOURCE]), &written.main);
        if let Some(plain) = &written.plain {
            compare(&format!("beside {attention:?}"), &script(&["--source", SOURCE, "--plain"]), plain);
        }
    }
}

fn compare(what: &str, theirs: &Value, ours: &Output) {
    assert_eq!(strings(&theirs["tokens"]), ours.tokens, "{what}");
    let vocabulary = strings(&theirs["vocabulary"]);
    let width = SOURCE.len();
    for (step, likeliest) in ours.likeliest.iter().enumerate() {
        for (token, probability) in likeliest {
            let id = vocabulary.iter().position(|known| known == token).expect("both have the same vocabulary");
            let theirs = number(&theirs["probabilities"][step][id]);
            close(&format!("{what}, step {step}, {token:?}"), theirs, f64::from(*probability));
        }
        for (at, share) in ours.shares.iter().skip(step * width).take(width).enumerate() {
            close(&format!("{what}, step {step}, share {at}"), number(&theirs["shares"][step][at]), f64::from(*share));
        }
    }
}

fn command(request: protocol::Request) -> Command {
    Command { job: 1, request }
}

fn ask(session: &mut Session, request: Request) -> Answer {
    let replies = block_on(session.handle(command(request.into())));
    match replies.into_iter().next_back().map(|reply| reply.event) {
        Some(Event::Seq2Seq(answer)) => answer,
        other => panic!("the engine answers {other:?}"),
    }
}
