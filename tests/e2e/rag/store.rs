//! Documents and vectors that outlive the tab: killed, reloaded, in two tabs at once, without room, and forgotten.

use serde_json::json;
use tests::harness::{Browser, Site, Tab, in_browser, in_killed_browser};

use super::library::*;

#[test]
fn what_the_page_called_saved_is_there_after_the_browser_was_killed() {
    let site = Site::at_root();
    let before = |tab: &Tab| {
        open(tab);
        wait_for_list(tab, &DEFAULTS, "saved");
        open_files(tab, "[new File(['A long text. '.repeat(300000)], 'long.txt')]");
        wait_for_list(tab, &defaults_and(&["long.txt"]), "saved");
        type_in(tab, "Typed a moment before.");
        // Killed in the moment in which it says so.
        wait_for_list(tab, &defaults_and(&["long.txt", "Pasted text"]), "saved");
    };
    in_killed_browser(&site, before, |tab| {
        open(tab);
        wait_for_list(tab, &defaults_and(&["long.txt", "Pasted text"]), "saved");
        let (documents, _) = stored(tab);
        let text = |name: &str| documents.iter().find(|it| it.1 == name).map(|it| it.3.len());
        assert_eq!((text("long.txt"), text("Pasted text")), (Some(3_900_000), Some(22)));
    });
}

#[test]
fn what_was_embedded_before_the_browser_was_killed_is_not_embedded_again() {
    let site = Site::at_root();
    let before = |tab: &Tab| {
        open(tab);
        load(tab);
        wait_for_vectors(tab, "5 vectors, 0 of them from before");
        press_stage(tab, "1 Documents");
        tab.click(".rag-panel button", "Add the handbook");
        wait_for_list(tab, &defaults_and(&["handbook.md"]), "saved");
        let start = std::time::Instant::now();
        while stored(tab).1 < 64 {
            assert!(start.elapsed().as_secs_f32() < 2.0 * LIVE, "no vector reaches the disk");
        }
        assert!(tab.text(".rag-strip").contains(" of "), "it was to be killed while it embeds");
    };
    in_killed_browser(&site, before, |tab| {
        open(tab);
        wait_for_list(tab, &defaults_and(&["handbook.md"]), "saved");
        let kept = stored(tab).1;
        assert!(kept >= 64, "{kept} vectors were kept");
        load(tab);
        wait_for_vectors(tab, &format!(" vectors, {kept} of them from before"));
    });
}

#[test]
fn a_list_is_empty_only_if_the_reader_emptied_it() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        // Killed between making the storage and storing the first document, a page leaves this.
        tab.goto("");
        tab.eval(
            "new Promise(resolve => {
                const opening = indexedDB.open('glassbox-documents', 1);
                opening.onupgradeneeded = () => ['documents', 'vectors'].forEach(name => opening.result.createObjectStore(name));
                opening.onsuccess = () => { opening.result.close(); resolve(true); };
            })",
        );
        open(tab);
        wait_for_list(tab, &DEFAULTS, "saved");
        // Until then the page still moves under the pointer.
        tab.wait_for("the engine's answer", LIVE, "/ms/.test(document.querySelector('.rag-strip').innerText)");
        for name in DEFAULTS {
            tab.click(".rag-documents button", &format!("Delete {name}"));
        }
        wait_for_list(tab, &[], "saved");
        tab.wait_for("an empty storage", LIVE, &format!("{}.then(it => !it)", in_storage("BERT")));
        tab.reload();
        show(tab);
        wait_for_list(tab, &[], "saved");
        assert!(tab.text(".rag-panel").contains("There is no document here"));
    });
}

#[test]
fn names_order_and_deletions_are_kept_over_a_reload() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        type_in(tab, "First.");
        tab.fill(".rag-documents input", "Name of Pasted text", "mine");
        type_in(tab, "Second.");
        tab.click(".rag-documents button", "Delete Transformers");
        let names = ["Machine learning", "Deep learning", "Natural language processing", "BERT", "mine", "Pasted text"];
        wait_for_list(tab, &names, "saved");
        // An empty name is none, and a name that is taken becomes another.
        tab.fill(".rag-documents input", "Name of mine", " ");
        tab.fill(".rag-documents input", "Name of Pasted text", "mine");
        let names = ["Machine learning", "Deep learning", "Natural language processing", "BERT", "mine", "mine 2"];
        wait_for_list(tab, &names, "saved");
        tab.wait_for("the name on the disk", LIVE, &in_storage("mine 2"));
        tab.reload();
        show(tab);
        wait_for_list(tab, &names, "saved");
        tab.click(".rag-panel button", "Add the guide's five");
        wait_for_list(tab, &[&names[..], &["Transformers"]].concat(), "saved");
    });
}

