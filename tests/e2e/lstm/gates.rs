//! Every gate in view: numbers that add up, the reader's own words, the finder, the way back through time.

use crate::e2e::lab::{Lab, TINY};
use tests::harness::{Browser, Site, in_browser};

/// The numbers between the first bracket and its end, `σ(1.5 + (-0.2))` as [1.5, -0.2].
fn numbers(text: &str) -> Vec<f64> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-')).filter_map(|part| part.parse().ok()).collect()
}

/// What is shown is rounded to three decimals, and sums of rounded numbers are a little further off.
#[track_caller]
fn assert_near(a: f64, b: f64, equation: &[String]) {
    assert!((a - b).abs() < 0.0025, "{a} is not {b}: {equation:?}");
}

#[test]
fn the_equation_of_every_cell_adds_up() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "backend=cpu");
        let rows = tab.count(".stage .heat");
        assert_eq!(rows, 6, "four gates, cell and hidden");
        for (x, y) in [(0.1, 0.1), (0.5, 0.4), (0.93, 0.85)] {
            for row in 0..rows {
                let name =
                    tab.eval(&format!("document.querySelectorAll('.stage .lane-label:not(:empty)')[{row}].innerText"));
                tab.eval(&format!("document.querySelectorAll('.stage .heat').forEach((heat, k) => heat.classList.toggle('pointed', k === {row}))"));
                tab.hover(".heat.pointed", x, y);
                let named = format!("document.querySelector('.inspect h2').innerText.includes({name})");
                tab.wait_for(&format!("the inspector of {name}"), 5.0, &named);
                let equation = lab.equation();
                let last = equation.last().map(|line| numbers(line)).unwrap_or_default();
                let value = *last.last().unwrap_or(&f64::NAN);
                let parts = numbers(&equation[1]);
                let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
                match name.as_str().unwrap_or_default() {
                    "forget" | "input" | "output" => assert_near(sigmoid(parts[0] + parts[1]), value, &equation),
                    "candidate" => assert_near((parts[0] + parts[1]).tanh(), value, &equation),
                    "cell" => assert_near(parts[0] * parts[1] + parts[2] * parts[3], value, &equation),
                    "hidden" => assert_near(parts[0] * parts[1].tanh(), value, &equation),
                    other => panic!("a picture of {other}?"),
                }
            }
        }
    });
}

#[test]
fn it_reads_what_the_reader_types() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, TINY);
        for text in ["Holmes", "“Watson!”", "a"] {
            lab.read(text);
            lab.wait_for_tokens(text);
            assert_eq!(tab.count(".stage .heat"), 6);
        }
        // Nothing to read is no reason to break.
        lab.read("");
        lab.read("again");
        lab.wait_for_tokens("again");
    });
}

#[test]
fn the_transport_bar_steps_plays_and_obeys_keys() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, TINY);
        lab.read("abcdef");
        lab.wait_for_tokens("abcdef");
        let at = |position: &str| {
            let words = format!("document.querySelector('.transport-words').innerText === 'character {position} / 6'");
            tab.wait_for(position, 5.0, &words);
        };
        tab.click(".transport button", "Reset");
        at("1");
        tab.click(".transport button", "Step");
        tab.click(".transport button", "Step");
        at("3");
        tab.click(".transport button", "Step back");
        at("2");
        tab.press("End");
        at("6");
        tab.press("Left");
        at("5");
        tab.press("Home");
        at("1");
        tab.eval("document.activeElement.blur()");
        tab.press("Space");
        at("6");
    });
}

#[test]
fn a_neuron_can_be_found_and_followed() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "backend=cpu");
        let choose = "(list => { list.selectedIndex = 1; list.dispatchEvent(new Event('change', { bubbles: true })) })(document.querySelector('.lstm-finder select'))";
        tab.eval(choose);
        tab.wait_for("the ranking", 60.0, "/r = .?0\\.\\d/.test(document.querySelector('.lstm-finder').innerText)");
        let cell = "(e => { e.scrollIntoView({ block: 'center' }); const r = e.getBoundingClientRect();
            const at = { bubbles: true, clientX: r.left + r.width / 2, clientY: r.top + 2 };
            e.dispatchEvent(new PointerEvent('pointermove', at)); e.dispatchEvent(new MouseEvent('click', at)) })(document.querySelectorAll('.stage .heat')[4])";
        tab.eval(cell);
        tab.wait_for_element(".lstm-follow .chart", 10.0);
        tab.wait_for_element(".lstm-spots li", 60.0);
        assert_eq!(tab.count(".lstm-follow .tokens i"), lab.tokens().chars().count());
    });
}

#[test]
fn the_gates_can_be_read_as_a_table() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, TINY);
        lab.read("abc");
        lab.wait_for_tokens("abc");
        tab.click(".part-tools button", "Show as table");
        tab.wait_for_element(".part-tools table tbody tr", 10.0);
        assert_eq!(tab.count(".part-tools table tbody tr"), 8, "a row a neuron");
        assert_eq!(tab.count(".part-tools table tbody tr:first-child td"), 3, "a column a character");
    });
}
