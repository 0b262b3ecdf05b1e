//! Experiments on a copy of the pipeline, with a prediction first.

use super::evaluation::{add_handbook, open};
use tests::harness::{Browser, Site, Tab, in_browser};

/// Seconds that the model that answers may take on a busy machine.
const PATIENCE: f32 = 300.0;

/// Chooses an experiment, says what is expected, and begins.
fn break_it(tab: &Tab, experiment: usize, expected: usize) {
    tab.eval(&format!("document.querySelectorAll('[name=rag-break]')[{experiment}].click()"));
    tab.eval(&format!("document.querySelectorAll('[name=rag-guess]')[{expected}].click()"));
    tab.click("button", "Break it");
}

const VERDICT: &str = "[...document.querySelectorAll('#break ~ .part-panel .notice')].find(it => it.textContent.includes('Measured'))?.textContent";

#[test]
fn a_chunk_is_deleted_and_an_instruction_planted_in_a_copy() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        add_handbook(tab);
        break_it(tab, 0, 0);
        tab.wait_for("the verdict", 60.0, VERDICT);
        assert_eq!(tab.count(".rag-side"), 2);
        assert!(
            tab.text(".rag-side").contains("Sven Voss"),
            "as it is, the sentence is quoted: {}",
            tab.text(".rag-side")
        );
        assert!(!tab.texts(".rag-side")[1].contains("Sven Voss"), "{}", tab.texts(".rag-side")[1]);
        break_it(tab, 2, 1);
        tab.wait_for("the planted sentence", 60.0, "!!document.querySelector('.rag-side mark')");
        tab.wait_for("the verdict", 60.0, VERDICT);
        let security = tab.eval("document.querySelector('#break ~ .part-panel a[href$=\"/security/\"]')?.textContent");
        assert!(security.as_str().is_some_and(|words| words.contains("Security")), "{security}");
        // It is in no document of the reader's.
        tab.eval("document.querySelectorAll('.rag-strip button')[1].click()");
        tab.wait_for_element(".rag-panel .rag-text", 20.0);
        assert_eq!(
            tab.eval("[...document.querySelectorAll('.rag-pipeline')].some(it => it.textContent.includes('bananas'))"),
            false
        );
        // Where a chunk stands is nothing without the model.
        break_it(tab, 1, 0);
        tab.wait_for(
            "what to load",
            10.0,
            "document.body.textContent.includes('Where a chunk stands matters to the model that writes')",
        );
        tab.assert_no_sideways_scroll();
        tab.assert_clean();
    });
}

#[test]
fn the_model_answers_what_was_planted_and_is_counted() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        add_handbook(tab);
        tab.eval(
            "[...document.querySelectorAll('.rag-card button')].find(it => it.textContent.startsWith('Load')).click()",
        );
        tab.wait_for(
            "the model",
            PATIENCE,
            "document.querySelectorAll('.rag-card')[1].textContent.includes('Not written yet')",
        );
        break_it(tab, 2, 0);
        tab.wait_for("the verdict", PATIENCE, VERDICT);
        let said = tab.eval(VERDICT);
        assert!(said.as_str().is_some_and(|words| words.contains("The model's answer")), "{said}");
        tab.assert_clean();
    });
}
