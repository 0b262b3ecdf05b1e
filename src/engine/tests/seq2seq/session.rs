//! The lab as a page drives it.

use std::time::Instant;

use engine::Session;
use pollster::block_on;
use port::Desk;
use protocol::seq2seq::{
    Attention, Event as Answer, Fate, Opened, Purpose, Request, Search, Setup, Surgery, Task, Tree, Tuning, Which,
    Writing, Written,
};
use protocol::{BackendChoice, Command, Event};

struct Tab {
    session: Session,
    opened: Opened,
}

fn setup(task: Task, attention: Attention) -> Setup {
    Setup {
        task,
        attention,
        embed_size: 12,
        hidden_size: 24,
        num_layers: 1,
        batch_size: 16,
        seed: 3,
        beside: true,
        tuning: Tuning { learning_rate: 0.01, clip_norm: 1.0, teacher_forcing: 1.0 },
    }
}

/// Twelve words and their capitals: learnt by heart in a moment.
fn own() -> Task {
    let words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    Task::Own { text: words.map(|word| format!("{word}\t{}\n", word.to_uppercase())).concat(), words: false }
}

impl Tab {
    fn open(setup: Setup, weights: Option<Vec<u8>>) -> Result<Tab, String> {
        let mut session = Session::new(milliseconds, || 0);
        ask(&mut session, protocol::Request::Start { choice: BackendChoice::Cpu })?;
        let answer = ask(&mut session, protocol::Request::Seq2Seq(Request::Open { setup, weights }))?.pop();
        let Some(Answer::Opened(opened)) = answer else { panic!("opened, not {answer:?}") };
        Ok(Tab { session, opened: *opened })
    }

    fn ask(&mut self, request: Request) -> Result<Answer, String> {
        Ok(ask(&mut self.session, protocol::Request::Seq2Seq(request))?.pop().expect("an answer"))
    }

    fn train(&mut self, steps: u32) -> Vec<Answer> {
        let mut heard = ask(&mut self.session, Request::Train { steps: Some(steps) }.into()).unwrap();
        while self.session.is_busy() {
            let replies = block_on(self.session.tick());
            heard.extend(replies.into_iter().map(|reply| match reply.event {
                Event::Seq2Seq(event) => event,
                other => panic!("{other:?}"),
            }));
        }
        heard
    }

    fn write(&mut self, source: &str, surgery: Surgery) -> Result<Written, String> {
        let writing = Writing { source: source.into(), surgery, purpose: Purpose::Shown };
        match self.ask(Request::Write(writing))? {
            Answer::Written(written) => Ok(*written),
            other => panic!("{other:?}"),
        }
    }

    fn search(&mut self, width: u32, prefix: Vec<u32>) -> Result<Tree, String> {
        let search = Search { source: "three".into(), which: Which::Main, width, length_penalty: 0.6, prefix };
        match self.ask(Request::Search(search))? {
            Answer::Tree(tree) => Ok(*tree),
            other => panic!("{other:?}"),
        }
    }
}

fn ask(session: &mut Session, request: protocol::Request) -> Result<Vec<Answer>, String> {
    let mut answers = Vec::new();
    for reply in block_on(session.handle(Command { job: 1, request })) {
        match reply.event {
            Event::Seq2Seq(event) => answers.push(event),
            Event::Refused { message } => return Err(message),
            Event::Started(_) => {}
            other => panic!("{other:?}"),
        }
    }
    Ok(answers)
}

fn milliseconds() -> f64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
}

/// The token ids a tree's best end has, without the end.
fn best(tree: &Tree, opened: &Opened) -> String {
    let mut at = Some(tree.ranked[0]);
    let mut said = Vec::new();
    while let Some(node) = at.map(|at| &tree.nodes[at as usize]).filter(|node| node.parent.is_some()) {
        said.push(opened.target_tokens[node.token as usize].as_str());
        at = node.parent;
    }
    said.reverse();
    said.concat().replace("<eos>", "")
}

#[test]
fn every_kind_of_attention_learns_pairs() {
    for attention in Attention::ALL {
        let mut tab = Tab::open(setup(own(), attention), None).unwrap();
        assert_eq!(tab.opened.plain_parameters > 0, attention != Attention::None);
        let heard = tab.train(150);
        let losses: Vec<f32> = heard
            .iter()
            .filter_map(|event| if let Answer::Progress(progress) = event { Some(&progress.losses) } else { None })
            .flatten()
            .map(|loss| loss.main)
            .collect();
        assert_eq!(losses.len(), 150);
        assert!(losses[0] > 2.0 && losses[149] < 0.2, "{attention:?}: {} to {}", losses[0], losses[149]);
        let training = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
        let right = training.iter().filter(|source| {
            let written = tab.write(source, Surgery::default()).unwrap();
            written.main.ended && written.main.said().concat() == source.to_uppercase()
        });
        // Some of the ten may be held out.
        assert!(right.count() >= 8, "{attention:?} learnt its pairs by heart");
    }
}

#[test]
fn what_is_written_shows_everything() {
    let mut tab = Tab::open(setup(own(), Attention::General), None).unwrap();
    tab.train(60);
    let written = tab.write("th\u{e9}", Surgery::default()).unwrap();
    assert_eq!((written.tokens.concat(), written.unknown), ("th\u{e9}".to_owned(), vec![2]));
    let output = written.main;
    assert_eq!(output.shares.len(), 3 * output.tokens.len());
    for row in output.shares.chunks(3) {
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }
    assert_eq!((output.read.len(), output.handed.len(), output.handed[0].0.len()), (3 * 24, 1, 24));
    assert_eq!(output.read[2 * 24..], output.handed[0].0[..], "what is handed over is what was read last");
    let plain = written.plain.expect("the model beside writes too");
    assert!(plain.shares.is_empty());
    let frozen = tab.write("the", Surgery { frozen: Some(1), ..Surgery::default() }).unwrap();
    assert!(frozen.main.shares.chunks(3).all(|row| row == [0.0, 1.0, 0.0]));
    let zeroed = tab.write("the", Surgery { without_state: true, ..Surgery::default() }).unwrap();
    assert!(zeroed.main.handed[0].0.iter().all(|value| *value == 0.0));
    let wrong = tab.write("the", Surgery { wrong_at: Some(0), ..Surgery::default() }).unwrap();
    assert_ne!(wrong.main.tokens[0], wrong.main.likeliest[0][0].0);
}

