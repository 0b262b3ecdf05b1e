//! The engine as the page meets it: requests in, events out.

use engine::{Session, fused, self_test};
use models::operations::Operations;
use models::recurrent::Cell;
use pollster::block_on;
use port::Desk;
use protocol::lstm::{
    Clamp, Event, Gate, Optimizer, Property, Request, Sampling, Series, SeriesKind, Setup, Signal, Task, Trace,
    TraceInput, Tuning,
};
use protocol::{Backend, BackendChoice, Command, Reply, SelfTest};

/// A page and its engine.
struct Page {
    session: Session,
    job: u32,
}

impl Page {
    /// With the backend chosen, which on this machine is the CPU.
    fn open() -> Self {
        let mut page = Page { session: Session::new(no_time, || 0), job: 0 };
        let replies = page.send(protocol::Request::Start { choice: BackendChoice::Auto });
        let [Reply { event: protocol::Event::Started(report), .. }] = &replies[..] else { panic!("{replies:?}") };
        assert_eq!(report.backend, Backend::Cpu);
        assert!(matches!(&report.self_tests[..], [SelfTest { passed: true, .. }]), "{report:?}");
        page
    }

    /// With a small model on a small text.
    fn with(setup: Setup) -> Self {
        let mut page = Page::open();
        let events = page.ask(Request::Init(setup));
        assert!(matches!(&events[..], [Event::Prepared(_)]), "{events:?}");
        page
    }

    fn send(&mut self, request: protocol::Request) -> Vec<Reply> {
        self.job += 1;
        block_on(self.session.handle(Command { job: self.job, request }))
    }

    fn ask(&mut self, request: Request) -> Vec<Event> {
        let job = self.job + 1;
        let replies = self.send(protocol::Request::Lstm(request));
        replies.into_iter().map(|reply| lstm_event(reply, job)).collect()
    }

    /// Trains `steps` and returns everything that was said meanwhile.
    fn train(&mut self, steps: u32) -> Vec<Event> {
        assert!(self.ask(Request::Train { steps: Some(steps) }).is_empty());
        let job = self.job;
        let mut events = Vec::new();
        while self.session.is_busy() {
            events.extend(block_on(self.session.tick()).into_iter().map(|reply| lstm_event(reply, job)));
        }
        events
    }

    fn losses(&mut self, steps: u32) -> Vec<f32> {
        let reports = |event| match event {
            Event::Progress(progress) => progress.steps,
            _ => Vec::new(),
        };
        self.train(steps).into_iter().flat_map(reports).map(|report| report.train_loss).collect()
    }

    fn trace(&mut self, text: &str, clamps: Vec<Clamp>) -> Trace {
        match self.ask(Request::Trace { input: TraceInput::Text(text.into()), clamps }).pop() {
            Some(Event::Trace(trace)) => trace,
            other => panic!("{other:?}"),
        }
    }

    fn refusal(&mut self, request: Request) -> String {
        match &self.send(protocol::Request::Lstm(request))[..] {
            [Reply { event: protocol::Event::Refused { message }, .. }] => message.clone(),
            other => panic!("{other:?}"),
        }
    }
}

fn lstm_event(reply: Reply, job: u32) -> Event {
    assert_eq!(reply.job, job);
    match reply.event {
        protocol::Event::Lstm(event) => event,
        other => panic!("{other:?}"),
    }
}

/// Time stands still: nothing is said because a clock says so.
fn no_time() -> f64 {
    0.0
}

fn setup() -> Setup {
    let text = "“Speak,” said he. “I hear,” said she, and the sea was loud. ".repeat(40);
    Setup {
        task: Task::Text { text },
        hidden_size: 16,
        num_layers: 2,
        tuning: tuning(),
        sequence_length: 24,
        batch_size: 4,
        seed: 7,
        with_rnn: true,
    }
}

fn tuning() -> Tuning {
    Tuning { optimizer: Optimizer::Adam, learning_rate: 0.01, clip_norm: 5.0, dropout: 0.2, temperature: 0.7 }
}

fn series() -> Setup {
    let series = Series { kind: SeriesKind::Sines, input_size: 10, noise: 0.05 };
    Setup { task: Task::Series(series), hidden_size: 20, sequence_length: 30, batch_size: 32, ..setup() }
}