/// Whether a document of this name is stored.
fn in_storage(name: &str) -> String {
    format!(
        "new Promise(resolve => {{
            indexedDB.open('glassbox-documents', 1).onsuccess = opened => {{
                const database = opened.target.result;
                database.transaction('documents').objectStore('documents').getAll().onsuccess = found => {{
                    database.close();
                    resolve(found.target.result.some(it => it.name === {name:?}));
                }};
            }};
        }})"
    )
}

#[test]
fn two_tabs_show_one_list() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        wait_for_list(tab, &DEFAULTS, "saved");
        let (first, second) = tab.open_second();
        open(tab);
        wait_for_list(tab, &DEFAULTS, "saved");
        type_in(tab, "From the second tab.");
        tab.fill(".rag-documents input", "Name of Pasted text", "second");
        tab.switch_to(&first);
        wait_for_list(tab, &defaults_and(&["second"]), "saved");
        type_in(tab, "From the first tab.");
        tab.click(".rag-documents button", "Delete BERT");
        let names = [
            "Machine learning",
            "Deep learning",
            "Natural language processing",
            "Transformers",
            "second",
            "Pasted text",
        ];
        wait_for_list(tab, &names, "saved");
        tab.switch_to(&second);
        wait_for_list(tab, &names, "saved");
        let (documents, _) = stored(tab);
        let numbers: std::collections::BTreeSet<u64> = documents.iter().map(|document| document.0).collect();
        assert_eq!((documents.len(), numbers.len()), (6, 6));
        tab.click(".rag-panel button", "Forget everything");
        tab.click(".rag-forget button", "Yes, forget everything");
        tab.switch_to(&first);
        wait_for_list(tab, &[], "saved");
        assert!(tab.text(".rag-panel").contains("There is no document here"));
        assert_eq!(stored(tab), (Vec::new(), 0));
    });
}

#[test]
fn without_room_the_page_works_from_memory_and_says_so() {
    let site = Site::at_root();
    in_browser(&site, Browser { private: true, ..Browser::default() }, |tab| {
        let give = |bytes: u64| {
            tab.devtools("Storage.overrideQuotaForOrigin", json!({ "origin": site.origin(), "quotaSize": bytes }));
        };
        give(1_000_000);
        open(tab);
        wait_for_list(tab, &DEFAULTS, "saved");
        open_files(tab, "[new File(['Zyzzyva is a weevil. '.repeat(100000)], 'large.txt')]");
        let line = "document.querySelector('.rag-documents li:last-child .rag-kept').innerText";
        tab.wait_for("that it is not saved", LIVE, &format!("{line} === 'in this tab only'"));
        assert!(tab.text(".rag-panel .notice").contains("storage for this site is full"), "{}", tab.text(".rag-panel"));
        // It is searched all the same, and it is there when the page is opened again.
        tab.wait_for(
            "its chunks",
            LIVE,
            "parseInt(document.querySelectorAll('.rag-strip b')[1].innerText.replace(',', '')) > 1000",
        );
        tab.eval("document.querySelector('.bar .mark').click()");
        tab.wait_for("another page", LIVE, "!document.querySelector('.rag-strip')");
        tab.back();
        show(tab);
        tab.wait_for("that it is not saved", LIVE, &format!("{line} === 'in this tab only'"));
        give(1_000_000_000);
        tab.click(".rag-panel .notice button", "Save again");
        wait_for_list(tab, &defaults_and(&["large.txt"]), "saved");
        assert_eq!(tab.count(".rag-panel .notice"), 0);
    });
}

#[test]
fn without_a_storage_the_page_works_from_memory_and_says_so() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        tab.before_load(
            "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } })",
        );
        open(tab);
        wait_for_list(tab, &DEFAULTS, "in this tab only");
        assert!(tab.text(".rag-panel .notice").contains("keeps nothing for this site"));
        type_in(tab, "Typed all the same.");
        tab.click(".rag-documents button", "Delete BERT");
        let names = ["Machine learning", "Deep learning", "Natural language processing", "Transformers", "Pasted text"];
        wait_for_list(tab, &names, "in this tab only");
        tab.eval("document.querySelector('.bar .mark').click()");
        tab.wait_for("another page", LIVE, "!document.querySelector('.rag-strip')");
        tab.back();
        show(tab);
        wait_for_list(tab, &names, "in this tab only");
    });
}

