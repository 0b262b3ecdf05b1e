//! The built site behind a plain file server, as a host without any configuration would serve it.

use super::silence::Silence;
use std::{
    cell::RefCell,
    env, fs,
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

pub struct Site {
    /// `cargo xtask serve-dist`: the file server that `cargo xtask serve` shows the site with.
    server: RefCell<Child>,
    /// `http://127.0.0.1:PORT/BASE/`
    url: String,
    /// `/` or `/repo/`.
    base: &'static str,
    /// A changed copy of the dist, removed with the site.
    copy: Option<PathBuf>,
}

impl Site {
    /// The dist built for the root of a host.
    pub fn at_root() -> Site {
        Site::serve(&named_by("GLASSBOX_DIST"), "/", None)
    }

    /// The dist built with `--base /repo/`, as on GitHub Pages.
    pub fn at_repo() -> Site {
        Site::serve(&named_by("GLASSBOX_DIST_REPO"), "/repo/", None)
    }

    /// Another folder: what somebody else has built.
    pub fn of(folder: &Path) -> Site {
        Site::serve(folder, "/", None)
    }

    /// As [`Site::at_root`], without the files whose name contains `part`: an upload that stopped half-way.
    pub fn without(part: &str) -> Site {
        Site::changed(&format!("without-{part}"), part, |_| None)
    }

    /// As [`Site::at_root`], with the files whose name contains `part` cut in half: a connection that broke off.
    pub fn with_half(part: &str) -> Site {
        Site::changed(&format!("half-{part}"), part, |bytes| Some(bytes[..bytes.len() / 2].to_vec()))
    }

    /// As [`Site::at_root`], with a page in place of the files whose name contains `part`: what many hosts answer for a missing file.
    pub fn with_page_for(part: &str) -> Site {
        Site::changed(&format!("page-{part}"), part, |_| Some(b"<!doctype html><title>Not found</title>".to_vec()))
    }

    /// As [`Site::at_root`], with one bit of the last byte of the files whose name contains `part` turned: a file of the right size that is
    /// another one.
    pub fn with_damaged(part: &str) -> Site {
        Site::changed(&format!("damaged-{part}"), part, |bytes| {
            let mut bytes = bytes.to_vec();
            bytes.last_mut().into_iter().for_each(|last| *last ^= 1);
            Some(bytes)
        })
    }

    fn changed(name: &str, part: &str, change: fn(&[u8]) -> Option<Vec<u8>>) -> Site {
        let copy = env::temp_dir().join(format!("glassbox-{}-{name}", std::process::id()));
        copy_folder(&named_by("GLASSBOX_DIST"), &copy, part, change)
            .unwrap_or_else(|error| panic!("cannot copy the dist to {}: {error}", copy.display()));
        Site::serve(&copy.clone(), "/", Some(copy))
    }

    fn serve(folder: &Path, base: &'static str, copy: Option<PathBuf>) -> Site {
        let mut server = Command::new(named_by("GLASSBOX_XTASK"))
            .args(["serve-dist", "--port", "0", "--base", base])
            .arg(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot serve {}: {error}", folder.display()));
        let mut url = String::new();
        let output = server.stdout.take().expect("its output is piped");
        let read = BufReader::new(output).read_line(&mut url);
        let url = format!("{}/", url.trim().trim_end_matches('/'));
        let site = Site { server: RefCell::new(server), url, base, copy };
        assert!(read.is_ok() && site.url.starts_with("http"), "serve-dist {} named no address", folder.display());
        site
    }

    /// `http://127.0.0.1:PORT/BASE/` and then `path`, which has no leading slash.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    pub fn base(&self) -> &'static str {
        self.base
    }

    /// No network any more: what is asked from now on is answered by nobody, and noted by the [`Silence`] in the server's place.
    pub fn cut(&self) -> Silence {
        self.stop();
        Silence::at(self.origin(), false)
    }

    /// From now on the host answers every request with one and the same page and says that all is well.
    pub fn answer_pages(&self) -> Silence {
        self.stop();
        Silence::at(self.origin(), true)
    }

    fn stop(&self) {
        let mut server = self.server.borrow_mut();
        let _ = server.kill();
        let _ = server.wait();
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        self.url.strip_suffix(self.base).unwrap_or(&self.url)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop();
        if let Some(copy) = &self.copy {
            let _ = fs::remove_dir_all(copy);
        }
    }
}

/// The file or folder that an environment variable of `cargo xtask test` names.
pub fn named_by(variable: &str) -> PathBuf {
    match env::var_os(variable) {
        Some(path) => path.into(),
        None => panic!(
            "{variable} is not set: what runs in a browser needs a built site, run it by `cargo xtask test` or `cargo xtask bench`"
        ),
    }
}

/// The files whose name contains `part` are changed, or left out.
pub fn copy_folder(from: &Path, to: &Path, part: &str, change: fn(&[u8]) -> Option<Vec<u8>>) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target, part, change)?;
        } else if !entry.file_name().to_string_lossy().contains(part) {
            // Packs are megabytes, and most copies change another file.
            fs::hard_link(entry.path(), &target).or_else(|_| fs::copy(entry.path(), &target).map(|_| ()))?;
        } else if let Some(bytes) = change(&fs::read(entry.path())?) {
            fs::write(target, bytes)?;
        }
    }
    Ok(())
}
