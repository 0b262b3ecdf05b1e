//! A head on frozen features: beside PyTorch's on fixtures made by `tests/reference/bert_classifier.py`, and as a page trains it.

use std::fs;

use burn::tensor::{Device, Tensor, TensorData};
use engine::bert::classifier::{Material, Trainer};
use models::bert::head::{Dense, Head, HeadConfig, cross_entropy};
use pollster::block_on;
use port::Desk;
use protocol::Command;
use protocol::bert::{self, Attend};
use protocol::bert_classifier::{Epoch, Event, Example, Features, Predicted, Request, Setup, Trained};
use safetensors::SafeTensors;

use super::page::Page;

const SAME: f32 = 1e-5;

struct Fixture(Vec<u8>);

impl Fixture {
    fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/bert_classifier.safetensors");
        Fixture(fs::read(path).expect("the fixtures are committed"))
    }

    fn numbers<T>(&self, name: &str, from: fn([u8; 4]) -> T) -> Vec<T> {
        let file = SafeTensors::deserialize(&self.0).expect("a safetensors file");
        let view = file.tensor(name).unwrap_or_else(|_| panic!("the fixtures have no {name}"));
        view.data().as_chunks().0.iter().map(|bytes| from(*bytes)).collect()
    }

    fn floats(&self, name: &str) -> Vec<f32> {
        self.numbers(name, f32::from_le_bytes)
    }

    fn dense(&self, name: &str, device: &Device) -> Dense {
        Dense::new(self.floats(&format!("{name}.weight")), self.floats(&format!("{name}.bias")), device)
    }

    fn head(&self, case: &str, hidden_size: usize) -> Head {
        let device = Device::flex().autodiff();
        Head {
            dense: (hidden_size > 0).then(|| self.dense(&format!("{case}.step0.dense"), &device)),
            classifier: self.dense(&format!("{case}.step0.classifier"), &device),
            config: HeadConfig { input_size: 10, hidden_size, num_classes: 3, dropout: 0.0 },
        }
    }

    fn material(&self, case: &str) -> Material {
        let classes = self.numbers(&format!("{case}.classes"), u32::from_le_bytes);
        Material { features: self.floats(&format!("{case}.features")), classes }
    }
}

#[track_caller]
fn close(what: &str, found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let worst = found.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst <= SAME, "{what} differs by {worst}");
}

fn floats<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("floats")
}

/// Names of a head's parameters with their values, as a function of each says.
fn parameters(head: &Head, of: impl Fn(&Dense) -> [Vec<f32>; 2]) -> Vec<(String, Vec<f32>)> {
    let layers = head.dense.iter().map(|dense| ("dense", dense)).chain([("classifier", &head.classifier)]);
    layers
        .flat_map(|(name, dense)| {
            let [weight, bias] = of(dense);
            [(format!("{name}.weight"), weight), (format!("{name}.bias"), bias)]
        })
        .collect()
}

#[test]
fn a_heads_output_gradients_and_updates_are_pytorchs() {
    let fixture = Fixture::read();
    for (case, hidden) in [("linear", 0), ("hidden", 6)] {
        let (head, material) = (fixture.head(case, hidden), fixture.material(case));
        let features = TensorData::new(material.features.clone(), [9, 10]);
        let logits = head.forward(Tensor::from_data(features, &Device::flex().autodiff()), |x| x);
        close(case, &floats(logits.clone().inner()), &fixture.floats(&format!("{case}.logits")));
        let gradients = cross_entropy(logits, &material.classes).backward();
        let found = parameters(&head, |dense| {
            let (weight, bias) = (dense.weight.val().grad(&gradients), dense.bias.val().grad(&gradients));
            [floats(weight.expect("a gradient")), floats(bias.expect("a gradient"))]
        });
        for (name, found) in found {
            close(&name, &found, &fixture.floats(&format!("{case}.gradient.{name}")));
        }
        let setup = Setup { learning_rate: 0.01, ..Setup::default() };
        let mut trainer = Trainer::with_head(head, &setup, material, Material::default(), &Device::flex());
        for (step, expected) in (1..).zip(fixture.floats(&format!("{case}.losses"))) {
            let Epoch { loss, held_out_loss, .. } = trainer.epoch();
            close("loss", &[loss], &[expected]);
            assert!(held_out_loss.is_nan(), "no texts, no loss");
            let now = parameters(trainer.head(), |dense| {
                [floats(dense.weight.val().inner()), floats(dense.bias.val().inner())]
            });
            for (name, found) in now {
                close(&name, &found, &fixture.floats(&format!("{case}.step{step}.{name}")));
            }
        }
    }
}

fn example(text: &str, class: u32) -> Example {
    Example { text: text.into(), class }
}

fn setup() -> Setup {
    Setup {
        run: 7,
        train: vec![example("the cat sat", 0), example("cats", 1), example("the cat sat", 0), example("cats", 1)],
        held_out: vec![example("the cats sat", 0), example("dogs", 1), example("the cat sat", 0)],
        classes: 2,
        features: Features::Mean,
        hidden_size: 0,
        dropout: 0.0,
        // A random encoder says nearly the same of every text: the head must grow to tell them apart.
        learning_rate: 0.5,
        epochs: 500,
        seed: 1,
    }
}

impl Page {
    fn classify(&mut self, request: Request) -> Vec<Event> {
        let said = self.ask(bert::Request::Classifier(request)).into_iter();
        let own = |event| match event {
            bert::Event::Classifier(event) => event,
            other => panic!("{other:?}"),
        };
        said.map(own).collect()
    }