#[test]
fn the_stored_numbers_are_current() {
    let device = burn::tensor::Device::flex();
    for operations in [Operations::plain(Cell::Lstm), fused::operations(Cell::Lstm)] {
        let (numbers, _) = block_on(self_test::numbers(&device, operations, no_time));
        for (a, b) in numbers.iter().zip(self_test::EXPECTED) {
            assert!((a - b).abs() < 1e-5, "{numbers:?} is not {:?}", self_test::EXPECTED);
        }
    }
}

#[test]
fn the_diagnostics_name_the_version_that_is_locked() {
    let lock = include_str!("../../../Cargo.lock");
    let locked = format!("name = \"burn\"\nversion = \"{}\"", engine::session::BURN_VERSION);
    assert!(lock.contains(&locked), "Cargo.lock has another Burn than {locked}");
}

#[test]
fn training_lowers_the_loss_and_ends_when_it_should() {
    let mut page = Page::with(setup());
    let events = page.train(200);
    assert!(matches!(events.last(), Some(Event::Paused { step: 200, reason }) if reason.is_empty()), "{events:?}");
    let reports: Vec<_> = events
        .iter()
        .filter_map(|event| if let Event::Progress(progress) = event { Some(&progress.steps) } else { None })
        .flatten()
        .collect();
    assert_eq!(reports.len(), 200);
    assert!(reports[199].train_loss < 0.7 * reports[0].train_loss);
    assert!(reports[199].rnn_train_loss.unwrap() < 0.7 * reports[0].rnn_train_loss.unwrap());
    assert!(reports[0].validation_loss.is_some() && reports[1].validation_loss.is_none());
    assert!(reports.iter().all(|report| report.gradient_norm > 0.0));
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let run = |seed| Page::with(Setup { seed, ..setup() }).losses(5);
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
}

#[test]
fn looking_does_not_change_the_run() {
    let plain = Page::with(setup()).losses(6);
    let mut page = Page::with(setup());
    let mut watched = page.losses(3);
    page.trace("“Speak,” said he.", Vec::new());
    page.ask(Request::Rank { property: Property::InsideQuotes, clamps: Vec::new() });
    let sampling = Sampling { prompt: "said".into(), length: 5, temperature: 1.0, seed: 1, clamps: Vec::new() };
    page.ask(Request::Sample(sampling));
    watched.extend(page.losses(3));
    assert_eq!(plain, watched);
}

#[test]
fn a_pause_comes_between_two_steps() {
    let mut page = Page::with(setup());
    page.ask(Request::Train { steps: None });
    block_on(page.session.tick());
    assert!(page.session.is_busy());
    let events = page.ask(Request::Pause);
    assert!(matches!(events.last(), Some(Event::Paused { step: 1, .. })), "{events:?}");
    assert!(!page.session.is_busy());
    assert!(block_on(page.session.tick()).is_empty());
}

#[test]
fn cancel_stops_and_forgets() {
    let mut page = Page::with(setup());
    page.ask(Request::Train { steps: None });
    assert!(page.send(protocol::Request::Cancel).is_empty());
    assert!(!page.session.is_busy());
    assert!(page.refusal(Request::Export).contains("no model"));
}

#[test]
fn a_trace_shows_every_gate_and_adds_up() {
    let mut page = Page::with(setup());
    let trace = page.trace("“Speak,”", Vec::new());
    assert_eq!((trace.steps, trace.hidden_size, trace.layers.len()), (8, 16, 2));
    assert_eq!(trace.losses.len(), 7);
    assert!(trace.predictions.iter().all(|likeliest| likeliest.len() == 8 && likeliest[0].1 >= likeliest[7].1));
    let layer = &trace.layers[1];
    for t in 0..8 {
        for k in 0..16 {
            let at = t * 16 + k;
            let sum =
                |gate: usize| layer.from_input[t * 64 + gate * 16 + k] + layer.from_hidden[t * 64 + gate * 16 + k];
            let sigmoid = |x: f32| 1.0 / (1.0 + (-x).exp());
            assert!((layer.forget[at] - sigmoid(sum(1))).abs() < 1e-5);
            let before = if t == 0 { 0.0 } else { layer.cell[at - 16] };
            let cell = layer.forget[at] * before + layer.input[at] * layer.candidate[at];
            assert!((layer.cell[at] - cell).abs() < 1e-5);
            assert!((layer.hidden[at] - layer.output[at] * cell.tanh()).abs() < 1e-5);
        }
    }
}

