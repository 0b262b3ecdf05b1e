//! Questions with known answers: the packaged ones and the reader's, at one setting and at two.

use tests::harness::{Browser, Site, Tab, in_browser};

/// Seconds that a model or a few hundred vectors may take on a busy machine.
const PATIENCE: f32 = 300.0;

const SHARE: &str = ".rag-evaluation .sheet[aria-label=Measures] tbody tr:nth-child(1) td:nth-child(2)";

pub fn open(tab: &Tab) {
    tab.goto("rag/?backend=cpu");
    tab.wait_for_element(".rag-evaluation", 120.0);
    tab.wait_for("the first answer", 120.0, "!!document.querySelector('.rag-said mark')");
}

pub fn add_handbook(tab: &Tab) {
    tab.click("button", "Add the handbook and its questions (73 kB)");
    let there = "[...document.querySelectorAll('.rag-evaluation button')].some(it => it.textContent.trim() === 'Ask all questions' && !it.disabled)";
    tab.wait_for("the handbook", 60.0, there);
}

fn evaluate(tab: &Tab) {
    tab.click("button", "Ask all questions");
    let busy = "[...document.querySelectorAll('.rag-evaluation button')].some(it => it.textContent.trim() === 'Stop')";
    tab.wait_for("the measures", PATIENCE, &format!("!({busy}) && !!document.querySelector({SHARE:?})"));
}

/// `18 of 18` of the hit rate: the number of hits.
fn hits(tab: &Tab) -> u32 {
    let words = tab.text(SHARE);
    assert!(words.contains("of 18"), "{words}");
    words.split(' ').next().and_then(|number| number.parse().ok()).expect("a number")
}

#[test]
fn the_packaged_questions_are_measured_by_words_and_by_meaning() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        // Without the handbook there is nothing to ask, and the page says what to do.
        assert!(tab.text(".rag-evaluation").contains("Add it to your documents"));
        add_handbook(tab);
        evaluate(tab);
        let by_words = hits(tab);
        assert!(by_words >= 10, "BM25 alone finds most: {by_words}");
        assert_eq!(tab.count(".rag-asked tbody tr"), 20);
        assert!(tab.text(".rag-evaluation").contains("18 questions are few"));
        // A question of the table is asked in the pipeline.
        let first = tab.text(".rag-asked tbody tr:first-child button");
        tab.eval("document.querySelector('.rag-asked tbody tr:first-child button').click()");
        tab.wait_for(
            "the question above",
            10.0,
            &format!("document.querySelector('.rag-question input').value === {first:?}"),
        );

        // With the model, by both; beside it by words alone.
        tab.eval(
            "[...document.querySelectorAll('.rag-hint button')].find(it => it.textContent.startsWith('Load')).click()",
        );
        tab.wait_for(
            "the vectors",
            PATIENCE,
            "/[0-9]{3} vectors/.test(document.querySelector('.rag-strip').textContent)",
        );
        tab.eval("document.querySelector('.rag-evaluation [role=switch]').click()");
        tab.eval("document.querySelectorAll('[name=rag-b-search]')[2].click()");
        evaluate(tab);
        assert!(hits(tab) >= by_words, "meaning and words find what words alone find: {} and {by_words}", hits(tab));
        let b = tab.text(".rag-evaluation .sheet[aria-label=Measures] tbody tr:nth-child(1) td:nth-child(3)");
        // With cosines there, the threshold holds for what words find too.
        assert!(b.contains("of 18") && !b.starts_with("0 "), "{b}");
        assert!(
            tab.text(".rag-evaluation").contains("McNemar")
                || tab.text(".rag-evaluation").contains("for the same questions")
        );
        assert!(tab.count(".rag-bars svg rect.bars-b") >= 5);
        tab.assert_no_sideways_scroll();
        tab.assert_clean();
    });
}

#[test]
fn a_readers_own_questions_are_typed_pasted_and_refused_in_words() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        tab.eval("document.querySelectorAll('[name=rag-set]')[1].click()");
        tab.wait_for_element(".rag-own", 10.0);
        let type_in = |at: usize, text: &str| {
            tab.eval(&format!(
                "(() => {{
                    const field = document.querySelectorAll('.rag-own input[type=text]')[{at}];
                    field.value = {text:?};
                    field.dispatchEvent(new Event('input', {{ bubbles: true }}));
                }})()"
            ));
        };
        type_in(0, "What stacks many layers?");
        type_in(1, "nothing of the kind");
        type_in(2, "kind");
        tab.click("button", "Add this question");
        tab.wait_for(
            "the reason",
            10.0,
            "document.querySelector('.rag-evaluation').textContent.includes('The passage stands in no document')",
        );
        type_in(1, "Deep learning stacks many layers");
        type_in(2, "layers");
        tab.click("button", "Add this question");
        tab.wait_for("the question", 10.0, "document.querySelectorAll('.rag-known li').length === 1");
        // A ragged table is named line by line and stays in its field.
        tab.eval("document.querySelector('.rag-own details').open = true");
        let table = "Who?\\tonly two columns";
        tab.eval(&format!(
            "(() => {{
                const field = document.querySelector('.rag-own textarea');
                field.value = {table:?}.replace('\\\\t', '\\t');
                field.dispatchEvent(new Event('input', {{ bubbles: true }}));
            }})()"
        ));
        tab.click("button", "Add the table");
        tab.wait_for(
            "the reason",
            10.0,
            "document.querySelector('.rag-evaluation').textContent.includes('Line 1 has 2 columns')",
        );
        assert_eq!(tab.eval("document.querySelector('.rag-own textarea').value.length > 0"), true);
        tab.click("button", "Ask all questions");
        tab.wait_for(
            "the measures",
            60.0,
            &format!("document.querySelector({SHARE:?})?.textContent.includes('1 of 1')"),
        );
        tab.click("button", "Save mine as TSV");
        let saved = String::from_utf8(tab.downloaded(".tsv", 20.0)).expect("text");
        assert!(saved.contains("What stacks many layers?\tDeep learning stacks many layers\tlayers"), "{saved}");
        tab.assert_clean();
    });
}
