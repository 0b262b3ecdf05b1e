//! The page's end of its workers: each is long-lived, started by the first page that needs it and kept across pages.
//!
//! Requests made before a worker is ready (the engine has to choose its backend) wait in a queue. One that dies is replaced by a fresh
//! one that knows nothing; [`WorkerHandle::epoch`] then grows, and whoever had state in it sends it again.

use crate::live_worker::LiveWorker;
use crate::worker_state::{RestartBudget, WorkerStatus, backend_choice, kernel_choice};
use leptos::prelude::*;
use protocol::{BackendChoice, Command, Event, Heard, KernelChoice, LessonEvent, PROTOCOL_VERSION, Request};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The workers, in context for every page.
#[derive(Clone, Copy)]
pub struct Workers {
    /// Burn and the models: a few megabytes.
    pub engine: WorkerHandle,
    /// Cuts and counts text, without Burn: small.
    pub scribe: WorkerHandle,
    /// Reads files that the reader opens.
    pub reader: WorkerHandle,
}

impl Workers {
    pub fn new() -> Workers {
        Workers {
            engine: WorkerHandle::new(Program::Engine),
            scribe: WorkerHandle::new(Program::Scribe),
            reader: WorkerHandle::new(Program::Reader),
        }
    }
}

pub fn use_workers() -> Workers {
    expect_context()
}

/// What a worker runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    Engine,
    Scribe,
    Reader,
}

impl Program {
    /// As the reader reads it, after "the".
    pub fn name(self) -> &'static str {
        match self {
            Program::Engine => "engine",
            Program::Scribe => "text worker",
            Program::Reader => "reader of files",
        }
    }
}

/// Copies are the same worker.
#[derive(Clone, Copy)]
pub struct WorkerHandle {
    pub program: Program,
    /// What to tell the reader.
    pub status: RwSignal<WorkerStatus>,
    /// Grows when a worker with state was lost: send the state again.
    pub epoch: RwSignal<u32>,
    client: StoredValue<Rc<RefCell<Client>>, LocalStorage>,
}

/// Takes a reply, and what it says if no lesson owns it.
type OnReply = Rc<dyn Fn(&Heard, Option<&Event>)>;

struct Client {
    choice: BackendChoice,
    kernels: KernelChoice,
    worker: Option<LiveWorker>,
    started: bool,
    last_job: u32,
    /// Waiting for [`Event::Started`].
    queue: Vec<Command>,
    subscribers: Vec<(u32, OnReply)>,
    last_subscriber: u32,
    restarts: RestartBudget,
}

/// Takes the replies of an engine away from a page that is gone. A component need not keep it: it ends with its owner.
#[derive(Clone)]
pub struct Subscription {
    oldest_job: Rc<Cell<u32>>,
}

impl Subscription {
    /// From now on replies to jobs before this one are dropped: they answer a question that is no longer asked.
    pub fn drop_before(&self, job: u32) {
        self.oldest_job.set(job);
    }
}

impl WorkerHandle {
    /// Nothing is downloaded yet. `?backend=` and `?kernels=` are read now and hold until the tab is closed.
    fn new(program: Program) -> WorkerHandle {
        let search = window().location().search().unwrap_or_default();
        let client = Client {
            choice: backend_choice(&search),
            kernels: kernel_choice(&search),
            worker: None,
            started: false,
            last_job: 0,
            queue: Vec::new(),
            subscribers: Vec::new(),
            last_subscriber: 0,
            restarts: RestartBudget::default(),
        };
        WorkerHandle {
            program,
            status: RwSignal::new(WorkerStatus::Idle),
            epoch: RwSignal::new(0),
            client: StoredValue::new_local(Rc::new(RefCell::new(client))),
        }
    }

    /// Starts the engine unless it runs already.
    pub fn start(self) {
        if self.with(|client| client.worker.is_none()) {
            self.status.set(WorkerStatus::Loading);
            self.spawn();
        }
    }

    /// Sends a request, now or as soon as the engine is ready, and starts the engine if need be. Returns the job that its replies carry.
    pub fn request(self, request: Request) -> u32 {
        let job = self.with(|client| {
            client.last_job += 1;
            let command = Command { job: client.last_job, request };
            match &client.worker {
                Some(worker) if client.started => worker.send(&command),
                _ => client.queue.push(command),
            }
            client.last_job
        });
        if self.status.with_untracked(|status| *status == WorkerStatus::Idle) {
            self.start();
        }
        job
    }

    /// Calls `on_event` with every event that no lesson owns and with those of `E`, until the owner of the calling component is disposed.
    pub fn subscribe<E: LessonEvent>(self, on_event: impl Fn(&Event) + 'static) -> Subscription {
        self.listen(move |heard, shared| match shared {
            Some(event) => on_event(event),
            None => match heard.of::<E>() {
                Ok(Some(event)) => on_event(&event.into()),
                Ok(None) => {}
                Err(why) => self.unreadable(&why),
            },
        })
    }

    /// Calls `on_event` with the events that no lesson owns.
    pub fn subscribe_shared(self, on_event: impl Fn(&Event) + 'static) -> Subscription {
        self.listen(move |_, shared| shared.into_iter().for_each(&on_event))
    }

