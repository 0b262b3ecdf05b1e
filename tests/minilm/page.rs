//! What BERT's page shows before its model is loaded: recorded from the real model, by the requests that the page sends. A test of the
//! lesson (`lessons::bert`) says that these are the page's.

use engine::Session;
use pollster::block_on;
use port::Desk;
use protocol::bert::{Attend, Attended, Event, Request};
use protocol::bert_classifier::{self, Example, Features, Setup};
use protocol::{BackendChoice, Command};

use super::pack::Packs;
use super::{difference, say};

const TICKETS: &str = include_str!("../../assets/text/tickets.txt");
const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models/bert/trace.bin");
const SENTENCE: &str = "The cat sat on the mat because the cat was tired.";
const PROBE: &str = "The invoice came, but the parcel did not.";

/// What other machines round, in numbers of about 1.
const SAME: f32 = 1e-4;

struct Tab(Session);

impl Tab {
    /// With the model of 8 bits, which a page loads unless it is told otherwise.
    fn open(packs: &Packs) -> Self {
        let mut tab = Tab(Session::new(|| 0.0, || 0));
        tab.send(protocol::Request::Start { choice: BackendChoice::Cpu });
        tab.ask(Request::Open(packs.open_request("q8_0")));
        packs.shards("q8_0").for_each(|bytes| drop(tab.ask(Request::Shard { bytes })));
        tab
    }

    fn send(&mut self, request: protocol::Request) -> Vec<protocol::Event> {
        let mut replies = block_on(self.0.handle(Command { job: 1, request }));
        while self.0.is_busy() {
            replies.extend(block_on(self.0.tick()));
        }
        replies.into_iter().map(|reply| reply.event).collect()
    }

    fn ask(&mut self, request: Request) -> Vec<Event> {
        let bert = |event| match event {
            protocol::Event::Bert(event) => event,
            other => panic!("{other:?}"),
        };
        self.send(request.into()).into_iter().map(bert).collect()
    }

    fn train(&mut self, features: Features, shots: usize) -> (Setup, Vec<Event>) {
        let setup = setup(features, shots);
        let events = self.ask(Request::Classifier(bert_classifier::Request::Train(setup.clone())));
        let reading = |event: &Event| matches!(event, Event::Classifier(bert_classifier::Event::Reading { .. }));
        (setup, events.into_iter().filter(|event| !reading(event)).collect())
    }
}

/// The packaged texts, 18 of each class: `shots` to train on, the last 6 held out.
fn setup(features: Features, shots: usize) -> Setup {
    let lines: Vec<(&str, &str)> = TICKETS.lines().filter_map(|line| line.split_once(": ")).collect();
    let (mut train, mut held_out) = (Vec::new(), Vec::new());
    for (class, of_class) in lines.chunks(18).enumerate() {
        assert!(of_class.iter().all(|(label, _)| *label == of_class[0].0), "18 texts a class");
        let example = |(_, text): &(&str, &str)| Example { text: (*text).into(), class: class as u32 };
        train.extend(of_class[..shots].iter().map(example));
        held_out.extend(of_class[12..].iter().map(example));
    }
    let classes = lines.chunks(18).len() as u32;
    Setup {
        run: 0,
        train,
        held_out,
        classes,
        features,
        hidden_size: 0,
        dropout: 0.1,
        learning_rate: 0.01,
        epochs: 100,
        seed: 1,
    }
}

/// The page's first sentence both ways in all layers, a head on the packaged texts, and what it says of the page's probe.
fn record(tab: &mut Tab) -> Vec<Event> {
    let attend = |causal| Attend { first: SENTENCE.into(), causal, maps: (0..6).collect(), ..Attend::default() };
    let mut events: Vec<Event> =
        [false, true].into_iter().flat_map(|causal| tab.ask(Request::Attend(attend(causal)))).collect();
    events.extend(tab.train(Features::Pooler, 12).1);
    let predict = bert_classifier::Request::Predict { text: PROBE.into() };
    events.extend(tab.ask(Request::Classifier(predict)));
    events
}

#[test]
fn the_recording_is_what_the_engine_computes() {
    let Some(packs) = Packs::open() else { return };
    let computed = record(&mut Tab::open(&packs));
    if std::env::var_os("GLASSBOX_RECORD").is_some() {
        std::fs::write(RECORDED, protocol::encode(&computed)).expect("assets can be written");
    }
    let file = std::fs::read(RECORDED).expect("the recording is committed");
    let recorded: Vec<Event> = protocol::decode(&file).expect("the recording is readable");
    assert_eq!(recorded.iter().filter(|event| matches!(event, Event::Attended(_))).count(), 2);
    for (recorded, computed) in recorded.iter().zip(&computed) {
        match (recorded, computed) {
            (Event::Attended(a), Event::Attended(b)) => same_attention(a, b),
            (Event::Classifier(a), Event::Classifier(b)) => same_head(a, b),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(recorded.len(), computed.len());
}

fn same_attention(recorded: &Attended, computed: &Attended) {
    assert_eq!((&recorded.request, &recorded.tokens), (&computed.request, &computed.tokens));
    assert_eq!(recorded.maps.len(), 6);
    for (a, b) in recorded.maps.iter().zip(&computed.maps) {
        assert!(difference(a, b) <= SAME);
    }
}

fn same_head(recorded: &bert_classifier::Event, computed: &bert_classifier::Event) {
    use bert_classifier::Event::{Epochs, Predicted, Read, Trained};
    let losses = |epochs: &[bert_classifier::Epoch]| epochs.iter().map(|it| it.loss).collect::<Vec<_>>();
    match (recorded, computed) {
        (Read(a), Read(b)) => assert_eq!((&a.centroid, &a.neighbours), (&b.centroid, &b.neighbours)),
        (Epochs { epochs: a, .. }, Epochs { epochs: b, .. }) => assert!(difference(&losses(a), &losses(b)) <= 1e-3),
        (Trained(a), Trained(b)) => assert_eq!((&a.held_out, a.parameters), (&b.held_out, b.parameters)),
        (Predicted(a), Predicted(b)) => assert!(difference(&a.probabilities, &b.probabilities) <= 1e-3),
        other => panic!("{other:?}"),
    }
}

/// What the page's prose says: with few texts the nearest are as good as what was trained, and on features that this model was not
/// trained for they are better.
#[test]
fn the_nearest_texts_are_hard_to_beat() {
    let Some(packs) = Packs::open() else { return };
    let mut tab = Tab::open(&packs);
    for features in [Features::Pooler, Features::Mean] {
        for shots in [12, 4, 2] {
            let (setup, events) = tab.train(features, shots);
            let right = |given: &[u32]| {
                given.iter().zip(&setup.held_out).filter(|(given, held_out)| **given == held_out.class).count()
            };
            let (mut head, mut centroid, mut nearest) = (0, 0, 0);
            for event in &events {
                match event {
                    Event::Classifier(bert_classifier::Event::Read(read)) => {
                        (centroid, nearest) = (right(&read.centroid), right(&read.neighbours));
                    }
                    Event::Classifier(bert_classifier::Event::Trained(trained)) => head = right(&trained.held_out),
                    _ => {}
                }
            }
            say(format!("{features:?}, {shots} a class: head {head}, centroid {centroid}, nearest {nearest} of 24"));
            match features {
                Features::Pooler => assert!(centroid > head),
                Features::Mean => assert!(centroid.abs_diff(head) <= 2),
            }
        }
    }
}