    fn refused(&mut self, request: Request) -> String {
        match &self.classify(request)[..] {
            [Event::Failed { message }] => message.clone(),
            other => panic!("{other:?}"),
        }
    }

    fn trained(&mut self, setup: Setup) -> (Vec<Epoch>, Trained) {
        let events = self.classify(Request::Train(setup));
        let epochs = events.iter().flat_map(|event| match event {
            Event::Epochs { run: 7, epochs } => epochs.clone(),
            _ => Vec::new(),
        });
        match events.last() {
            Some(Event::Trained(trained)) => (epochs.collect(), trained.clone()),
            other => panic!("{other:?}"),
        }
    }

    fn predicted(&mut self, text: &str) -> Predicted {
        match self.classify(Request::Predict { text: text.into() }).pop() {
            Some(Event::Predicted(predicted)) => *predicted,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_head_learns_and_says_what_moved_it() {
    let mut page = Page::loaded();
    for (features, hidden_size) in [(Features::Mean, 0), (Features::Pooler, 0), (Features::Mean, 5)] {
        let setup = Setup { features, hidden_size, ..setup() };
        let (epochs, trained) = page.trained(setup.clone());
        assert_eq!((epochs.len(), trained.run, trained.epochs), (500, 7, 500));
        // This encoder says so nearly the same of every text that only the plain head learns it in so few epochs.
        let learns = features == Features::Mean && hidden_size == 0;
        assert!(!learns || (epochs[499].loss < epochs[0].loss && epochs[499].accuracy == 1.0), "{:?}", epochs[499]);
        assert_eq!((trained.train.len(), trained.held_out.len()), (4, 3));
        // A text that was trained on is known again.
        assert!(!learns || (trained.train == [0, 1, 0, 1] && trained.held_out[2] == 0));
        assert_eq!(trained.parameters, if hidden_size == 0 { 50 } else { 25 * 5 + 12 });
        let dropping = Setup { dropout: 0.5, epochs: 20, ..setup };
        let [one, two] = [page.trained(dropping.clone()), page.trained(dropping.clone())];
        assert_eq!(one, two, "the same seed, the same head");
        assert_ne!(one.0, page.trained(Setup { seed: 2, ..dropping }).0);
        page.trained(Setup { features, hidden_size, ..self::setup() });

        let said = page.predicted("the cat sat");
        assert!(!learns || said.probabilities[0] > 0.5);
        assert!((said.probabilities.iter().sum::<f32>() - 1.0).abs() < SAME);
        assert_eq!((said.tokens.len(), said.contributions.len(), said.centroids.len()), (5, 5, 2));
        assert!(said.contributions.iter().all(|value| value.is_finite()));
        assert!(said.contributions.iter().any(|value| *value != 0.0));
        assert_eq!((said.neighbours.len(), said.neighbours[0].0), (3, 0));
        assert!((said.neighbours[0].1 - 1.0).abs() < SAME, "its own neighbour");
    }
}

#[test]
fn training_stops_within_an_epoch_and_the_head_stays() {
    let mut page = Page::loaded();
    page.job += 1;
    let train = Request::Train(Setup { epochs: 10_000, ..setup() });
    let request = bert::Request::Classifier(train).into();
    block_on(page.session.handle(Command { job: page.job, request }));
    assert!(page.session.is_busy());
    // Reads all texts, then takes epochs for a moment.
    block_on(page.session.tick());
    let stopped = page.classify(Request::Stop);
    assert!(matches!(&stopped[..], [Event::Trained(Trained { epochs, .. })] if *epochs < 10_000), "{stopped:?}");
    assert!(!page.session.is_busy());
    assert_eq!(page.predicted("dog").probabilities.len(), 2);
    assert!(page.classify(Request::Stop).is_empty());
    // The encoder answers as before.
    assert_eq!(page.attend(Attend { first: "dog".into(), ..Attend::default() }).tokens.len(), 3);
}

#[test]
fn what_cannot_be_learnt_is_refused_in_words() {
    let mut page = Page::loaded();
    assert!(page.refused(Request::Predict { text: "dog".into() }).contains("train one first"));
    let mut refused = |change: fn(&mut Setup)| {
        let mut setup = setup();
        change(&mut setup);
        page.refused(Request::Train(setup))
    };
    assert!(refused(|setup| setup.train.truncate(1)).contains("needs two"));
    assert!(refused(|setup| setup.train.clear()).contains("needs two"));
    assert!(refused(|setup| setup.train[0].text = " ".into()).contains("empty"));
    assert!(refused(|setup| setup.held_out[0].class = 2).contains("not on the list"));
    assert!(refused(|setup| setup.dropout = 1.0).contains("out of range"));
    assert!(refused(|setup| setup.train = vec![setup.train[0].clone(); 999]).contains("one class"));
    let mut page = Page::open();
    assert!(page.refused(Request::Train(setup())).contains("load it first"));
}

#[test]
fn a_text_without_words_is_read_all_the_same() {
    let mut page = Page::loaded();
    page.trained(setup());
    assert_eq!(page.predicted("").tokens.len(), 2);
    assert!(page.predicted(&"dog ".repeat(40)).cut.is_some());
}

#[test]
fn nothing_need_be_held_out() {
    let mut page = Page::loaded();
    let (epochs, trained) = page.trained(Setup { held_out: Vec::new(), ..setup() });
    assert!(epochs[0].held_out_loss.is_nan() && epochs[0].loss.is_finite());
    assert_eq!((trained.train.len(), trained.held_out.len()), (4, 0));
}