#[test]
fn an_export_brings_everything_back_after_everything_was_forgotten_and_nothing_leaves() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        type_in(tab, "“Quoted” \\ and\ttabbed,\n\nwith 𝄞 and </script>.");
        tab.choose_file(".rag-adding input[type=file]", &fixture("harbour.pdf").0);
        let names = defaults_and(&["Pasted text", "harbour.pdf"]);
        wait_for_list(tab, &names, "saved");
        let (before, _) = stored(tab);
        // Everything that the page needs is here by now.
        let asked = tab.requests().len();
        tab.click(".rag-panel button", "Export all to a file");
        let export = tab.downloaded("glassbox-documents.json", 30.0);
        tab.click(".rag-panel button", "Forget everything");
        tab.click(".rag-forget button", "Keep them");
        wait_for_list(tab, &names, "saved");
        tab.click(".rag-panel button", "Forget everything");
        tab.click(".rag-forget button", "Yes, forget everything");
        wait_for_list(tab, &[], "saved");
        tab.wait_for("an empty storage", LIVE, &format!("{}.then(it => !it)", in_storage("harbour.pdf")));
        assert_eq!(stored(tab), (Vec::new(), 0));

        // Half of it first.
        open_files(tab, &format!("[{}]", file("half.json", &export[..export.len() / 2])));
        wait_told(tab, "“half.json” was not added. This is a file of exported documents, but it is damaged");
        type_in(tab, "Typed before the import.");
        open_files(tab, &format!("[{}]", file("glassbox-documents.json", &export)));
        wait_told(tab, "7 of 7 documents were added");
        let restored: Vec<&str> =
            ["Pasted text"].into_iter().chain(DEFAULTS).chain(["Pasted text 2", "harbour.pdf"]).collect();
        wait_for_list(tab, &restored, "saved");
        let (after, _) = stored(tab);
        let texts = |documents: &[(u64, String, String, String)]| {
            let mut all: Vec<(String, String)> = documents.iter().map(|it| (it.2.clone(), it.3.clone())).collect();
            all.sort();
            all
        };
        let mut expected = texts(&before);
        expected.push(("text".into(), "Typed before the import.".into()));
        expected.sort();
        assert_eq!(texts(&after), expected);
        // Once more: nothing twice.
        open_files(tab, &format!("[{}]", file("again.json", &export)));
        wait_told(tab, "0 of 7 documents were added. 7 of its documents are here already");
        let later: Vec<String> =
            tab.requests()[asked..].iter().filter(|url| url.starts_with("http")).cloned().collect();
        assert_eq!(later, Vec::<String>::new(), "asked for after everything was there");
    });
}

#[test]
fn documents_are_deleted_while_they_are_embedded_and_a_second_visit_embeds_nothing() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab);
        wait_for_list(tab, &DEFAULTS, "saved");
        load(tab);
        wait_for_vectors(tab, "5 vectors, 0 of them from before");
        press_stage(tab, "1 Documents");
        tab.click(".rag-panel button", "Add the handbook");
        wait_for_list(tab, &defaults_and(&["handbook.md"]), "saved");
        tab.wait_for(
            "the embedding",
            LIVE,
            "/[1-9]\\d* of \\d{2,}/.test(document.querySelectorAll('.rag-strip b')[2].innerText)",
        );
        tab.click(".rag-documents button", "Delete handbook.md");
        wait_for_list(tab, &DEFAULTS, "saved");
        wait_for_vectors(tab, "5 vectors, 5 of them from before");
        // What was computed of the deleted one is not kept.
        tab.wait_for("the vectors", LIVE, "true");
        assert_eq!(stored(tab).1, 5);

        press_stage(tab, "1 Documents");
        type_in(tab, "Herrings are counted in crans.");
        wait_for_vectors(tab, "6 vectors, 5 of them from before");
        tab.reload();
        show(tab);
        wait_for_list(tab, &defaults_and(&["Pasted text"]), "saved");
        load(tab);
        wait_for_vectors(tab, "6 vectors, 6 of them from before");
        press_stage(tab, "1 Documents");
        tab.click(".rag-documents button", "Delete Pasted text");
        wait_for_list(tab, &DEFAULTS, "saved");
        tab.wait_for(
            "that its vector has gone with it",
            LIVE,
            &format!("{}.then(it => !it)", in_storage("Pasted text")),
        );
        assert_eq!(stored(tab).1, 5);
    });
}

fn load(tab: &Tab) {
    press_stage(tab, "3 Embeddings");
    tab.wait_for_element(".model-panel .primary", LIVE);
    tab.click_css(".model-panel .primary");
}

#[track_caller]
fn wait_for_vectors(tab: &Tab, words: &str) {
    let said = format!("document.querySelector('.rag-pipeline').textContent.includes({words:?})");
    tab.wait_for(words, 2.0 * LIVE, &said);
}
