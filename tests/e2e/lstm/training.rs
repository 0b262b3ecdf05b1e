//! Training in the tab: play, pause, single step, reset, and the same again from the same seed.

use crate::e2e::lab::{Lab, TINY};
use std::{thread, time::Duration};
use tests::harness::{Browser, Site, engine, in_browser};

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn training_learns_pauses_goes_on_and_starts_anew() {
    let site = Site::at_repo();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, &format!("{TINY}&rate=0.02"));
        assert_eq!(lab.step(), 0);
        assert!(lab.status().starts_with("Untrained"), "{}", lab.status());
        tab.click(".knobs button", "Train");
        lab.wait_for_step(60, 60.0);
        // What can change mid-run does, without a new start.
        lab.set("Learning rate", "0.01");
        lab.wait_for_step(100, 60.0);
        tab.click(".knobs button", "Pause");
        lab.wait_live();
        let paused_at = lab.step();
        thread::sleep(Duration::from_millis(700));
        assert_eq!(lab.step(), paused_at, "it trains on while paused");
        assert!(lab.status().starts_with("Trained for"), "{}", lab.status());
        let losses = lab.train_losses();
        assert!(losses.len() >= 20, "the curve has {} points", losses.len());
        let (first, last) = (mean(&losses[..5]), mean(&losses[losses.len() - 5..]));
        assert!(last < first - 0.1, "no learning: {first} to {last}");

        tab.click(".knobs button", "Train further");
        lab.wait_for_step(paused_at + 5, 60.0);
        tab.click(".knobs button", "Pause");
        lab.wait_live();
        tab.click(".knobs button", "Reset");
        tab.wait_for("the reset", 30.0, "document.querySelector('.part-status').innerText.startsWith('Untrained')");
        assert_eq!(lab.step(), 0);
    });
}

#[test]
fn the_same_seed_gives_the_same_run_and_another_one_does_not() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let run = |seed: u32| {
            let lab = Lab::open(tab, &format!("{TINY}&seed={seed}&dropout=0.2"));
            lab.single_steps(3);
            lab.losses()
        };
        let (first, again, other) = (run(7), run(7), run(8));
        assert_eq!(first.len(), 3);
        assert_eq!(first, again);
        assert_ne!(first, other);
    });
}

#[test]
fn reset_repeats_the_run() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, TINY);
        lab.single_steps(2);
        let first = lab.losses();
        tab.click(".knobs button", "Reset");
        tab.wait_for("the reset", 30.0, "document.querySelector('.part-status').innerText.startsWith('Untrained')");
        lab.single_steps(2);
        assert_eq!(lab.losses(), first);
    });
}

#[test]
fn a_tab_that_is_not_looked_at_does_not_train() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        engine::tap(tab);
        let lab = Lab::open(tab, TINY);
        tab.click(".knobs button", "Train");
        lab.wait_for_step(10, 60.0);
        tab.eval("document.addEventListener('visibilitychange', () => { (window.turns ??= []).push([document.visibilityState, performance.now()]) })");
        let (first, _second) = tab.open_second();
        thread::sleep(Duration::from_secs(3));
        tab.switch_to(&first);
        tab.wait_for("the tab to be seen again", 10.0, "window.turns?.length === 2");
        // Half a second is left to it to take notice.
        let heard = tab.eval("replies.filter(at => at > turns[0][1] + 500 && at < turns[1][1]).length");
        let shown = tab.eval("turns[1][1] - turns[0][1] > 2000");
        assert_eq!(shown, true, "the tab was not hidden for long enough to tell");
        assert_eq!(heard, 0, "the engine went on while the tab was hidden");
        let before = lab.step();
        lab.wait_for_step(before + 5, 30.0);
    });
}

#[test]
fn a_series_is_trained_and_forecast() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "backend=cpu&task=series");
        assert_eq!((lab.value("Hidden size"), lab.value("Layers")), ("20".into(), "2".into()));
        assert_eq!((lab.value("Sequence length"), lab.value("Batch")), ("30".into(), "32".into()));
        tab.wait_for_element("[aria-label^='Chart of'], .chart", 30.0);
        let error = "+document.querySelector('main').innerText.match(/mean squared error ([\\d.]+)/)?.[1]";
        let untrained = tab.wait_for("a forecast", 30.0, error).as_f64().unwrap_or(f64::NAN);
        tab.click(".knobs button", "Train");
        lab.wait_for_step(60, 60.0);
        tab.click(".knobs button", "Pause");
        lab.wait_live();
        tab.wait_for("a better forecast", 30.0, &format!("{error} < {}", untrained * 0.8));
    });
}

#[test]
fn webgpu_and_cpu_train_alike() {
    let site = Site::at_root();
    let browser = Browser { webgpu: true, ..Browser::default() };
    let tiny = "hidden=4&layers=1&batch=1&sequence=8&rnn=0&probe=ab";
    in_browser(&site, browser, |tab| {
        let mut losses = Vec::new();
        for backend in ["cpu", "webgpu"] {
            let lab = Lab::open(tab, &format!("backend={backend}&{tiny}"));
            let badge = tab.text(".badge").to_lowercase();
            assert!(badge.starts_with(backend), "{badge}");
            lab.single_steps(2);
            losses.push(lab.train_losses());
        }
        assert_eq!(losses[0].len(), 2);
        for (cpu, webgpu) in losses[0].iter().zip(&losses[1]) {
            assert!((cpu - webgpu).abs() < 0.01, "{losses:?}");
        }
    });
}
