//! The word embeddings lab as the page meets it: requests in, events out.

use std::sync::atomic::{AtomicU32, Ordering};

use engine::Session;
use pollster::block_on;
use port::Desk;
use protocol::embeddings::{Event, Format, Layout, Map, Prepared, Progress, Request, Setup, Step};
use protocol::{BackendChoice, Command, Reply};

struct Page {
    session: Session,
    job: u32,
}

impl Page {
    fn open(setup: Setup) -> (Self, Prepared, Map) {
        let mut page = Page { session: Session::new(slow_clock, || 0), job: 0 };
        page.send(protocol::Request::Start { choice: BackendChoice::Cpu });
        let mut events = page.ask(Request::Init(setup)).into_iter();
        match (events.next(), events.next()) {
            (Some(Event::Prepared(prepared)), Some(Event::Map(map))) => (page, prepared, map),
            other => panic!("{other:?}"),
        }
    }

    fn send(&mut self, request: protocol::Request) -> Vec<Reply> {
        self.job += 1;
        block_on(self.session.handle(Command { job: self.job, request }))
    }

    fn ask(&mut self, request: Request) -> Vec<Event> {
        self.send(request.into()).into_iter().map(event).collect()
    }

    fn one(&mut self, request: Request) -> Event {
        self.ask(request).pop().expect("an answer")
    }

    fn refusal(&mut self, request: Request) -> String {
        match &self.send(request.into())[..] {
            [Reply { event: protocol::Event::Refused { message }, .. }] => message.clone(),
            other => panic!("{other:?}"),
        }
    }

    fn run(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while self.session.is_busy() {
            let job = self.job;
            events.extend(
                block_on(self.session.tick()).into_iter().inspect(|reply| assert_eq!(reply.job, job)).map(event),
            );
        }
        events
    }

    fn train(&mut self) -> Vec<Event> {
        assert!(self.ask(Request::Train).is_empty());
        self.run()
    }

    fn step(&mut self) -> Step {
        match self.one(Request::Step) {
            Event::Step(step) => step,
            other => panic!("{other:?}"),
        }
    }
}

fn event(reply: Reply) -> Event {
    match reply.event {
        protocol::Event::Embeddings(event) => event,
        other => panic!("{other:?}"),
    }
}

/// Every look is a millisecond later: what is told now and then is told.
fn slow_clock() -> f64 {
    static NOW: AtomicU32 = AtomicU32::new(0);
    f64::from(NOW.fetch_add(1, Ordering::Relaxed))
}

/// Two topics that never share a sentence.
fn text() -> String {
    let (cats, ships) =
        (["cat", "milk", "paw", "purr", "fur", "mouse"], ["ship", "sail", "wind", "mast", "rope", "sea"]);
    let mut rng = algorithms::rng::Rng::new(4);
    let mut text = String::new();
    for k in 0..600 {
        let words = if k % 2 == 0 { cats } else { ships };
        for _ in 0..8 {
            text += words[rng.below(6)];
            text.push(' ');
        }
        text.push('\n');
    }
    text
}

fn setup() -> Setup {
    Setup {
        text: text(),
        vector_size: 20,
        window: 3,
        shrink_windows: true,
        min_count: 2,
        sample: 0.0,
        skip_gram: true,
        softmax: false,
        negative: 5,
        epochs: 5,
        alpha: 0.025,
        min_alpha: 0.0001,
        seed: 7,
        shuffled: false,
    }
}

fn losses(events: &[Event]) -> Vec<f32> {
    let losses = |event: &Event| match event {
        Event::Progress(Progress { losses, .. }) => losses.clone(),
        _ => Vec::new(),
    };
    events.iter().flat_map(losses).map(|(_, loss)| loss).collect()
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len() as f32
}

fn topic_of_neighbours(page: &mut Page, word: &str) -> usize {
    let Event::Neighbours(near) = page.one(Request::Neighbours { word: word.into() }) else { panic!() };
    let cats = ["milk", "paw", "purr", "fur", "mouse"];
    near.found.expect("known")[..5].iter().filter(|(other, _)| cats.contains(&other.as_str())).count()
}

#[test]
fn every_way_to_train_lowers_the_loss_and_finds_the_topics() {
    for (skip_gram, softmax) in [(true, false), (false, false), (true, true), (false, true)] {
        let (mut page, prepared, map) = Page::open(Setup { skip_gram, softmax, epochs: 20, alpha: 0.05, ..setup() });
        assert_eq!((prepared.words.len(), prepared.raw_words, prepared.sentences), (12, 4800, 600));
        assert_eq!((map.layout, map.points.len()), (Layout::Pca, 12));
        let events = page.train();
        assert!(matches!(events.last(), Some(Event::Paused { reason, finished: true }) if reason.is_empty()));
        let losses = losses(&events);
        let (first, last) = (mean(&losses[..5]), mean(&losses[losses.len() - 20..]));
        assert!(last < 0.95 * first, "skip-gram {skip_gram}, softmax {softmax}: {first} to {last}");
        assert_eq!(topic_of_neighbours(&mut page, "cat"), 5, "skip-gram {skip_gram}, softmax {softmax}");
        assert_eq!(topic_of_neighbours(&mut page, "ship"), 0);
        assert!(page.refusal(Request::Train).contains("all epochs are done"));
    }
}

