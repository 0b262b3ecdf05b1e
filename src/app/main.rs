//! The page: what the reader sees and clicks. It computes nothing itself; models live in the engine worker.

mod base_path;
mod build_info;
mod components;
mod engine_client;
mod engine_state;
mod engine_worker;
mod links;
mod pages;
mod route;
mod shell;
mod storage;
mod theme;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(shell::App);
}
