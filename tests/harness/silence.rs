//! A server's place after the server has gone: whoever knocks is noted, and hears nothing or always the same page.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

/// What many hosts answer when they have nothing.
const PAGE: &str = "<!doctype html><title>Welcome</title>";

pub struct Silence {
    asked: Arc<Mutex<Vec<String>>>,
}

impl Silence {
    /// In place of the server at `origin`, `http://127.0.0.1:PORT`.
    pub(super) fn at(origin: &str, pages: bool) -> Silence {
        let address = origin.trim_start_matches("http://");
        let listener = TcpListener::bind(address).unwrap_or_else(|error| panic!("cannot listen at {address}: {error}"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&asked);
        // Ends with the test run.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let noted = Arc::clone(&noted);
                thread::spawn(move || {
                    let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
                    let mut line = String::new();
                    // A connection opened in advance asks for nothing.
                    let mut reader = BufReader::new(&stream);
                    if reader.read_line(&mut line).is_ok_and(|bytes| bytes > 0) {
                        if pages {
                            // The rest of the request first: an answer to half of one is a broken connection.
                            let _ = reader.by_ref().lines().map_while(Result::ok).find(String::is_empty);
                            let _ = write!(
                                &stream,
                                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{PAGE}",
                                PAGE.len()
                            );
                        }
                        noted.lock().unwrap_or_else(|poison| poison.into_inner()).push(line.trim().into());
                    }
                });
            }
        });
        Silence { asked }
    }

    /// The first lines of all requests so far.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(|poison| poison.into_inner()).clone()
    }
}
