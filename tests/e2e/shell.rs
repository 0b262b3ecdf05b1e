//! What stands around every page: search, help, theme, the engine's badge and its diagnostics.

use guide::Section;
use tests::harness::{Browser, Site, Tab, in_browser};

#[track_caller]
fn open(tab: &Tab, path: &str) {
    tab.goto(path);
    tab.wait_for_element("main h1", 15.0);
}

/// Waits until the engine says what it computes on, and returns what the badge shows.
#[track_caller]
fn wait_for_engine(tab: &Tab) -> String {
    tab.wait_for("the engine", 60.0, "['ready', 'failed'].includes(document.querySelector('.badge')?.dataset.state)");
    assert_eq!(tab.eval("document.querySelector('.badge').dataset.state"), "ready", "{}", tab.text("main"));
    tab.text(".badge")
}

/// The value beside `name` in the diagnostics, once it is there.
#[track_caller]
fn fact(tab: &Tab, name: &str) -> String {
    let value = tab.wait_for(
        name,
        30.0,
        &format!(
            "[...document.querySelectorAll('dialog[open] th')].find(th => th.innerText === {name:?})?.nextElementSibling.innerText"
        ),
    );
    value.as_str().unwrap_or_default().to_string()
}

#[test]
fn search_opens_by_key_finds_and_goes_there() {
    let site = Site::at_repo();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        for keys in ["Control+k", "/"] {
            tab.press(keys);
            tab.wait_for("the field to have the focus", 5.0, "document.activeElement.matches('[role=combobox]')");
            tab.press("Escape");
            tab.wait_for("the dialog to close", 5.0, "!document.querySelector('dialog[open]')");
        }
        // Closed and opened again faster than the browser tells of the closing: it stays open.
        tab.press("Control+k");
        for _ in 0..5 {
            tab.press("Escape");
            tab.press("/");
        }
        tab.wait_for("the field to have the focus", 5.0, "document.activeElement.matches('[role=combobox]')");
        assert_eq!(tab.count("[role=option]"), Section::ALL.len());
        for key in ["b", "e", "r", "t"] {
            tab.press(key);
        }
        tab.press("Enter");
        tab.wait_for("the page", 5.0, "document.title === 'BERT · Glassbox'");
        assert_eq!(tab.url(), site.url("bert/"));
        tab.wait_for("the heading to have the focus", 5.0, "document.activeElement.matches('main h1')");
    });
}

#[test]
fn search_shows_html_as_text_and_finding_nothing_says_so() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        tab.press("Control+k");
        tab.fill("input", "Search the guide", "<b>lstm</b>");
        let status = tab.text("dialog [role=status]");
        assert!(status.contains("<b>lstm</b>"), "{status}");
        assert_eq!(tab.count("[role=option]"), 0);
        // A slash in a field is a slash.
        tab.fill("input", "Search the guide", "");
        tab.press("/");
        assert_eq!(tab.eval("document.activeElement.value"), "/");
    });
}

#[test]
fn help_lists_the_keys_and_can_turn_single_ones_off() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        tab.press("Shift+?");
        assert_eq!(tab.text("dialog[open] h2"), "Keyboard");
        assert!(tab.text("dialog[open]").contains("Space"));
        tab.click("dialog[open] input", "Single keys");
        tab.press("Escape");
        open(tab, "bert");
        tab.press("/");
        tab.press("Shift+?");
        assert_eq!(tab.count("dialog[open]"), 0, "a single key opened something");
        tab.press("Control+k");
        assert_eq!(tab.count("dialog[open]"), 1);
    });
}

#[test]
fn the_theme_is_kept_and_painted_before_anything_else() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        let theme = "document.documentElement.dataset.theme";
        assert_eq!(tab.eval(theme), "light");
        tab.click("button", "Theme: auto");
        tab.click("button", "Theme: light");
        assert_eq!(tab.eval(theme), "dark");
        assert!(tab.has("button", "Theme: dark"));
        // What the attribute is when the first element of the body appears.
        tab.before_load(
            "new MutationObserver((_, me) => { if (document.body) { window.early = document.documentElement.dataset.theme; me.disconnect() } })
                .observe(document, { childList: true, subtree: true })",
        );
        open(tab, "bert");
        assert_eq!(tab.eval("window.early"), "dark");
        assert!(tab.has("button", "Theme: dark"));
    });
}

#[test]
fn the_engine_runs_on_the_cpu_when_asked_and_proves_itself() {
    let site = Site::at_repo();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "?backend=cpu");
        tab.click_css(".badge");
        tab.click("dialog[open] button", "Start the engine");
        assert_eq!(wait_for_engine(tab), "CPU");
        assert!(fact(tab, "Self-test on CPU").starts_with("passed"));
        assert_eq!(fact(tab, "Backend"), "CPU");
        assert!(fact(tab, "Engine memory").ends_with("MB"));
        assert!(!fact(tab, "Browser").is_empty());
    });
}

#[test]
fn without_webgpu_the_engine_runs_on_the_cpu_and_says_why() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "");
        tab.click_css(".badge");
        tab.click("dialog[open] button", "Start the engine");
        assert_eq!(wait_for_engine(tab), "CPU");
        assert_eq!(fact(tab, "GPU adapter"), "none found");
        let reason = tab.text("dialog[open] .lead");
        assert!(reason.contains("WebGPU"), "the reason does not name WebGPU: {reason}");
    });
}

#[test]
fn webgpu_passes_the_self_test_when_asked_for() {
    let site = Site::at_root();
    let browser = Browser { webgpu: true, ..Browser::default() };
    in_browser(&site, browser, |tab| {
        open(tab, "?backend=webgpu");
        tab.click_css(".badge");
        tab.click("dialog[open] button", "Start the engine");
        let badge = wait_for_engine(tab);
        assert!(badge.starts_with("WebGPU"), "{badge}");
        assert!(fact(tab, "Self-test on WebGPU").starts_with("passed"));
    });
}

#[test]
fn webgpu_asked_for_where_there_is_none_says_what_to_do() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        open(tab, "?backend=webgpu");
        tab.click_css(".badge");
        tab.click("dialog[open] button", "Start the engine");
        tab.wait_for(
            "an answer",
            60.0,
            "['ready', 'failed'].includes(document.querySelector('.badge')?.dataset.state)",
        );
        let said = tab.text("dialog[open]");
        assert!(said.contains("WebGPU") && (said.contains("CPU") || said.contains("?backend=")), "{said}");
    });
}