#[test]
fn a_held_gate_is_held_and_costs() {
    let mut page = Page::with(setup());
    page.train(60);
    let clamps = vec![Clamp { layer: 0, gate: Gate::Forget, neuron: None, value: 0.0, from_step: 3 }];
    let trace = page.trace("“Speak,”", clamps.clone());
    assert!(trace.layers[0].forget[..3 * 16].iter().all(|f| *f > 0.0));
    assert!(trace.layers[0].forget[3 * 16..].iter().all(|f| *f == 0.0));
    let Some(Event::Evaluation { intact, clamped }) = page.ask(Request::Evaluate { clamps }).pop() else {
        panic!("an evaluation answers")
    };
    assert!(clamped > intact, "{clamped} against {intact}");
    let Some(Event::Evaluation { intact: same, clamped }) = page.ask(Request::Evaluate { clamps: Vec::new() }).pop()
    else {
        panic!("an evaluation answers")
    };
    assert_eq!(same, intact);
    assert!((clamped - intact).abs() < 1e-5);
}

#[test]
fn connectivity_has_one_value_for_each_character() {
    let mut page = Page::with(setup());
    page.train(20);
    let request = Request::Connect { text: "“Speak,” said".into(), position: 9, clamps: Vec::new() };
    let Some(Event::Connection(connection)) = page.ask(request).pop() else { panic!("a connection answers") };
    assert_eq!((connection.lstm.len(), connection.rnn.len(), connection.position), (10, 10, 9));
    assert!(connection.lstm.iter().chain(&connection.rnn).all(|norm| norm.is_finite()));
    assert!(connection.lstm[9] > 0.0 && connection.rnn[9] > 0.0);

    // With the forget gates shut and nothing let in from the own past, only the layers' hidden states still connect.
    let shut = |gate| Clamp { layer: 0, gate, neuron: None, value: 0.0, from_step: 0 };
    let clamps = vec![shut(Gate::Output)];
    let request = Request::Connect { text: "“Speak,” said".into(), position: 9, clamps };
    let Some(Event::Connection(cut)) = page.ask(request).pop() else { panic!("a connection answers") };
    assert!(cut.lstm.iter().all(|norm| *norm == 0.0), "no output of layer 1 reaches layer 2: {:?}", cut.lstm);
}

#[test]
fn neurons_are_ranked_and_their_peaks_found() {
    let mut page = Page::with(setup());
    page.train(40);
    let request = Request::Rank { property: Property::InsideQuotes, clamps: Vec::new() };
    let Some(Event::Ranking { scores, .. }) = page.ask(request).pop() else { panic!("a ranking answers") };
    assert_eq!(scores.len(), 2 * 6 * 16);
    assert!(scores.windows(2).all(|pair| pair[0].correlation.abs() >= pair[1].correlation.abs()));
    let best = scores[0];
    let request = Request::Spots { layer: best.layer, signal: best.signal, neuron: best.neuron };
    let Some(Event::Spots(spots)) = page.ask(request).pop() else { panic!("spots answer") };
    assert!(!spots.highest.is_empty());
    assert!(spots.highest[0].value > spots.lowest[0].value);
    assert!(page.refusal(Request::Spots { layer: 0, signal: Signal::Cell, neuron: 99 }).contains("neuron 99"));
}

#[test]
fn weights_leave_and_come_back() {
    let mut page = Page::with(setup());
    page.train(10);
    let before = page.trace("“Speak,”", Vec::new());
    let Some(Event::Exported { safetensors }) = page.ask(Request::Export).pop() else { panic!("an export answers") };
    let mut other = Page::open();
    let prepared = other.ask(Request::Load { setup: setup(), weights: safetensors }).pop();
    assert!(matches!(prepared, Some(Event::Prepared(prepared)) if prepared.step == 10));
    assert_eq!(other.trace("“Speak,”", Vec::new()).layers, before.layers);
    assert!(other.refusal(Request::Load { setup: setup(), weights: b"<html>".to_vec() }).contains("download it again"));
}

