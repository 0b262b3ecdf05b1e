//! Retrieval: hits taken apart, documents left out, the map of chunks, an approximate index beside the exact search.

use serde_json::Value;
use tests::harness::{Browser, Site, Tab, in_browser};

/// Long enough for a machine that builds something else meanwhile.
const LIVE: f32 = 90.0;

const HITS: &str = "document.querySelectorAll('.rag-hits > li').length";

#[track_caller]
fn open(tab: &Tab) {
    tab.goto("rag/?backend=cpu");
    stage(tab, "Retrieval");
    tab.wait_for("hits", LIVE, &format!("{HITS} > 0"));
}

#[track_caller]
fn stage(tab: &Tab, name: &str) {
    let button =
        format!("[...document.querySelectorAll('.rag-strip button')].find(it => it.innerText.includes('{name}'))");
    tab.wait_for(name, LIVE, &button);
    tab.eval(&format!("{button}.click()"));
}

/// Loads the embedding model and waits until every chunk has a vector.
#[track_caller]
fn load(tab: &Tab) {
    stage(tab, "Embeddings");
    let panel = ".rag-panel:not([hidden]) .model-panel";
    tab.wait_for_element(&format!("{panel} .primary"), LIVE);
    tab.click_css(&format!("{panel} .primary"));
    tab.wait_for("vectors", LIVE, "document.querySelector('.rag-strip').innerText.includes('5 vectors')");
}

#[test]
fn a_hits_place_is_taken_apart_and_a_document_can_be_left_out() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        // By words alone: the question's are marked, and no number is made up for the vectors that are not there.
        assert!(tab.text(".rag-hits > li").contains("cosine –"));
        assert!(tab.texts(".rag-hits mark").iter().any(|word| word.eq_ignore_ascii_case("deep")));
        tab.click(".rag-hits button", "Why here? hit 1");
        tab.wait_for("the numbers", 10.0, "document.querySelector('.rag-hits table')");
        let numbers = tab.text(".rag-hits table");
        assert!(numbers.contains("“deep”") && numbers.contains("idf") && numbers.contains("BM25"), "{numbers}");
        assert!(!numbers.contains("Cosine") && !numbers.contains("Fused"), "{numbers}");

        tab.click(".rag-hits button", "Hide why hit 1");

        load(tab);
        stage(tab, "Retrieval");
        tab.wait_for("cosines", LIVE, "/cosine 0\\.\\d\\d\\d/.test(document.querySelector('.rag-hits')?.innerText)");
        tab.click(".rag-hits button", "Why here? hit 1");
        tab.wait_for("the numbers", 10.0, "document.querySelector('.rag-hits table')");
        let numbers = tab.text(".rag-hits table");
        assert!(
            numbers.contains("Cosine") && numbers.contains("Fused") && numbers.contains("1 / (60 + 1)"),
            "{numbers}"
        );

        // The best document is left out: another one is first.
        let first = tab.text(".rag-hits > li .rag-hit-head span");
        let name = first.split(", chunk").next().expect("a document's name").to_owned();
        tab.click("summary", "Search in: all documents");
        tab.click(".rag-filter input", &name);
        tab.wait_for("the filter", LIVE, &format!("!document.querySelector('.rag-hits').innerText.includes('{name}')"));
        assert!(tab.has("summary", "Search in: 4 of 5 documents"));
        tab.click("button", "Search all");
        tab.wait_for("all again", LIVE, &format!("document.querySelector('.rag-hits').innerText.includes('{name}')"));
        tab.assert_no_sideways_scroll();
    });
}

