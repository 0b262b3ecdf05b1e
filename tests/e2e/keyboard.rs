//! Everything that can be clicked can be reached and seen to be reached without a mouse.

use guide::Section;
use serde_json::Value;
use tests::harness::{Browser, Site, Tab, in_browser};

/// What a reader can operate: in the tab order as itself or, for radio buttons and tabs, as its group.
const CONTROLS: &str = "[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(e =>
    e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length && !e.disabled && !e.closest('[inert]')
    && (e.tabIndex >= 0) && !(e.type === 'radio' && !e.checked && document.querySelector(`input[name=\"${e.name}\"]:checked`)))";

/// Remembers the focused element and says whether one can see that it has the focus.
const NOTE_FOCUS: &str = "(() => {
    const e = document.activeElement;
    if (!e || e === document.body) return 'nothing';
    reached.add(e);
    const look = element => { const s = getComputedStyle(element); return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor].join() };
    const focused = look(e);
    const outlined = getComputedStyle(e).outlineStyle !== 'none' && parseFloat(getComputedStyle(e).outlineWidth) > 0;
    return outlined ? 'seen' : 'unseen: ' + e.outerHTML.slice(0, 120) + ' ' + focused;
})()";

/// A lesson enables its controls as its model arrives: waits until none has come or gone for two seconds.
#[track_caller]
fn wait_until_settled(tab: &Tab) {
    let settled = format!(
        "(count => {{ if (window.settled?.[0] !== count) window.settled = [count, performance.now()];
            return performance.now() - settled[1] > 2000 }})(({CONTROLS}).length)"
    );
    tab.wait_for("the controls to be all there", 60.0, &settled);
}

#[track_caller]
fn assert_all_reached_by_tab(tab: &Tab) {
    wait_until_settled(tab);
    tab.eval("(window.reached = new Set(), document.body.focus(), getSelection().removeAllRanges(), 1)");
    let count = tab.eval(&format!("({CONTROLS}).length")).as_u64().unwrap_or(0);
    assert!(count > 3, "a page of {count} controls is hardly one");
    let mut unseen = Vec::new();
    for _ in 0..count + 8 {
        tab.press("Tab");
        if let Value::String(look) = tab.eval(NOTE_FOCUS)
            && look.starts_with("unseen")
        {
            unseen.push(look);
        }
    }
    unseen.sort();
    unseen.dedup();
    assert!(unseen.is_empty(), "focused without showing it:\n  {}", unseen.join("\n  "));
    // Of radio buttons that belong together Tab reaches one, arrows the others.
    let left_out = tab.eval(&format!(
        "({CONTROLS}).filter(e => !reached.has(e) && !(e.type === 'radio' && [...reached].some(other => other.name === e.name)))
            .map(e => e.outerHTML.slice(0, 120))"
    ));
    assert_eq!(left_out, serde_json::json!([]), "not reached by Tab");
}

#[test]
fn every_control_is_reached_by_tab() {
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let soon = Section::ALL.iter().find(|section| !section.is_live());
        let live = Section::ALL.iter().filter(|section| section.is_live());
        let paths = live.chain(soon).map(|section| section.slug());
        for path in std::iter::once("").chain(paths) {
            tab.goto(path);
            tab.wait_for_element("main h1", 15.0);
            assert_all_reached_by_tab(tab);
        }
    });
}

#[test]
fn the_first_tab_stop_skips_to_the_page() {
    let site = Site::at_repo();
    in_browser(&site, Browser::default(), |tab| {
        tab.goto("bert");
        tab.wait_for_element("main h1", 15.0);
        tab.press("Tab");
        assert_eq!(tab.eval("document.activeElement.textContent.trim()"), "Skip to the page");
        tab.press("Enter");
        assert_eq!(tab.eval("document.activeElement.id"), "main");
        assert_eq!(tab.text("main h1"), Section::Bert.heading(), "the link has led elsewhere");
    });
}
