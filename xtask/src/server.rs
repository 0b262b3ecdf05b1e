//! A plain file server for `dist/`, as strict as the plainest host: it maps addresses to files and has no fallback that would hide a
//! missing page.

use std::fs;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use anyhow::{Context, Result, bail};

use crate::url_path::{self, Base};
use crate::{content_type, offline};

/// Nothing a browser sends is longer than this; what is, is refused.
const REQUEST_LIMIT: u64 = 64 * 1024;
const IDLE: Duration = Duration::from_secs(30);

pub struct Server {
    listener: TcpListener,
    site: Arc<Site>,
}

/// The files served and the path they are served under.
struct Site {
    folder: PathBuf,
    base: Base,
    /// Somebody works on it: no browser may keep it.
    in_development: bool,
}

impl Server {
    /// Listens on this machine alone. Port 0 takes any free one.
    pub fn bind(folder: &Path, base: &Base, port: u16) -> Result<Self> {
        let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Err(error) if error.kind() == ErrorKind::AddrInUse => {
                bail!("port {port} is taken. Run with another one: --port {}", port.wrapping_add(1))
            }
            other => other.with_context(|| format!("listening on port {port}"))?,
        };
        let site = Site { folder: folder.to_path_buf(), base: base.clone(), in_development: false };
        Ok(Self { listener, site: Arc::new(site) })
    }

    /// Every load shows what was built last: no service worker stands between.
    pub fn for_development(self) -> Self {
        let Site { folder, base, .. } = &*self.site;
        let site = Site { folder: folder.clone(), base: base.clone(), in_development: true };
        Self { site: Arc::new(site), ..self }
    }

    fn address(&self) -> String {
        let port = self.listener.local_addr().map_or(0, |address| address.port());
        let address = format!("http://127.0.0.1:{port}{}", self.site.base);
        // Without a path of its own the address is nicer to read, and to click, without the slash.
        if self.site.base == Base::root() { address.trim_end_matches('/').into() } else { address }
    }

    /// Says where, then serves until the process ends.
    pub fn run(self) -> Result<()> {
        println!("{}", self.address());
        for stream in self.listener.incoming() {
            let (stream, site) = (stream?, Arc::clone(&self.site));
            std::thread::spawn(move || {
                // A browser that goes away mid-answer is its own business.
                let _ = serve(&stream, &site);
            });
        }
        Ok(())
    }
}

/// Answers the requests of one connection, one after the other.
fn serve(stream: &TcpStream, site: &Site) -> io::Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    while let Some(request) = Request::read(&mut reader)? {
        let answer = site.answer(&request);
        answer.write(&mut &*stream, request.method == "HEAD")?;
    }
    Ok(())
}

struct Request {
    method: String,
    target: String,
    if_none_match: Option<String>,
}

impl Request {
    /// The next request of a connection; `None` at its end.
    fn read(reader: &mut impl BufRead) -> io::Result<Option<Self>> {
        let mut lines = reader.take(REQUEST_LIMIT).lines();
        let Some(first) = lines.next().transpose()? else {
            return Ok(None);
        };
        let mut words = first.split_whitespace().map(String::from);
        let (Some(method), Some(target)) = (words.next(), words.next()) else {
            return Ok(None);
        };
        let mut request = Self { method, target, if_none_match: None };
        for line in lines {
            let line = line?;
            match line.split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("if-none-match") => {
                    request.if_none_match = Some(value.trim().into())
                }
                Some(_) => {}
                None if line.is_empty() => return Ok(Some(request)),
                None => break,
            }
        }
        Ok(None)
    }
}

struct Answer {
    status: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Site {
    fn answer(&self, request: &Request) -> Answer {
        if request.method != "GET" && request.method != "HEAD" {
            return Answer::text("405 Method Not Allowed", "Only GET and HEAD.").with("Allow", "GET, HEAD");
        }
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let Some(inside) = self.base.strip(path) else {
            return if format!("{path}/") == self.base.as_str() {
                redirect(path, query)
            } else {
                Answer::text("404 Not Found", "Not on this site.")
            };
        };
        let Some(relative) = url_path::relative_file(inside) else {
            return Answer::text("400 Bad Request", "That is no path of this site.");
        };
        if self.in_development && inside == "sw.js" {
            let mut answer = Answer::text("200 OK", offline::DEVELOPMENT);
            answer.headers = vec![("Content-Type", content_type::of(Path::new(inside)).into())];
            return answer.with("Cache-Control", "no-cache");
        }
        let mut file = self.folder.join(relative);
        let folder_address = inside.is_empty() || inside.ends_with('/');
        if file.is_dir() {
            if !folder_address {
                return redirect(path, query);
            }
            file.push("index.html");
        } else if folder_address {
            return self.not_found();
        }
        self.file(&file, request).unwrap_or_else(|| self.not_found())
    }

    fn file(&self, file: &Path, request: &Request) -> Option<Answer> {
        let facts = fs::metadata(file).ok().filter(|facts| facts.is_file())?;
        let changed = facts.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
        let tag = format!("\"{:x}-{:x}\"", facts.len(), changed);
        let answer = if request.if_none_match.as_ref() == Some(&tag) {
            Answer { status: "304 Not Modified", headers: Vec::new(), body: Vec::new() }
        } else {
            Answer {
                status: "200 OK",
                headers: vec![("Content-Type", content_type::of(file).into())],
                body: fs::read(file).ok()?,
            }
        };
        // Asked about at every load, so that a reload after a build shows the build.
        Some(answer.with("ETag", &tag).with("Cache-Control", "no-cache"))
    }

    fn not_found(&self) -> Answer {
        match fs::read(self.folder.join("404.html")) {
            Ok(body) => Answer {
                status: "404 Not Found",
                headers: vec![("Content-Type", "text/html; charset=utf-8".into())],
                body,
            },
            Err(_) => Answer::text("404 Not Found", "Not found."),
        }
    }
}

fn redirect(path: &str, query: &str) -> Answer {
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    Answer::text("301 Moved Permanently", "").with("Location", &format!("{path}/{query}"))
}

impl Answer {
    fn text(status: &'static str, text: &str) -> Self {
        Self { status, headers: vec![("Content-Type", "text/plain; charset=utf-8".into())], body: text.into() }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn write(&self, stream: &mut impl Write, head_only: bool) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {}\r\nContent-Length: {}\r\n", self.status, self.body.len());
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes())?;
        if !head_only {
            stream.write_all(&self.body)?;
        }
        stream.flush()
    }
}

#[cfg(test)]
#[path = "server_tests.rs"]
mod tests;
