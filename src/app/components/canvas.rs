//! What a drawn picture needs from the browser: a canvas as sharp as the screen, a new drawing when its size, the theme or its
//! data changes, and never more than one drawing a frame.

use leptos::html::Canvas;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use std::cell::Cell;
use std::rc::Rc;
use viz::color::Rgb;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Counts theme changes; read it to draw again. One observer serves the whole page, for as long as the page lives.
pub fn theme_changes() -> ArcRwSignal<u32> {
    thread_local! {
        static CHANGES: ArcRwSignal<u32> = watch_theme();
    }
    CHANGES.with(Clone::clone)
}

fn watch_theme() -> ArcRwSignal<u32> {
    let changes = ArcRwSignal::new(0);
    let signal = changes.clone();
    let callback = Closure::<dyn FnMut()>::new(move || signal.update(|n| *n += 1));
    let options = web_sys::MutationObserverInit::new();
    options.set_attributes(true);
    options.set_attribute_filter(&js_sys::Array::of1(&"data-theme".into()));
    if let (Ok(observer), Some(root)) =
        (web_sys::MutationObserver::new(callback.as_ref().unchecked_ref()), document().document_element())
        && observer.observe_with_options(&root, &options).is_ok()
    {
        callback.forget();
    }
    changes
}

/// The colour a design token has right now. An unknown token is grey: visible, and plainly wrong.
pub fn token_color(token: &str) -> Rgb {
    let root = document().document_element();
    let style = root.and_then(|root| window().get_computed_style(&root).ok().flatten());
    let value = style.and_then(|style| style.get_property_value(token).ok()).unwrap_or_default();
    Rgb::parse(&value).unwrap_or(Rgb(128, 128, 128))
}

/// Calls `draw` at the next frame after `track`'s signals changed: once, however often they did.
pub fn on_frame(track: impl Fn() + 'static, draw: impl Fn() + 'static) {
    let pending: Rc<Cell<Option<AnimationFrameRequestHandle>>> = Rc::default();
    let draw = Rc::new(draw);
    let scheduled = pending.clone();
    Effect::new(move || {
        track();
        if scheduled.get().is_none() {
            let (draw, done) = (draw.clone(), scheduled.clone());
            let frame = request_animation_frame_with_handle(move || {
                done.set(None);
                draw();
            });
            scheduled.set(frame.ok());
        }
    });
    let pending = SendWrapper::new(pending);
    on_cleanup(move || {
        if let Some(frame) = pending.take().take() {
            frame.cancel();
        }
    });
}

/// Like `on_frame`, and also when the theme or the size of the canvas changed.
///
/// `draw` gets the canvas with its pixel buffer already sized, and the number of device pixels in a CSS pixel.
pub fn use_canvas(
    canvas: NodeRef<Canvas>,
    track: impl Fn() + 'static,
    draw: impl Fn(&web_sys::HtmlCanvasElement, f64) + 'static,
) {
    let resized = ArcRwSignal::new(0_u32);
    let (theme, size) = (theme_changes(), resized.clone());
    let track = move || {
        track();
        theme.track();
        size.track();
    };
    on_frame(track, move || {
        let Some(Some(element)) = canvas.try_get_untracked() else { return };
        let ratio = window().device_pixel_ratio().clamp(1.0, 3.0);
        let size = |css: i32| (f64::from(css) * ratio).round().max(1.0) as u32;
        let (width, height) = (size(element.client_width()), size(element.client_height()));
        if element.width() != width {
            element.set_width(width);
        }
        if element.height() != height {
            element.set_height(height);
        }
        draw(&element, ratio);
    });

    let observer: Rc<Cell<Option<Resize>>> = Rc::default();
    let keep = observer.clone();
    Effect::new(move || {
        if let Some(element) = canvas.get() {
            keep.set(Resize::watch(&element, resized.clone()));
        }
    });
    let observer = SendWrapper::new(observer);
    on_cleanup(move || {
        observer.take().take();
    });
}

/// A ResizeObserver that stops observing when it is dropped.
struct Resize {
    observer: web_sys::ResizeObserver,
    _callback: Closure<dyn FnMut()>,
}

impl Resize {
    fn watch(element: &web_sys::Element, resized: ArcRwSignal<u32>) -> Option<Resize> {
        let callback = Closure::<dyn FnMut()>::new(move || resized.update(|n| *n += 1));
        let observer = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Resize { observer, _callback: callback })
    }
}

impl Drop for Resize {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// The drawing context of a canvas.
pub fn context(canvas: &web_sys::HtmlCanvasElement) -> Option<web_sys::CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}
