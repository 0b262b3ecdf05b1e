//! A question to the documents: found by words at once, by meaning with MiniLM, and answered in writing by SmolLM2 with each sentence linked.

use tests::harness::{Browser, Site, in_browser};

use super::question::*;

#[test]
fn words_find_a_sentence_before_any_model_is_there() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        tab.goto("rag/?backend=cpu");
        wait_for_card(tab, "the quoted sentence", 0, "Deep learning stacks many layers");
        assert!(!tab.requests().iter().any(|url| url.ends_with(".shard")), "a shard was fetched unasked");
        ask(tab, "Who reads text in both directions at once?");
        wait_for_card(tab, "another sentence", 0, "BERT");
        ask(tab, "zyzzyva");
        wait_for_card(tab, "no sentence", 0, "Not in your documents");
        // In another language: what words are shared are found, and where none is, that is said.
        ask(tab, "Was genau ist Deep Learning?");
        wait_for_card(tab, "the sentence", 0, "Deep learning stacks");
        ask(tab, "什么是深度学习？");
        wait_for_card(tab, "no sentence", 0, "Not in your documents");
        // An empty question asks nothing and says so; what was found stays.
        type_question(tab, "   ");
        assert!(tab.text(".rag-ask").contains("Type a question"));
        assert!(card(tab, 0).contains("Not in your documents"));
        // Markup in a question is text.
        ask(tab, "<img src=x onerror=alert(1)> deep learning");
        wait_for_card(tab, "the sentence", 0, "Deep learning");
        tab.assert_no_sideways_scroll();
        tab.assert_clean();
    });
}

#[test]
fn meaning_finds_what_words_do_not_and_the_model_answers_from_it() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        tab.goto("rag/?backend=cpu");
        load_encoder(tab, "5 vectors");
        // Not one content word in common with the text.
        ask(tab, "How do computers understand human speech?");
        wait_for_card(tab, "the sentence", 0, "Natural language processing");
        wait_for_card(tab, "its cosine", 0, "Cosine");
        load_writer(tab);
        ask(tab, "What is deep learning?");
        tab.wait_for("a linked answer", PATIENCE, "document.querySelectorAll('.rag-cite').length > 0");
        wait_for_card(tab, "the end of the answer without passages", 2, "tokens read");
        assert!(card(tab, 1).to_lowercase().contains("deep learning"), "{}", card(tab, 1));
        // The passage that is pointed at shows the words behind the sentence.
        tab.eval("document.querySelector('.rag-cite').focus()");
        tab.wait_for("the lit passage", 10.0, "!!document.querySelector('.rag-passages .lit mark')");
        // What is not in the documents is not asked of the model.
        ask(tab, "When does the library close on Sundays?");
        wait_for_card(tab, "the refusal", 1, "the model is not asked");
        assert!(card(tab, 0).contains("Not in your documents"));
        tab.assert_no_sideways_scroll();
        tab.assert_clean();
    });
}

#[test]
fn an_answer_is_stopped_and_a_changed_prompt_is_said_to_be_another() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        tab.goto("rag/?backend=cpu");
        wait_for_card(tab, "the quoted sentence", 0, "Deep learning");
        load_writer(tab);
        ask(tab, "What is deep learning?");
        wait_for_card(tab, "the writing", 1, "it writes");
        tab.click(".rag-ask button", "Stop");
        wait_for_card(tab, "the stop", 1, "Stopped after");
        tab.click_css(".rag-strip button:nth-child(5)");
        tab.wait_for("the prompt", 10.0, "!!document.querySelector('.rag-panel textarea')");
        tab.wait_for("its size in tokens", 60.0, "document.body.textContent.includes(\"of SmolLM2's tokens\")");
        tab.click(".rag-panel button", "The guide's");
        wait_for_card(tab, "that it is another", 1, "from another prompt");
        tab.assert_clean();
    });
}
