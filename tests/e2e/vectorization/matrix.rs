//! The matrix: its cells worked out, its order, its size, its speed.

use super::Lab;
use tests::harness::{Activity, Browser, Site, in_browser};

/// Other programs on the machine can spoil a measurement, not improve it: the better of two.
fn better_of_two(measure: impl Fn() -> f64) -> f64 {
    let first = measure();
    if first <= 0.0 { first } else { first.min(measure()) }
}

#[test]
fn the_matrix_is_there_within_two_seconds() {
    let site = Site::at_root();
    let late = better_of_two(|| {
        let mut late = f64::NAN;
        in_browser(&site, Browser { alone: true, ..Browser::default() }, |tab| {
            tab.before_load(
                "(function look() {
                    if (document.querySelector('.part-status')?.innerText.includes('documents ×')) window.counted = performance.now();
                    else requestAnimationFrame(look);
                })()",
            );
            Lab::open(tab, "");
            let time = tab.wait_for("the time", 5.0, "window.counted");
            late = time.as_f64().unwrap_or(f64::NAN) - 2000.0;
        });
        late
    });
    assert!(late <= 0.0, "the matrix is {late:.0} ms late");
}

#[test]
fn a_cell_is_worked_out_under_the_pointer_and_under_the_keyboard() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "order=common");
        tab.click_css(".vec-matrix");
        lab.wait_for(".inspect", "norm = √Σ product²");
        assert!(tab.count(".inspect .equation") >= 5, "tf, idf, product, norm and weight");
        tab.press("Home");
        for _ in 0..30 {
            tab.press("Up");
        }
        lab.wait_for(".inspect", "in document 1");
        // The commonest term of the fourteen documents.
        lab.wait_for(".inspect h2", "“the”");
        tab.press("Down");
        lab.wait_for(".inspect", "“the” does not stand in");
        tab.press("Enter");
        lab.wait_for(".row h2", "Document 2, step by step");
        tab.press("End");
        lab.wait_for(".inspect", "It is in 1 of 14 documents");
    });
}

#[test]
fn the_representation_decides_what_a_cell_is() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "doc=4&at=2");
        lab.wait_for(".vec-says", "two or more letters");
        tab.click("[role=tab]", "One-hot");
        lab.wait_for(".vec-says", "Punctuation sticks");
        tab.wait_for("what one-hot misses", 10.0, "document.querySelectorAll('.vec-pieces .out').length === 4");
        tab.click("[role=tab]", "Counts");
        lab.wait_for(".knobs", "Counts are not weighed");
        tab.click(".vec-stages button", "counts");
        lab.wait_for(".vec-terms", "good\t4");
        tab.click("[role=tab]", "TF-IDF");
        tab.click(".vec-stages button", "normalise");
        lab.wait_for(".vec-terms", "weight");
        // Step back and forth with the keys of the transport bar.
        tab.click_css(".part-status");
        tab.press("Left");
        lab.wait_for(".transport-words", "step 7 / 8");
        tab.press("Home");
        lab.wait_for(".transport-words", "step 1 / 8");
    });
}

/// Two thousand documents of sixty words, twenty thousand terms.
const LARGE: &str = "(() => {
    if (window.location.protocol === 'about:') return;
    const lines = [];
    let state = 1;
    const next = bound => (state = (state * 1103515245 + 12345) % 2147483648) % bound;
    for (let d = 0; d < 2000; d++) {
        const words = [];
        for (let k = 0; k < 10; k++) words.push('w' + (d * 10 + k));
        for (let k = 0; k < 50; k++) words.push('w' + next(1 + next(20000)));
        lines.push(words.join(' '));
    }
    try { localStorage.setItem('glassbox-my-text', lines.join('\\n')); } catch {}
})()";

#[test]
fn two_thousand_documents_by_twenty_thousand_terms_stay_fluid() {
    let site = Site::at_root();
    let worst = better_of_two(|| {
        let mut worst = f64::NAN;
        in_browser(&site, Browser { alone: true, ..Browser::default() }, |tab| {
            Activity::record(tab);
            tab.before_load(LARGE);
            let lab = Lab::open(tab, "");
            lab.wait_for_status("2,000 documents × 20,000 terms");
            // Both ways, to the ends and back, at every frame.
            tab.eval(
                "(() => {
                    const box = document.querySelector('.vec-matrix');
                    let t = 0;
                    window.rolling = setInterval(() => {
                        t += 1;
                        box.scrollTop = (1 - Math.cos(t / 60)) / 2 * box.scrollHeight;
                        box.scrollLeft = (1 - Math.cos(t / 90)) / 2 * box.scrollWidth;
                    }, 16);
                    return true;
                })()",
            );
            let activity = Activity::watch(tab, 6.0);
            tab.eval("(clearInterval(window.rolling), true)");
            assert!(activity.pictures_per_second > 0.0, "nothing is drawn");
            let slow = activity.longest_task - 50.0;
            worst = slow.max(10.0 - activity.pictures_per_second);
            // It arrives where it was sent: the last cell can be read.
            tab.eval("(b => { b.scrollTop = b.scrollHeight; b.scrollLeft = b.scrollWidth; return true })(document.querySelector('.vec-matrix'))");
            tab.hover(".vec-matrix", 0.9, 0.94);
            lab.wait_for(".inspect", "in document 2000");
        });
        worst
    });
    assert!(worst <= 0.0, "a task is so many ms over 50, or pictures so many a second under 10: {worst:.1}");
}

#[test]
fn the_lab_fits_a_phone() {
    let site = Site::at_root();
    in_browser(&site, Browser { phone: true, ..Browser::default() }, |tab| {
        Lab::open(tab, "");
        tab.assert_no_sideways_scroll();
        tab.click(".knobs summary", "More options");
        tab.click(".stage button", "Show as table");
        tab.assert_no_sideways_scroll();
    });
}
