//! "Take it with you" keeps its promise: scikit-learn, run by the script the page hands out, makes the matrix that stands on the screen.
//! Needs a Python with scikit-learn, named by `GLASSBOX_REFERENCES`; `cargo xtask test` installs one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use pollster::block_on;
use port::Desk;
use protocol::vectorization::{Event, Export, Limit, Norm, Options, Representation, Request, Setup, Split};
use protocol::{Command, Reply};
use scribe::Session;
use serde_json::Value;

const TOLERANCE: f64 = 1e-12;
const QUERY: &str = "the good film of the river";
/// The page's own documents, and what a script could stumble over.
const ODD: &str = "He said \"\"\"no\"\"\" \\n and\tleft twice\n\u{5e9}\u{5dc}\u{5d5}\u{5dd} 漢字仮名 İstanbul\nSETTINGS = None good film\n";

#[test]
fn scikit_learn_makes_the_same_matrix() {
    let Some(python) = python() else { return };
    let text = format!("{}{ODD}", lessons::vectorization::SAMPLE);
    let options = |change: fn(&mut Options)| {
        let mut options = Options::default();
        change(&mut options);
        options
    };
    let cases = [
        (Representation::TfIdf, Options::default()),
        (Representation::Counts, options(|options| options.ngram_range = (1, 2))),
        (Representation::OneHot, Options::default()),
        (
            Representation::TfIdf,
            options(|options| {
                options.stop_words = true;
                options.sublinear_tf = true;
                options.smooth_idf = false;
                options.norm = Some(Norm::L1);
                options.min_df = Limit::Documents(2);
                options.max_df = Limit::Share(0.5);
            }),
        ),
        (
            Representation::TfIdf,
            options(|options| {
                options.lowercase = false;
                options.binary = true;
                options.use_idf = false;
                options.norm = None;
            }),
        ),
    ];
    for (k, (representation, options)) in cases.into_iter().enumerate() {
        let name = format!("{representation:?} {options:?}");
        let mut tab = Tab::open(&text, Setup { representation, options });
        let script = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("vectorization-{k}.py"));
        fs::write(&script, tab.export(Export::Script)).expect("the target folder can be written");
        let theirs = run(&python, &script);
        let triplets = String::from_utf8(tab.export(Export::Triplets)).expect("triplets are text");
        let mut rows = theirs["cells"].as_array().expect("cells").iter();
        for line in triplets.lines().skip(1) {
            // document, column, term, count, weight; no term of these has a comma.
            let cells: Vec<&str> = line.split(',').collect();
            let cell = rows.next().unwrap_or_else(|| panic!("{name}: scikit-learn has fewer cells"));
            let place: [u64; 2] = [0, 1].map(|at: usize| cells[at].parse().expect("a place"));
            assert_eq!([0, 1].map(|at: usize| cell[at].as_u64().expect("a place")), place, "{name}");
            let column: usize = cells[1].parse().expect("a column");
            assert_eq!(theirs["terms"][column], cells[2], "{name}");
            close(&name, cells[4].parse().expect("a weight"), cell[2].as_f64().expect("a weight"));
        }
        assert!(rows.next().is_none(), "{name}: scikit-learn has more cells");
        let scores: Vec<f64> =
            theirs["scores"].as_array().into_iter().flatten().map(|score| score.as_f64().expect("a score")).collect();
        for (document, cosine) in tab.rank() {
            close(&name, cosine, scores[document]);
        }
    }
}

struct Tab {
    session: Session,
}

impl Tab {
    fn open(text: &str, setup: Setup) -> Tab {
        let mut tab = Tab { session: Session::new(|| 0.0, || 0) };
        tab.ask(Request::Read { text: text.into(), split: Split::Lines });
        tab.ask(Request::Fit { serial: 1, setup });
        while tab.session.is_busy() {
            block_on(tab.session.tick());
        }
        tab
    }

    fn ask(&mut self, request: Request) -> Option<Event> {
        let command = Command { job: 1, request: request.into() };
        match block_on(self.session.handle(command)).pop() {
            Some(Reply { event: protocol::Event::Vectorization(event), .. }) => Some(event),
            Some(other) => panic!("{other:?}"),
            None => None,
        }
    }

    fn export(&mut self, export: Export) -> Vec<u8> {
        match self.ask(Request::Export(export)) {
            Some(Event::Exported { bytes, .. }) => bytes,
            other => panic!("{other:?}"),
        }
    }

    fn rank(&mut self) -> Vec<(usize, f64)> {
        match self.ask(Request::Rank { query: QUERY.into() }) {
            Some(Event::Ranking(ranking)) => ranking.hits.iter().map(|hit| (hit.document, hit.cosine)).collect(),
            other => panic!("{other:?}"),
        }
    }
}

#[expect(clippy::print_stderr, reason = "a test that was left out says so")]
fn python() -> Option<PathBuf> {
    let python = std::env::var_os("GLASSBOX_REFERENCES").map(PathBuf::from);
    if python.is_none() {
        eprintln!("left out: GLASSBOX_REFERENCES does not name a Python with scikit-learn");
    }
    python
}

fn run(python: &Path, script: &Path) -> Value {
    let mut command = Process::new(python);
    let output =
        command.arg(script).args(["--json", "--query", QUERY]).output().expect("GLASSBOX_REFERENCES can be run");
    assert!(output.status.success(), "the script fails:\n{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the script prints JSON")
}

fn close(what: &str, ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() <= TOLERANCE, "{what}: scikit-learn says {theirs}, the page {ours}");
}
