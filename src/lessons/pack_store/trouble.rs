//! What can go wrong, each with its own words.

use super::seen::megabytes;

/// Why a load stopped. Pressing Try again goes on with the same file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The browser says that there is no network.
    Offline,
    /// The connection broke, or the host did not answer.
    Broken,
    /// The host does not have the file; its status.
    Missing(u16),
    /// It sent a web page for it.
    Page,
    /// Fewer bytes came than the file has.
    Short { got: u64, of: u64 },
    /// More bytes came than the file has.
    Wrong,
    /// All bytes came, but the engine does not take them, and why: its words on a wrong hash, as a rule.
    Refused(String),
    /// The engine could not go on, and why.
    Engine(String),
}

impl Problem {
    pub fn words(&self) -> String {
        match self {
            Problem::Offline => {
                "This device is offline. What has arrived is kept; go online again, then go on from here.".into()
            }
            Problem::Broken => {
                "The connection broke off. What has arrived is kept; check the connection, then go on from here.".into()
            }
            Problem::Missing(status) => format!(
                "The host does not have this file (it answered {status}). It may not have been uploaded with the site; ask whoever runs it, then try again."
            ),
            Problem::Page => "The host sent a web page instead of the file: it may not have been uploaded with the site. Nothing of it is kept. Ask whoever runs the site, then try again.".into(),
            Problem::Short { got, of } => format!(
                "The file broke off: {} of {} arrived. This piece is not kept, those before it are; try it again.",
                megabytes(*got),
                megabytes(*of)
            ),
            Problem::Wrong => {
                "The file is not the one this site was built with. It is not used and not kept. Try it again, or reload the page if the site was updated meanwhile.".into()
            }
            Problem::Refused(message) => format!(
                "This piece was not taken: {}. Nothing of it is kept, those before it are; try it again.",
                message.trim_end_matches('.')
            ),
            Problem::Engine(message) => crate::format::capital(&format!("{}.", message.trim_end_matches('.'))),
        }
    }
}

/// Why the browser did not keep a file. The model works all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    Full,
    Blocked,
}

impl Keeping {
    pub fn words(self) -> &'static str {
        match self {
            Keeping::Full => {
                "This browser's storage is full, so the model runs from memory and would be downloaded again next time. Free some space, then keep it."
            }
            Keeping::Blocked => {
                "This browser keeps no files for this address (blocked by its settings, a private window, or a site without https), so the model runs from memory and would be downloaded again next time."
            }
        }
    }
}
