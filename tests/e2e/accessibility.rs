//! Every page by axe-core's rules for WCAG 2.2 AA, light and dark. `GLASSBOX_AXE` names the file `axe.min.js` of npm's axe-core;
//! without it the rest of the tests still hold keyboard, focus and reflow.

use crate::e2e::lab::Lab;
use guide::Section;
use std::{env, fs};
use tests::harness::{Browser, Site, Tab, in_browser};

const RULES: &str = "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    .then(report => report.violations.map(v => `${v.impact}: ${v.help} (${v.nodes.length} times, first ${v.nodes[0].target.join(' ')})`))";

/// The rules that the page breaks in either theme.
#[track_caller]
fn violations(tab: &Tab, axe: &str, page: &str) -> Vec<String> {
    tab.eval(&format!("(() => {{ {axe}; return 1 }})()"));
    let in_theme = |theme: &str| {
        tab.eval(&format!("glassboxTheme({theme:?})"));
        let found = tab.eval(RULES);
        let found = found.as_array().cloned().unwrap_or_default();
        found.into_iter().map(|rule| format!("{page}, {theme}: {rule}")).collect::<Vec<_>>()
    };
    [in_theme("light"), in_theme("dark")].concat()
}

#[test]
fn no_page_breaks_a_rule_of_wcag() {
    let Some(file) = env::var_os("GLASSBOX_AXE") else { return };
    let axe = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.to_string_lossy()));
    let site = Site::at_root();
    in_browser(&site, Browser::default(), |tab| {
        let mut broken = Vec::new();
        let soon = Section::ALL.iter().find(|section| !section.is_live()).map(|section| section.slug());
        for path in [Some(""), soon].into_iter().flatten() {
            tab.goto(path);
            tab.wait_for_element("main h1", 15.0);
            broken.extend(violations(tab, &axe, path));
        }
        for keys in ["Control+k", "Shift+?"] {
            tab.press(keys);
            tab.wait_for_element("dialog[open]", 5.0);
            broken.extend(violations(tab, &axe, keys));
            tab.press("Escape");
        }
        let lab = Lab::open(tab, "backend=cpu");
        lab.single_steps(2);
        broken.extend(violations(tab, &axe, "lstm"));
        tab.goto("tokenization/?mode=bytes");
        tab.wait_for_element(".bpe-tree .token", 60.0);
        broken.extend(violations(tab, &axe, "tokenization"));
        assert!(broken.is_empty(), "{}", broken.join("\n"));
    });
}
