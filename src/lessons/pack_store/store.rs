//! The state, and what comes next.

use packs::weights::manifest::{self, File, Model};
use protocol::pack::{Event, Facts, Request};

use super::{Done, Job, Keeping, Press, Problem, Source, Step, Wait};

/// What this site carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listing {
    /// Not read yet.
    Unread,
    /// It was built without the model's weights.
    Missing,
    Carried(Box<Model>),
}

#[derive(Clone, Debug, PartialEq)]
pub enum State {
    Absent,
    Loading(Job),
    Loaded(Facts),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Store {
    name: &'static str,
    pub listing: Listing,
    /// The pack that the reader chose, by its place.
    pub chosen: usize,
    pub state: State,
    /// Names and bytes of what is kept; nothing until it was looked up, or where the browser keeps nothing.
    pub kept: Option<Vec<(String, u64)>>,
    /// Taken by the engine, but not kept, and why.
    pub(super) unkept: Vec<File>,
    pub(super) keeping: Option<Keeping>,
    /// Why the last load ended, if it did not end well.
    pub(super) ended: Option<Problem>,
    ticket: u32,
    /// `Absent`s that the engine still owes: what it says before them is about a load that was given up.
    owed: u32,
}

impl Store {
    /// Of the model that the manifest knows by `name`.
    pub fn new(name: &'static str) -> Store {
        Store {
            name,
            listing: Listing::Unread,
            chosen: 0,
            state: State::Absent,
            kept: None,
            unkept: Vec::new(),
            keeping: None,
            ended: None,
            ticket: 0,
            owed: 0,
        }
    }

    /// The page opens, or its engine was started anew and knows nothing.
    pub fn started(&mut self, again: bool) -> Vec<Step> {
        if !again {
            return vec![Step::List, Step::Ask(Request::Present)];
        }
        self.owed = 0;
        let (was, pack) = match &self.state {
            State::Absent => return Vec::new(),
            State::Loading(job) => (!matches!(job.wait, Wait::Reader(_)), job.pack),
            State::Loaded(facts) => (true, self.place(&facts.precision).unwrap_or(self.chosen)),
        };
        self.state = State::Absent;
        self.ticket += 1;
        let mut steps = vec![Step::Stop];
        if was {
            steps.extend(self.begin(pack));
        }
        steps
    }

    /// What the site's manifest says, or that it could not be had.
    pub fn listed(&mut self, text: Option<&str>) {
        let models = text.and_then(|text| manifest::read(text).ok()).unwrap_or_default();
        let model = models.into_iter().find(|model| model.name == self.name && !model.packs.is_empty());
        self.listing = model.map_or(Listing::Missing, |model| Listing::Carried(Box::new(model)));
    }

    pub fn model(&self) -> Option<&Model> {
        match &self.listing {
            Listing::Carried(model) => Some(model),
            _ => None,
        }
    }

    pub fn facts(&self) -> Option<&Facts> {
        match &self.state {
            State::Loaded(facts) => Some(facts),
            _ => None,
        }
    }

    /// The place of a pack by its name.
    pub(super) fn place(&self, precision: &str) -> Option<usize> {
        self.model()?.packs.iter().position(|pack| pack.name == precision)
    }

    pub fn press(&mut self, press: Press) -> Vec<Step> {
        match press {
            Press::Choose(pack) => {
                self.chosen = pack;
                Vec::new()
            }
            Press::Load if !matches!(self.state, State::Loading(_)) => self.begin(self.chosen),
            Press::Load => Vec::new(),
            Press::Cancel => {
                self.ended = None;
                let mut steps = vec![Step::Stop];
                steps.extend(self.unload());
                steps
            }
            Press::Unload => self.unload(),
            Press::Retry => self.retry(),
            Press::KeepAgain => {
                self.keeping = None;
                self.unkept.iter().map(|file| Step::Keep { file: file.clone() }).collect()
            }
            Press::Delete(pack) => self.delete(pack),
        }
    }

    fn begin(&mut self, pack: usize) -> Vec<Step> {
        let Some(job) = self.model().and_then(|model| Job::new(model, pack)) else { return Vec::new() };
        (self.chosen, self.ended, self.keeping) = (pack, None, None);
        self.ticket += 1;
        self.state = State::Loading(job);
        let mut steps = vec![Step::LetGo];
        self.unkept.clear();
        steps.extend(self.look());
        steps
    }

    fn unload(&mut self) -> Vec<Step> {
        self.ticket += 1;
        self.owed += 1;
        self.state = State::Absent;
        self.unkept.clear();
        self.keeping = None;
        vec![Step::LetGo, Step::Ask(Request::Forget), Step::List]
    }

    fn retry(&mut self) -> Vec<Step> {
        match &self.state {
            State::Loading(Job { wait: Wait::Reader(_), .. }) => self.fetch(),
            State::Absent if self.ended.is_some() => self.begin(self.chosen),
            _ => Vec::new(),
        }
    }

    /// Looks for the file under way in the storage.
    fn look(&mut self) -> Vec<Step> {
        let ticket = self.ticket;
        self.turn(Wait::Storage, |file| Step::Read { ticket, file })
    }

    fn fetch(&mut self) -> Vec<Step> {
        let ticket = self.ticket;
        self.turn(Wait::Site, |file| Step::Fetch { ticket, file })
    }

    fn turn(&mut self, wait: Wait, step: impl Fn(File) -> Step) -> Vec<Step> {
        let State::Loading(job) = &mut self.state else { return Vec::new() };
        let Some(file) = job.file().cloned() else { return Vec::new() };
        (job.wait, job.part) = (wait, 0);
        vec![step(file)]
    }