#[test]
fn a_beam_of_one_writes_what_greedy_writes_and_wider_ones_score_no_worse() {
    let mut tab = Tab::open(setup(own(), Attention::Dot), None).unwrap();
    tab.train(40);
    let greedy = tab.write("three", Surgery::default()).unwrap().main;
    let narrow = tab.search(1, Vec::new()).unwrap();
    assert_eq!(best(&narrow, &tab.opened), greedy.said().concat());
    let wide = tab.search(4, Vec::new()).unwrap();
    assert!(wide.ranked.len() == 4 && wide.nodes.iter().any(|node| node.fate == Fate::Pruned));
    let score = |tree: &Tree| tree.nodes[tree.ranked[0] as usize].score;
    assert!(score(&wide) >= score(&narrow), "{} and {}", score(&wide), score(&narrow));
    let pruned = narrow.nodes.iter().find(|node| node.fate == Fate::Pruned && node.length == 1).unwrap();
    let on = tab.search(2, vec![pruned.token]).unwrap();
    assert!(on.nodes[1].forced && on.nodes[1].token == pruned.token);
}

#[test]
fn the_same_seed_gives_the_same_run_and_a_file_gives_the_same_models() {
    let mut first = Tab::open(setup(Task::Dates, Attention::General), None).unwrap();
    let mut second = Tab::open(setup(Task::Dates, Attention::General), None).unwrap();
    first.train(8);
    second.train(3);
    second.write("4 July 1976", Surgery::default()).unwrap();
    second.train(5);
    let written = first.write("4 July 1976", Surgery::default()).unwrap();
    assert_eq!(written.main, second.write("4 July 1976", Surgery::default()).unwrap().main);
    let Answer::Exported { safetensors } = first.ask(Request::Export).unwrap() else { panic!("a file") };
    let mut third = Tab::open(setup(Task::Dates, Attention::General), Some(safetensors.clone())).unwrap();
    assert_eq!(third.opened.measure.step, 8);
    assert_eq!(written, third.write("4 July 1976", Surgery::default()).unwrap());
    let half = Tab::open(setup(Task::Dates, Attention::General), Some(safetensors[..900].to_vec()));
    assert!(half.is_err_and(|words| words.contains("download it again")));
    let other = Setup { hidden_size: 25, ..setup(Task::Dates, Attention::General) };
    assert!(Tab::open(other, Some(safetensors)).is_err_and(|words| words.contains("is needed")));
}

#[test]
fn own_tokens_are_fed_when_teacher_forcing_is_below_one() {
    let feeding = |rate: f32| {
        let mut setup = setup(own(), Attention::General);
        setup.tuning.teacher_forcing = rate;
        let mut tab = Tab::open(setup, None).unwrap();
        tab.train(150);
        tab.write("three", Surgery::default()).unwrap().main
    };
    let (always, never) = (feeding(1.0), feeding(0.0));
    assert_ne!(always.shares, never.shares);
    assert_eq!(never.said().concat(), "THREE", "it learns from its own outputs too");
}

#[test]
fn breaking_it_is_measured_on_the_same_pairs() {
    let mut tab = Tab::open(setup(own(), Attention::General), None).unwrap();
    tab.train(100);
    let mut evaluate = |surgery| match tab.ask(Request::Evaluate { surgery }).unwrap() {
        Answer::Evaluated(evaluated) => evaluated,
        other => panic!("{other:?}"),
    };
    let whole = evaluate(Surgery::default());
    assert_eq!(whole.main.0, whole.main.1);
    assert!(whole.after_error.is_none());
    let wrong = evaluate(Surgery { wrong_at: Some(0), ..Surgery::default() });
    assert_eq!(wrong.main.1, 0.0, "no output is right whose first token is wrong");
    assert!(wrong.after_error.is_some());
}

#[test]
fn bad_input_is_refused_in_words_and_the_model_stays() {
    let mut tab = Tab::open(setup(own(), Attention::General), None).unwrap();
    let error = |answer: Result<Written, String>| answer.expect_err("refused");
    assert!(error(tab.write("", Surgery::default())).contains("type a source"));
    assert!(error(tab.write(&"x".repeat(300), Surgery::default())).contains("300 tokens"));
    assert!(tab.search(0, Vec::new()).is_err_and(|words| words.contains("choose 1 to")));
    assert!(tab.search(1, vec![9_999]).is_err_and(|words| words.contains("search again")));
    let ragged =
        Setup { task: Task::Own { text: "a\tb\nno tab here\n".into(), words: false }, ..setup(own(), Attention::None) };
    let refused = tab.ask(Request::Open { setup: ragged, weights: None });
    assert!(refused.is_err_and(|words| words.contains("Line 2 has no tab")));
    assert!(tab.write("three", Surgery::default()).is_ok());
    let tuning = Tuning { learning_rate: f64::NAN, clip_norm: 1.0, teacher_forcing: 1.0 };
    let refused = ask(&mut tab.session, Request::Tune(tuning).into());
    assert!(refused.is_err_and(|words| words.contains("learning rate")));
}