#[test]
fn the_map_shows_chunks_and_question_and_opens_a_chunk_in_its_text() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        load(tab);
        tab.wait_for_element(".rag-map canvas", LIVE);
        let label = "document.querySelector('.rag-map-plot').getAttribute('aria-label')";
        tab.wait_for(
            "the question",
            LIVE,
            &format!("/^Map of 5 chunks, [1-3] of them taken, and the question$/.test({label})"),
        );
        // By keyboard alone: the leftmost chunk, then the next one.
        tab.eval("document.querySelector('.rag-map-plot').focus()");
        tab.press("Right");
        tab.wait_for("a chunk", 10.0, "document.querySelector('.rag-map-pointed h3')");
        let first = tab.text(".rag-map-pointed h3");
        tab.press("Right");
        tab.wait_for(
            "another",
            10.0,
            &format!("document.querySelector('.rag-map-pointed h3').innerText !== {first:?}"),
        );
        let chosen = tab.text(".rag-map-pointed .rag-text");
        tab.press("Enter");
        tab.wait_for("the chunk in its text", 10.0, "document.querySelector('.rag-chunk.lit')");
        assert_eq!(tab.text(".rag-chunk.lit").trim(), chosen.trim());

        stage(tab, "Embeddings");
        tab.click(".rag-map button", "Show as table");
        tab.wait_for("the table", 10.0, "document.querySelectorAll('.rag-map tbody tr').length === 6");
        tab.click(".rag-map button", "Export the map of chunks");
        tab.click(".rag-map button", "Picture (SVG)");
        let svg = String::from_utf8(tab.downloaded("chunk-map.svg", 10.0)).expect("a picture");
        assert!(svg.contains("question"));
    });
}

#[test]
fn an_approximate_index_is_measured_against_the_exact_search() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        tab.click("summary", "Exact search beside an approximate index (HNSW)");
        let said = "document.querySelector('.rag-pipeline').innerText";
        tab.wait_for("why not", 10.0, &format!("{said}.includes('have no vectors yet')"));
        tab.eval("document.querySelectorAll('input[name=rag-over]')[1].click()");
        tab.click("button", "Build it and compare");
        tab.wait_for("the comparison", LIVE, &format!("{said}.includes('2,000 vectors linked in')"));
        let rows = tab.eval("[...document.querySelectorAll('[aria-label=\"Exact and approximate\"] tbody tr')].map(it => [...it.children].map(it => it.innerText))");
        let rows: Vec<Vec<String>> = rows.as_array().expect("rows").iter().map(row).collect();
        assert_eq!((rows.len(), rows[0][0].as_str()), (7, "exact"), "{rows:?}");
        let number = |at: usize, column: usize| -> f64 { rows[at][column].replace(',', "").parse().expect("a number") };
        for at in 2..rows.len() {
            assert!(number(at, 1) >= number(at - 1, 1) - 0.02 && number(at, 2) > number(at - 1, 2), "{rows:?}");
        }
        assert!(number(6, 1) > 0.95 && number(1, 2) < 1000.0, "{rows:?}");
        // Stopped, it says nothing more, and the page still answers.
        tab.eval("document.querySelectorAll('input[name=rag-over]')[3].click()");
        tab.click("button", "Build it and compare");
        tab.wait_for("making", LIVE, &format!("{said}.includes('Making vectors up')"));
        tab.click(".part-pair button", "Stop");
        tab.wait_for("the end", 10.0, &format!("!/Making vectors up|Linking each vector/.test({said})"));
        tab.fill("input", "Your question", "What is BERT?");
        tab.click("button", "Ask");
        tab.wait_for("an answer", LIVE, "document.querySelector('.rag-hits').innerText.includes('BERT')");
    });
}

#[test]
fn chunks_and_settings_can_be_taken_along() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        tab.click("button", "Chunks and settings (JSON)");
        let file = tab.downloaded("rag.json", 10.0);
        let saved: Value = serde_json::from_slice(&file).expect("JSON");
        assert_eq!(saved["chunks"].as_array().map(Vec::len), Some(5));
        assert_eq!((saved["search"].as_str(), saved["k"].as_u64()), (Some("hybrid"), Some(3)));
        tab.click("a", "Python script");
        assert!(String::from_utf8(tab.downloaded("rag.py", 10.0)).expect("a script").contains("IndexFlatIP"));
    });
}

fn row(cells: &Value) -> Vec<String> {
    cells.as_array().expect("cells").iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