#[test]
fn shuffled_words_keep_no_company() {
    let (mut page, ..) = Page::open(Setup { shuffled: true, epochs: 20, alpha: 0.05, ..setup() });
    page.train();
    let Event::Similarity { cosine: Some(same), .. } =
        page.one(Request::Similarity { a: "cat".into(), b: "milk".into() })
    else {
        panic!()
    };
    let Event::Similarity { cosine: Some(other), .. } =
        page.one(Request::Similarity { a: "cat".into(), b: "mast".into() })
    else {
        panic!()
    };
    assert!((same - other).abs() < 0.5, "{same} and {other}");
}

#[test]
fn the_same_seed_gives_the_same_run_and_looking_does_not_change_it() {
    let run = |seed, look: bool| {
        let (mut page, ..) = Page::open(Setup { seed, ..setup() });
        if look {
            page.ask(Request::Neighbours { word: "cat".into() });
            page.ask(Request::Spaces { word: "cat".into() });
        }
        page.train();
        let Event::Exported { bytes, .. } = page.one(Request::Export(Format::Word2Vec)) else { panic!() };
        bytes
    };
    let once = run(7, false);
    assert_eq!(once, run(7, true));
    assert_ne!(once, run(8, false));
}

#[test]
fn stepping_window_by_window_is_the_same_run() {
    let small = || Setup { text: "a b a c b a\nc a b".into(), min_count: 1, epochs: 3, ..setup() };
    let export = |page: &mut Page| page.one(Request::Export(Format::Word2Vec));
    let (mut page, ..) = Page::open(small());
    page.train();
    let whole = export(&mut page);
    let (mut page, ..) = Page::open(small());
    let mut steps = 0;
    while let Event::Step(step) = page.one(Request::Step) {
        steps += 1;
        assert_eq!(step.number, steps);
    }
    assert_eq!(steps, 27);
    assert_eq!(export(&mut page), whole);
}

#[test]
fn a_step_tells_its_window_and_what_moved() {
    let (mut page, ..) = Page::open(setup());
    let step = page.step();
    assert_eq!(step.place, 0);
    assert_eq!(step.context, (1..=step.reach).collect::<Vec<_>>());
    let positive: Vec<&str> = step.pairs.iter().filter(|pair| pair.positive).map(|pair| pair.target.as_str()).collect();
    let context: Vec<&str> = step.context.iter().map(|place| step.sentence[*place].as_str()).collect();
    assert_eq!(positive, context);
    assert!(step.pairs.iter().all(|pair| pair.input == step.sentence[0]));
    assert!(step.pairs.iter().any(|pair| !pair.positive));
    // Output vectors begin at zero: nothing is known yet.
    assert_eq!((step.pairs[0].score, step.pairs[0].probability), (0.0, 0.5));
    assert!(step.moves.iter().all(|(_, from, to)| from.iter().chain(to).all(|value| value.is_finite())));
    let thinned = Page::open(Setup { sample: 1e-3, ..setup() }).0.step();
    assert!(!thinned.dropped.is_empty());
}

#[test]
fn training_pauses_between_two_pieces_and_cancel_forgets() {
    let (mut page, ..) = Page::open(Setup { epochs: 500, ..setup() });
    page.ask(Request::Train);
    block_on(page.session.tick());
    assert!(page.session.is_busy());
    assert!(page.refusal(Request::Step).contains("pause first"));
    let events = page.ask(Request::Pause);
    assert!(matches!(events.last(), Some(Event::Paused { finished: false, .. })), "{events:?}");
    assert!(!page.session.is_busy());
    page.ask(Request::Train);
    assert!(page.send(protocol::Request::Cancel).is_empty());
    assert!(!page.session.is_busy());
    assert!(page.refusal(Request::Step).contains("no vectors"));
}

#[test]
fn unknown_words_are_said_to_be_unknown() {
    let (mut page, ..) = Page::open(setup());
    let Event::Neighbours(near) = page.one(Request::Neighbours { word: "zebra".into() }) else { panic!() };
    assert_eq!(near.found, None);
    let Event::Similarity { cosine, .. } = page.one(Request::Similarity { a: "cat".into(), b: "zebra".into() }) else {
        panic!()
    };
    assert_eq!(cosine, None);
    let words = ["cat", "zebra", "ship"].map(String::from);
    let Event::Analogy(analogy) = page.one(Request::Analogy { words }) else { panic!() };
    assert_eq!((analogy.unknown, analogy.answers), (vec!["zebra".to_owned()], Vec::new()));
    let Event::Spaces(spaces) = page.one(Request::Spaces { word: "cat milk".into() }) else { panic!() };
    assert!(spaces.spaces.is_none());
    let Event::Neighbours(near) = page.one(Request::Neighbours { word: "CAT".into() }) else { panic!() };
    assert!(near.found.is_some());
}

