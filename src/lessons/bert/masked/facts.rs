//! What was measured when the model was trained; written by `tests/reference/mlm_report.py`.

const FILE: &str = include_str!("../../../../assets/models/bert/masked.tsv");

/// Where the site has the adapter.
pub const SHARD: &str = "assets/models/bert/masked.shard";

/// All of it recorded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Of the adapter's file.
    pub bytes: u64,
    pub sha256: &'static str,
    /// Numbers that were trained.
    pub numbers: u32,
    pub minutes: u32,
    /// Lines of text that it was trained on and that were held out.
    pub lines: u32,
    pub held_out: u32,
    pub vocabulary: u32,
    pub scores: Vec<Score>,
    pub everyday: Vec<Everyday>,
}

/// On the masked tokens of some held-out lines; shares from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    pub group: &'static str,
    pub places: u32,
    /// In nats.
    pub loss: f64,
    /// First, and among the first five: of the model, of the most frequent tokens, of those usual between the same neighbours.
    pub model: [f64; 2],
    pub frequent: [f64; 2],
    pub neighbours: [f64; 2],
}

/// An everyday sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Everyday {
    pub text: &'static str,
    /// The best place of a word that would do.
    pub rank: u32,
    /// The first five, with spaces between.
    pub first: &'static str,
}

/// MiniLM's, which is BERT's.
const VOCABULARY: u32 = 30_522;

pub fn facts() -> Facts {
    let mut facts = Facts { vocabulary: VOCABULARY, ..Facts::default() };
    for line in FILE.lines() {
        let mut cells = line.split('\t');
        // A file that another program wrote and a test reads; no reader can do anything about it.
        read(&mut facts, &mut cells);
    }
    facts
}

fn read(facts: &mut Facts, cells: &mut std::str::Split<'static, char>) -> Option<()> {
    let whole = |cell: Option<&str>| cell?.parse::<u32>().ok();
    match cells.next()? {
        "file" => (facts.bytes, facts.sha256) = (u64::from(whole(cells.next())?), cells.next()?),
        "trained" => {
            (facts.numbers, facts.minutes) = (whole(cells.next())?, whole(cells.next())?);
            // Steps and tokens are for the model card.
            (facts.lines, facts.held_out) = (whole(cells.nth(2))?, whole(cells.next())?);
        }
        "score" => {
            let (group, places) = (cells.next()?, whole(cells.next())?);
            let mut share = || viz::decimal::read(cells.next()?);
            let loss = share()?;
            let mut two = || Some([share()?, share()?]);
            let (model, frequent, neighbours) = (two()?, two()?, two()?);
            facts.scores.push(Score { group, places, loss, model, frequent, neighbours });
        }
        "everyday" => {
            let text = cells.next()?;
            // The words that would do.
            let rank = whole(cells.nth(1))?;
            facts.everyday.push(Everyday { text, rank, first: cells.next()? });
        }
        _ => {}
    }
    Some(())
}

impl Score {
    /// What was masked there.
    pub fn name(&self) -> &'static str {
        match self.group {
            "gloss" => "WordNet's definitions",
            "example" => "WordNet's example sentences",
            "common" => "the 100 most frequent tokens",
            "rare" => "all other tokens",
            _ => "all held-out text",
        }
    }
}

impl Facts {
    pub fn all(&self) -> Option<&Score> {
        self.scores.iter().find(|score| score.group == "all")
    }

    /// The recorded line.
    pub fn words(&self) -> String {
        let percent = |share: f64| viz::number::fixed(100.0 * share, 0);
        let Some(all) = self.all() else { return String::new() };
        format!(
            "Recorded after {} minutes of training, on {} masked tokens of text that was held out: the first prediction is right in {} %, one of the first five in {} %. Guessing what usually stands between the two neighbours gets {} and {} %, the most frequent tokens alone {} and {} %.",
            self.minutes,
            viz::number::count(f64::from(all.places)),
            percent(all.model[0]),
            percent(all.model[1]),
            percent(all.neighbours[0]),
            percent(all.neighbours[1]),
            percent(all.frequent[0]),
            percent(all.frequent[1]),
        )
    }

    /// A row for each kind of text.
    pub fn score_rows(&self) -> Vec<Vec<String>> {
        let percent = |share: f64| format!("{} %", viz::number::fixed(100.0 * share, 1));
        let row = |score: &Score| {
            let [first, five] = score.model;
            vec![
                score.name().into(),
                viz::number::count(f64::from(score.places)),
                percent(first),
                percent(five),
                percent(score.neighbours[0]),
                percent(score.neighbours[1]),
            ]
        };
        self.scores.iter().map(row).collect()
    }

    pub fn everyday_rows(&self) -> Vec<Vec<String>> {
        let row = |said: &Everyday| {
            vec![said.text.into(), said.first.replace(' ', ", "), viz::number::count(f64::from(said.rank))]
        };
        self.everyday.iter().map(row).collect()
    }

    /// How many of the everyday sentences find a word that would do, first and among the first five.
    pub fn everyday_words(&self) -> String {
        let within = |most: u32| self.everyday.iter().filter(|said| said.rank <= most).count();
        format!(
            "Recorded: {} everyday sentences, written before the training with words that would do. One of these comes first in {}, among the first five in {}.",
            self.everyday.len(),
            within(1),
            within(5)
        )
    }
}