#[test]
fn a_signal_is_learnt_and_forecast() {
    let mut page = Page::with(series());
    let losses = page.losses(150);
    assert!(losses[149] < 0.3 * losses[0], "{} to {}", losses[0], losses[149]);
    let Some(Event::Forecast(forecast)) = page.ask(Request::Forecast).pop() else { panic!("a forecast answers") };
    let mean = forecast.truth.iter().zip(&forecast.prediction).map(|(a, b)| (a - b).powi(2)).sum::<f32>() / 64.0;
    let Some(Event::Evaluation { intact, clamped }) = page.ask(Request::Evaluate { clamps: Vec::new() }).pop() else {
        panic!("an evaluation answers")
    };
    assert!((mean - intact).abs() < 1e-5 && (clamped - intact).abs() < 1e-5);
    let window = page.ask(Request::Trace { input: TraceInput::Window(3), clamps: Vec::new() }).pop();
    let Some(Event::Trace(trace)) = window else { panic!("{window:?}") };
    assert!((trace.window.unwrap().prediction - forecast.prediction[3]).abs() < 1e-5);
    assert!(page.refusal(Request::Connect { text: "a".into(), position: 0, clamps: Vec::new() }).contains("text task"));
}

#[test]
fn too_large_steps_end_in_words() {
    let mut page = Page::with(Setup {
        tuning: Tuning { optimizer: Optimizer::Sgd, learning_rate: 1e30, clip_norm: 0.0, ..tuning() },
        ..setup()
    });
    let events = page.train(20);
    assert!(
        matches!(events.last(), Some(Event::Paused { reason, .. }) if reason.contains("learning rate")),
        "{events:?}"
    );
}

#[test]
fn nonsense_is_refused_in_words() {
    let mut page = Page::open();
    let init = |change: fn(&mut Setup)| {
        let mut setup = setup();
        change(&mut setup);
        Request::Init(setup)
    };
    assert!(page.refusal(init(|s| s.hidden_size = 0)).contains("hidden size is 0"));
    assert!(page.refusal(init(|s| s.num_layers = 99)).contains("number of layers is 99"));
    assert!(page.refusal(init(|s| s.tuning.learning_rate = f64::NAN)).contains("learning rate"));
    assert!(page.refusal(init(|s| s.tuning.dropout = 1.0)).contains("dropout"));
    assert!(page.refusal(init(|s| s.task = Task::Text { text: "a".into() })).contains("at least 20"));
    assert!(page.refusal(Request::Train { steps: None }).contains("no model"));
}

#[test]
fn a_huge_alphabet_and_any_script_can_be_learnt() {
    let chinese: String = (0..3000).map(|k| char::from_u32(0x4e00 + (k * 7 % 1200)).unwrap()).collect();
    let arabic = "السلام عليكم ورحمة الله وبركاته. ".repeat(20);
    let emoji = "👩‍👩‍👧‍👦 e\u{301} 🏳️‍🌈 text ".repeat(30);
    for (text, unknown) in [(chinese, true), (arabic, false), (emoji, false)] {
        let mut page = Page::open();
        let prepared = page.ask(Request::Init(Setup { task: Task::Text { text }, ..setup() })).pop();
        let Some(Event::Prepared(prepared)) = prepared else { panic!("{prepared:?}") };
        assert_eq!(prepared.unknown > 0, unknown);
        assert!(prepared.alphabet.len() <= 256);
        assert!(page.losses(2)[1].is_finite());
    }
}

#[test]
fn the_committed_model_does_what_the_page_says_of_it() {
    let asset = |path: &str| std::fs::read(format!("{}/../../assets/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let text = String::from_utf8(asset("text/sherlock-holmes.txt")).unwrap();
    let setup = Setup { task: Task::Text { text }, hidden_size: 96, sequence_length: 64, batch_size: 32, ..setup() };
    let mut page = Page::open();
    page.ask(Request::Load { setup, weights: asset("models/lstm/weights.safetensors") });
    let Some(Event::Evaluation { intact, .. }) = page.ask(Request::Evaluate { clamps: Vec::new() }).pop() else {
        panic!("an evaluation answers")
    };
    assert!(intact < 1.4, "{intact} nats");
    let request = Request::Rank { property: Property::PositionInWord, clamps: Vec::new() };
    let Some(Event::Ranking { scores, .. }) = page.ask(request).pop() else { panic!("a ranking answers") };
    // The first exercise asks for it.
    assert!(scores[0].correlation.abs() > 0.55, "{:?}", scores[0]);
}