#[test]
fn a_word_stands_in_three_spaces() {
    let (mut page, ..) = Page::open(setup());
    page.train();
    let Event::Spaces(spaces) = page.one(Request::Spaces { word: "cat".into() }) else { panic!() };
    let [one_hot, counted, learned] = spaces.spaces.expect("known");
    assert_eq!((one_hot.dimensions, one_hot.non_zero, one_hot.neighbours.len()), (12, 1, 0));
    assert!(counted.dimensions == 600 && counted.non_zero < 300 && counted.neighbours.len() == 5);
    assert_eq!((learned.dimensions, learned.neighbours.len()), (20, 10));
    let Event::Axis(axis) = page.one(Request::Axis { from: "cat".into(), to: "ship".into() }) else { panic!() };
    assert_eq!(axis.places.len(), 12);
    assert!(page.refusal(Request::Axis { from: "cat".into(), to: "cat".into() }).contains("same way"));
}

#[test]
fn t_sne_runs_stops_and_gives_way_to_the_plane() {
    let (mut page, ..) = Page::open(setup());
    assert!(page.refusal(Request::Tsne { perplexity: 50.0, seed: 1 }).contains("perplexity"));
    page.ask(Request::Tsne { perplexity: 3.0, seed: 1 });
    let events = page.run();
    let Some(Event::Tsne(last)) = events.last() else { panic!("{events:?}") };
    assert!(last.finished && last.iteration == 1000 && last.cost.is_some());
    let finished = last.map.clone().expect("a map");
    assert_eq!(finished.layout, Layout::Tsne);
    page.ask(Request::Tsne { perplexity: 3.0, seed: 1 });
    assert!(matches!(page.run().last(), Some(Event::Tsne(again)) if again.map.as_ref() == Some(&finished)));

    page.ask(Request::Tsne { perplexity: 3.0, seed: 2 });
    (0..20).for_each(|_| drop(block_on(page.session.tick())));
    let stopped = page.one(Request::StopTsne);
    assert!(
        matches!(stopped, Event::Tsne(ref progress) if progress.finished && progress.iteration < 1000),
        "{stopped:?}"
    );
    assert!(!page.session.is_busy());
    assert!(matches!(page.one(Request::Pca), Event::Map(Map { layout: Layout::Pca, .. })));
}

#[test]
fn exports_have_a_line_for_each_word() {
    let (mut page, prepared, _) = Page::open(setup());
    let mut lines = |format| match page.one(Request::Export(format)) {
        Event::Exported { bytes, .. } => {
            String::from_utf8(bytes).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    let vectors = lines(Format::ProjectorVectors);
    assert!(vectors.len() == 12 && vectors.iter().all(|line| line.split('\t').count() == 20));
    let metadata = lines(Format::ProjectorMetadata);
    assert_eq!((metadata.len(), metadata[0].as_str()), (13, "word\tcount"));
    assert_eq!(metadata[1], format!("{}\t{}", prepared.words[0], prepared.counts[0]));
    let word2vec = lines(Format::Word2Vec);
    assert_eq!((word2vec.len(), word2vec[0].as_str()), (13, "12 20"));
    assert!(word2vec[1].starts_with(&prepared.words[0]));
    assert_eq!(lines(Format::Csv).len(), 13);
}

#[test]
fn bad_input_is_refused_in_words_and_extremes_work() {
    let (mut page, ..) = Page::open(setup());
    let mut refused = |change: fn(&mut Setup)| {
        let mut setup = setup();
        change(&mut setup);
        page.refusal(Request::Init(setup))
    };
    assert!(refused(|s| s.text = String::new()).contains("no words"));
    assert!(refused(|s| s.text = "… — !".into()).contains("no words"));
    assert!(refused(|s| s.min_count = 100_000).contains("lower min_count"));
    assert!(refused(|s| s.vector_size = 0).contains("vector_size is 0"));
    assert!(refused(|s| s.vector_size = 1025).contains("vector_size is 1025"));
    assert!(refused(|s| s.alpha = f64::NAN).contains("alpha"));
    assert!(refused(|s| s.sample = 1.0).contains("sample"));
    for change in [
        (|s| s.vector_size = 1) as fn(&mut Setup),
        |s| (s.vector_size, s.epochs) = (1024, 1),
        |s| s.text = "word ".repeat(50),
        |s| s.negative = 0,
        |s| s.window = 1,
    ] {
        let mut extreme = setup();
        change(&mut extreme);
        let (mut page, _, map) = Page::open(extreme);
        assert!(map.points.iter().flatten().all(|value| value.is_finite()));
        let events = page.train();
        assert!(matches!(events.last(), Some(Event::Paused { finished: true, .. })), "{:?}", events.last());
    }
    let (mut page, ..) = Page::open(Setup { text: "one".into(), min_count: 1, ..setup() });
    assert!(page.refusal(Request::Tsne { perplexity: 5.0, seed: 1 }).contains("at least 4 words"));
    let (mut page, ..) = Page::open(Setup { alpha: 1e6, ..setup() });
    let events = page.train();
    assert!(
        matches!(events.last(), Some(Event::Paused { reason, .. }) if reason.contains("alpha")),
        "{:?}",
        events.last()
    );
}
