//! The race of the positional schemes: seeded, stopped within a step, and measured beyond the trained length.

use protocol::positional_encoding::Scheme;
use protocol::transformer::{BIN, Event, LONGEST, Race, Racing, Request};

use super::session::Page;

fn events(page: &mut Page, race: Race) -> Vec<Racing> {
    assert!(page.events(Request::Race(race)).is_empty());
    let mut all = Vec::new();
    while let Some(events) = page.tick() {
        all.extend(events.into_iter().map(|event| match event {
            Event::Racing(racing) => racing,
            other => panic!("{other:?}"),
        }));
    }
    all
}

#[test]
fn a_seed_gives_one_race_and_another_seed_another() {
    let race = Race { seed: 3, length: 16, steps: 4 };
    let first = events(&mut Page::open(), race);
    assert_eq!(first.len(), 4);
    assert_eq!(first, events(&mut Page::open(), race));
    assert_ne!(first[3].losses, events(&mut Page::open(), Race { seed: 4, ..race })[3].losses);
    let last = &first[3].curves;
    assert_eq!(last.iter().map(|curve| curve.scheme).collect::<Vec<_>>(), Scheme::ALL);
    assert!(last.iter().all(|curve| curve.loss.len() == LONGEST / BIN && curve.accuracy.len() == LONGEST / BIN));
    assert!(first[2].curves.is_empty());
}

#[test]
fn it_stops_between_two_steps_and_refuses_what_cannot_be() {
    let mut page = Page::open();
    page.events(Request::Race(Race { seed: 3, length: 16, steps: 1_000 }));
    assert!(page.tick().is_some());
    page.events(Request::StopRace);
    assert!(page.tick().is_none());
    assert!(page.refused(Request::Race(Race { seed: 3, length: 2, steps: 10 })).contains("train on"));
}

/// What the lesson says of the five, measured: minutes without optimisation, so it runs by name.
#[test]
#[ignore = "trains for minutes: cargo test --release -p engine --test transformer -- --ignored the_full_race"]
#[expect(clippy::print_stdout, reason = "it reports")]
fn the_full_race() {
    let steps = std::env::var("STEPS").ok().and_then(|steps| steps.parse().ok()).unwrap_or(600);
    let start = std::time::Instant::now();
    let all = events(&mut Page::open(), Race { seed: 7, length: 24, steps });
    println!("{:.1} s", start.elapsed().as_secs_f64());
    for racing in all.iter().filter(|racing| !racing.curves.is_empty()) {
        println!("{} {:?}", racing.step, racing.losses);
    }
    for curve in &all.last().unwrap().curves {
        println!("{:?}\n  {:.2?}\n  {:.2?}", curve.scheme, curve.loss, curve.accuracy);
    }
}
