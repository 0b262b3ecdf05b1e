//! A second visit to the RAG page without a network: documents, vectors and both models are this browser's, and answer.

use tests::harness::{Site, in_browser};

use super::{KEEPS, PATIENCE, wait_kept};
use crate::e2e::rag::library::{defaults_and, open, press_stage, show, type_in, wait_for_list};
use crate::e2e::rag::question::{ask, load_encoder, load_writer, wait_for_card};

#[test]
fn documents_vectors_and_models_of_an_earlier_visit_answer_without_a_network() {
    let site = Site::at_root();
    in_browser(&site, KEEPS, |tab| {
        open(tab);
        type_in(tab, "The harbour of Skagen ships herring in barrels of 117 kilograms.");
        wait_for_list(tab, &defaults_and(&["Pasted text"]), "saved");
        load_encoder(tab, "6 vectors");
        load_writer(tab);
        wait_kept(tab);
        let silence = site.cut();

        tab.goto("rag/?backend=cpu");
        show(tab);
        wait_for_list(tab, &defaults_and(&["Pasted text"]), "saved");
        load_encoder(tab, "6 vectors");
        press_stage(tab, "3 Embeddings");
        tab.wait_for(
            "vectors of the first visit",
            PATIENCE,
            "document.querySelector('.rag-pipeline').textContent.includes('6 vectors, 6 of them from before')",
        );
        load_writer(tab);
        ask(tab, "How heavy is a barrel of herring?");
        wait_for_card(tab, "the quoted sentence", 0, "117 kilograms");
        tab.wait_for("a linked answer", 2.0 * PATIENCE, "document.querySelectorAll('.rag-cite').length > 0");
        let asked = silence.asked();
        assert!(asked.iter().all(|line| line.contains(" /sw.js ")), "asked of the network: {asked:?}");
    });
}