    /// Takes in what came of a step.
    pub fn done(&mut self, done: Done) -> Vec<Step> {
        match done {
            Done::Listed(kept) => self.kept = kept,
            Done::Kept { file, result: Ok(()) } => {
                self.unkept.retain(|other| *other != file);
                return vec![Step::List];
            }
            Done::Kept { file, result: Err(why) } => {
                self.keeping = Some(why);
                if !self.unkept.contains(&file) {
                    self.unkept.push(file);
                }
            }
            Done::Read { ticket, bytes } if ticket == self.ticket => {
                return match bytes {
                    Some(bytes) => self.hand_over(bytes, Source::Storage),
                    None => self.fetch(),
                };
            }
            Done::Progress { ticket, bytes } if ticket == self.ticket => {
                if let State::Loading(job) = &mut self.state {
                    job.part = bytes;
                }
            }
            Done::Fetched { ticket, result } if ticket == self.ticket => {
                return match result {
                    Ok(bytes) => self.hand_over(bytes, Source::Site),
                    Err(problem) => self.stop(problem),
                };
            }
            Done::Read { .. } | Done::Progress { .. } | Done::Fetched { .. } => {}
        }
        Vec::new()
    }

    /// Gives a file to the engine. One of another size is not worth the way.
    fn hand_over(&mut self, bytes: Vec<u8>, source: Source) -> Vec<Step> {
        let (State::Loading(job), Listing::Carried(model)) = (&mut self.state, &self.listing) else {
            return Vec::new();
        };
        let Some(file) = job.file() else { return Vec::new() };
        let (got, of) = (bytes.len() as u64, file.size);
        if got != of {
            let problem = match source {
                Source::Storage => return self.replace(),
                Source::Site if bytes.trim_ascii_start().starts_with(b"<") => Problem::Page,
                Source::Site if got < of => Problem::Short { got, of },
                Source::Site => Problem::Wrong,
            };
            return self.stop(problem);
        }
        let request = job.request(model, bytes);
        job.part = 0;
        match source {
            Source::Storage => job.read += got,
            Source::Site => job.fetched += got,
        }
        job.wait = Wait::Engine(source);
        vec![Step::Ask(request)]
    }

    /// What is kept of a file is damaged: it goes, and the site's takes its place.
    fn replace(&mut self) -> Vec<Step> {
        let State::Loading(job) = &self.state else { return Vec::new() };
        let names = job.file().map(|file| file.name.clone()).into_iter().collect();
        let mut steps = vec![Step::Delete { names }];
        steps.extend(self.fetch());
        steps
    }

    fn stop(&mut self, problem: Problem) -> Vec<Step> {
        if let State::Loading(job) = &mut self.state {
            (job.wait, job.part) = (Wait::Reader(problem), 0);
        }
        Vec::new()
    }

    /// Takes in what the engine says.
    pub fn apply(&mut self, event: &Event) -> Vec<Step> {
        if self.owed > 0 {
            self.owed -= u32::from(*event == Event::Absent);
            return Vec::new();
        }
        match (event, &mut self.state) {
            (Event::Loaded(facts), _) if facts.model == self.name => {
                self.state = State::Loaded(facts.clone());
                self.chosen = self.place(&facts.precision).unwrap_or(self.chosen);
                vec![Step::List]
            }
            (Event::Taken { shards, .. }, State::Loading(job)) if *shards as usize == job.at => self.taken(),
            (Event::NotTaken { message, .. }, State::Loading(job)) => match job.wait {
                Wait::Engine(Source::Storage) => {
                    job.read -= job.file().map_or(0, |file| file.size);
                    self.replace()
                }
                Wait::Engine(Source::Site) => {
                    job.fetched -= job.file().map_or(0, |file| file.size);
                    self.stop(Problem::Refused(message.clone()))
                }
                _ => Vec::new(),
            },
            (Event::Failed { message }, State::Loading(job)) if job.wait == Wait::WarmUp => {
                self.ended = Some(Problem::Engine(message.clone()));
                self.state = State::Absent;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// The file under way is on the device: it may be kept, and the next one is wanted.
    fn taken(&mut self) -> Vec<Step> {
        let State::Loading(job) = &mut self.state else { return Vec::new() };
        let (Wait::Engine(source), Some(file)) = (job.wait.clone(), job.file().cloned()) else { return Vec::new() };
        job.taken += file.size;
        job.at += 1;
        if job.file().is_none() {
            job.wait = Wait::WarmUp;
        }
        let mut steps = Vec::new();
        if source == Source::Site {
            steps.push(Step::Keep { file });
        }
        if !matches!(&self.state, State::Loading(Job { wait: Wait::WarmUp, .. })) {
            steps.extend(self.look());
        }
        steps
    }

    /// The files of a pack that no other kept pack needs; or those that no pack of this site has.
    fn delete(&mut self, pack: Option<usize>) -> Vec<Step> {
        let Some(model) = self.model() else { return Vec::new() };
        let kept: Vec<&String> = self.kept.iter().flatten().map(|(name, _)| name).collect();
        let shard_of = |pack: usize, name: &str| model.packs[pack].shards.iter().any(|file| file.name == name);
        let packs = 0..model.packs.len();
        let others = packs.clone().any(|other| Some(other) != pack && kept.iter().any(|name| shard_of(other, name)));
        let goes = |name: &str| match pack {
            Some(pack) => shard_of(pack, name) || (name == model.tokenizer.name && !others),
            None => name != model.tokenizer.name && !packs.clone().any(|pack| shard_of(pack, name)),
        };
        let names = kept.into_iter().filter(|name| goes(name)).cloned().collect();
        vec![Step::Delete { names }]
    }
}