    fn listen(self, on_reply: impl Fn(&Heard, Option<&Event>) + 'static) -> Subscription {
        let oldest_job = Rc::new(Cell::new(0));
        let floor = Rc::clone(&oldest_job);
        let filtered = move |heard: &Heard, shared: Option<&Event>| {
            if heard.job >= floor.get() {
                on_reply(heard, shared);
            }
        };
        let id = self.with(|client| {
            client.last_subscriber += 1;
            client.subscribers.push((client.last_subscriber, Rc::new(filtered)));
            client.last_subscriber
        });
        on_cleanup(move || self.with(|client| client.subscribers.retain(|(other, _)| *other != id)));
        Subscription { oldest_job }
    }

    /// The reader's Retry after a failure: a fresh worker and a fresh budget of restarts.
    pub fn retry(self) {
        self.with(|client| client.restarts = RestartBudget::default());
        self.status.set(WorkerStatus::Loading);
        self.replace_worker();
    }

    fn with<T>(self, f: impl FnOnce(&mut Client) -> T) -> T {
        self.client.with_value(|client| f(&mut client.borrow_mut()))
    }

    fn spawn(self) {
        match LiveWorker::spawn(self) {
            Ok(worker) => self.with(|client| client.worker = Some(worker)),
            Err(_) => self.fail(
                &format!("This browser refused to start the {}.", self.program.name()),
                "Use a current Chrome, Edge, Firefox or Safari.",
            ),
        }
    }

    /// The old worker and what was asked of it are gone; pages that depend on `epoch` ask again.
    fn replace_worker(self) {
        self.with(|client| {
            client.worker = None;
            client.started = false;
            client.queue.clear();
        });
        self.spawn();
        self.epoch.update(|epoch| *epoch += 1);
    }

    pub(crate) fn fail(self, message: &str, hint: &str) {
        self.status.set(WorkerStatus::Failed { message: message.into(), hint: hint.into() });
    }

    /// The worker ended itself. Before it ever listened, a new one would end the same way.
    pub(crate) fn crashed(self, listening: bool, reason: String) {
        leptos::logging::warn!("{}: {reason}", self.program.name());
        if !listening {
            self.with(|client| client.worker = None);
            return self.fail(
                &format!("The {} could not be loaded. {reason}", self.program.name()),
                "Check the connection, or that the site was copied completely, then press Retry.",
            );
        }
        if self.with(|client| client.restarts.spend(js_sys::Date::now())) {
            self.status.set(WorkerStatus::Restarting { reason });
            self.replace_worker();
        } else {
            self.with(|client| client.worker = None);
            self.fail(
                &format!("The {} keeps stopping ({}).", self.program.name(), reason.trim_end_matches('.')),
                match self.program {
                    Program::Engine => "Make the model smaller, or add ?backend=cpu to the address; then press Retry.",
                    Program::Scribe => "Use a shorter text; then press Retry.",
                    Program::Reader => "Save the file in another format; then open it again.",
                },
            );
        }
    }

    pub(crate) fn overdue(self) {
        self.fail(
            &format!("The {} has not answered for a minute.", self.program.name()),
            "On a slow line it may still arrive, and this note goes away by itself. Otherwise press Retry.",
        );
    }

    pub(crate) fn unreadable(self, why: &str) {
        self.fail("A worker sent something unreadable:", &format!("{why}."));
    }

    /// # Errors
    /// If it is everyone's and does not decode.
    pub(crate) fn received(self, heard: &Heard) -> Result<(), String> {
        let shared = heard.shared()?;
        match &shared {
            Some(Event::Ready { protocol_version }) if *protocol_version == PROTOCOL_VERSION => self.with(|client| {
                let kernels = (self.program == Program::Engine && client.kernels != KernelChoice::Auto)
                    .then_some(Request::Kernels(client.kernels));
                for request in kernels.into_iter().chain([Request::Start { choice: client.choice }]) {
                    client.last_job += 1;
                    let command = Command { job: client.last_job, request };
                    client.worker.iter().for_each(|worker| worker.send(&command));
                }
            }),
            Some(Event::Ready { .. }) => {
                self.fail(&format!("Page and {} are from different versions.", self.program.name()), "Reload the page.")
            }
            Some(Event::Started(report)) => {
                self.with(|client| {
                    client.started = true;
                    if let Some(worker) = &mut client.worker {
                        worker.arrived();
                        client.queue.drain(..).for_each(|command| worker.send(&command));
                    }
                });
                self.status.set(WorkerStatus::Ready(report.clone()));
            }
            Some(Event::Refused { message }) if !self.with(|client| client.started) => {
                self.fail(message, "Remove ?backend= from the address to let the engine choose.");
            }
            _ => {}
        }
        // Outside the borrow: a subscriber may well send the next request.
        let subscribers: Vec<_> = self.with(|client| client.subscribers.iter().map(|(_, f)| Rc::clone(f)).collect());
        subscribers.iter().for_each(|on_reply| on_reply(heard, shared.as_ref()));
        Ok(())
    }
}
