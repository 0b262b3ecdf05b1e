//! The minimal model: steps, formulas, edits, masks, files, and odd input.

use super::Lab;
use tests::harness::{Browser, Site, in_browser};

#[test]
fn it_opens_alive_and_walks_through_every_step() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        Lab::open(tab, "step=1");
        let title = "document.querySelector('.stage .row h2').innerText";
        for step in 1..=18 {
            tab.wait_for(&format!("step {step}"), 5.0, &format!("{title}.startsWith('{step}. ')"));
            assert!(tab.count(".tensors.made .tensor, .tensor.made") > 0, "step {step} makes something");
            tab.eval("document.activeElement.blur()");
            tab.press("Right");
        }
        tab.click("label", "Before");
        // The arrow keys of a choice are its own.
        tab.eval("document.activeElement.blur()");
        tab.press("Home");
        tab.wait_for(
            "the norm before the projections",
            10.0,
            "document.querySelector('.transport-words').innerText === 'step 1 / 19'",
        );
        tab.press("Right");
        tab.press("Right");
        tab.wait_for("the first norm", 5.0, &format!("{title}.startsWith('3. First layer norm')"));
        tab.assert_no_sideways_scroll();
    });
}

#[test]
fn a_cell_shows_its_formula_and_marks_where_it_came_from() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        Lab::open(tab, "step=5");
        tab.hover("[data-tensor=\"q·kᵀ\"]", 0.99, 0.99);
        let name = "document.querySelector('.transformer-cell').innerText";
        tab.wait_for("the last cell", 5.0, &format!("{name} === 'q·kᵀ[4, 4]'"));
        assert_eq!(tab.count("[data-tensor=\"q\"] .from"), 1);
        assert_eq!(tab.count("[data-tensor=\"k\"] .from"), 1);
        // Its written number is the formula's result.
        let written =
            tab.eval("[...document.querySelectorAll('[data-tensor=\"q·kᵀ\"] text:not(.name)')].at(-1).textContent");
        let result = tab.text(".transformer-math p:last-child");
        let number = |text: &str| text.replace('−', "-").trim_start_matches("= ").parse::<f64>().unwrap();
        assert!((number(written.as_str().unwrap()) - number(&result)).abs() < 0.06, "{written} {result}");
        // The same by keyboard, and the code's line is lit.
        tab.eval("document.querySelector('[data-tensor=\"q·kᵀ\"]').focus()");
        tab.press("Right");
        tab.wait_for("the second cell", 5.0, &format!("{name} === 'q·kᵀ[0, 1]'"));
        tab.wait_for(
            "the line of the products",
            30.0,
            "[...document.querySelectorAll('.source-body li.live')].some(line => line.innerText.includes('let products = query'))",
        );
    });
}

#[test]
fn an_edited_weight_changes_what_follows_and_is_put_back() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "step=3");
        tab.eval("document.querySelector('[data-tensor=\"b_q\"]').focus()");
        tab.press("Enter");
        tab.fill("input", "New value of blocks.0.attention.W_q.bias, number 0", "5");
        lab.wait_for_cell("b_q", 0, "5.00");
        tab.wait_for("corners on Q", 10.0, "document.querySelectorAll('[data-tensor=\"Q\"] .corner').length === 5");
        assert_eq!(tab.count("[data-tensor=\"K\"] .corner"), 0, "the keys do not depend on it");
        tab.wait_for("a link with the edit", 5.0, "location.search.includes('edits=')");
        tab.reload();
        tab.wait_for_element(".lab", 15.0);
        lab.wait_live();
        lab.wait_for_cell("b_q", 0, "5.00");
        tab.click("button", "Restore all");
        tab.wait_for("no corners", 10.0, "document.querySelectorAll('.corner').length === 0");
    });
}

#[test]
fn a_row_that_sees_nothing_is_even_or_no_number() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        // All but the first row visible: 25 cells, four to a digit.
        let lab = Lab::open(tab, "mask=custom&seen=07ffff8&step=8");
        lab.wait_for_cell("A", 0, "0.20");
        tab.wait_for("what it means", 5.0, "document.querySelector('.knobs').innerText.includes('equal shares')");
        tab.click("label", "Hide by");
        lab.wait_for_cell("A", 0, "NaN");
        lab.wait_for_solved(1);
        // A click on the mask shows a key again.
        tab.eval("document.activeElement.blur()");
        tab.press("Left");
        tab.eval("document.querySelector('[data-tensor=\"mask\"]').focus()");
        tab.press("Enter");
        lab.wait_for_cell("mask", 0, "1.00");
        tab.wait_for(
            "its score",
            10.0,
            "document.querySelector('[data-tensor=\"masked\"] text:not(.name)').textContent !== '−∞'",
        );
    });
}

#[test]
fn files_carry_the_run() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        Lab::open(tab, "step=8");
        tab.click(".part-take button", "Weights");
        let weights = tab.downloaded("transformer.safetensors", 10.0);
        assert!(String::from_utf8_lossy(&weights[8..600]).contains("blocks.0.attention.W_q.weight"));
        tab.click(".part-take button", "This run");
        let run: serde_json::Value = serde_json::from_slice(&tab.downloaded("transformer.json", 10.0)).unwrap();
        assert_eq!(run["tokens"], serde_json::json!([0, 1, 2, 0, 3]));
        tab.click(".tensor.made button", "Export");
        tab.click("[role=menuitem]", "Numbers");
        let csv = String::from_utf8(tab.downloaded("tensor.csv", 10.0)).unwrap();
        assert!(csv.starts_with(",0 the,1 cat,2 saw,3 the,4 dog\r\n0 the,"), "{csv}");
    });
}

#[test]
fn what_cannot_be_is_said_and_nothing_breaks() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let lab = Lab::open(tab, "");
        let says = |words: &str| {
            tab.wait_for(words, 20.0, &format!("document.querySelector('.lab').innerText.includes({words:?})"));
        };
        tab.fill("input", "Sentence", "");
        says("Type something: there is no token to attend to.");
        tab.fill("input", "Sentence", "<b>שלום</b> 👩‍🚀 & naïve");
        lab.wait_live();
        tab.wait_for("four tokens", 20.0, "document.querySelector('.tensor-name span').innerText === '[4, 4]'");
        tab.fill("input", "Sentence", &"word ".repeat(5000));
        says("The first 12 words run; 4988 more are kept in the field.");
        tab.fill("input", "num_heads, exact value", "3");
        says("does not split into 3 heads; 2 are used");
        lab.wait_live();
        tab.fill("input", "d_model, exact value", "1");
        lab.wait_live();
        tab.assert_no_sideways_scroll();
    });
}
