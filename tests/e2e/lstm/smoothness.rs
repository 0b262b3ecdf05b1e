//! It opens at once and stays smooth while it trains.

use crate::e2e::lab::Lab;
use tests::harness::{Activity, Browser, Site, in_browser};

/// Other programs on the machine can spoil a measurement, not improve it: the better of two counts.
fn better_of_two(measure: impl Fn() -> f64) -> f64 {
    let first = measure();
    if first <= 0.0 { first } else { first.min(measure()) }
}

#[test]
fn a_recorded_run_is_there_within_two_seconds() {
    let site = Site::at_root();
    let late = better_of_two(|| {
        let mut late = f64::NAN;
        let browser = Browser { alone: true, ..Browser::default() };
        in_browser(&site, browser, |tab| {
            Activity::note_first_picture(tab);
            let lab = Lab::open_early(tab, "backend=cpu");
            let (time, said) = Activity::first_picture(tab, 30.0);
            assert!(said.contains("Recorded run"), "not labelled: {said}");
            late = time - 2000.0;
            // The live model then takes over by itself.
            lab.wait_live();
            tab.wait_for("the live run", 30.0, "!document.querySelector('.lab.recorded')");
        });
        late
    });
    assert!(late <= 0.0, "the first picture is {late:.0} ms late");
}

#[test]
fn training_leaves_the_page_free_and_the_pictures_moving() {
    let site = Site::at_root();
    let worst = better_of_two(|| {
        let mut worst = f64::NAN;
        let browser = Browser { alone: true, ..Browser::default() };
        in_browser(&site, browser, |tab| {
            Activity::record(tab);
            // The size the lesson opens with, without the RNN beside it.
            let lab = Lab::open(tab, "backend=cpu&rnn=0&hidden=64&layers=1");
            tab.click(".knobs button", "Train");
            lab.wait_for_step(10, 60.0);
            let activity = Activity::watch(tab, 5.0);
            let slow = activity.longest_task - 50.0;
            let still = 10.0 - activity.pictures_per_second;
            worst = slow.max(still);
            assert!(activity.pictures_per_second > 0.0, "nothing is drawn");
        });
        worst
    });
    assert!(worst <= 0.0, "a task is so many ms over 50, or pictures so many a second under 10: {worst:.1}");
}

#[test]
fn the_lab_fits_a_phone() {
    let site = Site::at_root();
    let phone = Browser { phone: true, ..Browser::default() };
    in_browser(&site, phone, |tab| {
        let lab = Lab::open(tab, "backend=cpu&hidden=8&layers=1&rnn=0");
        tab.assert_no_sideways_scroll();
        lab.single_steps(1);
        lab.losses();
        lab.open_editor();
        tab.assert_no_sideways_scroll();
    });
}
