//! IndexedDB as futures. Requests are made and awaited within their transaction: it stays open while only its own answers are waited for.

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbFactory, IdbObjectStore, IdbRequest, IdbTransaction};

/// Opens a database, and makes its stores if it is new.
///
/// # Errors
/// If the browser has none for this site.
pub async fn open(name: &str, stores: &'static [&'static str]) -> Result<IdbDatabase, JsValue> {
    // In a private window the factory may be missing, whatever the type says.
    let factory: Option<IdbFactory> = window().indexed_db()?;
    let request = factory.ok_or(JsValue::UNDEFINED)?.open_with_u32(name, 1)?;
    let asked = request.clone();
    let upgrade = Closure::<dyn FnMut()>::new(move || {
        if let Ok(database) = asked.result() {
            let database: IdbDatabase = database.unchecked_into();
            for store in stores {
                // It is new: no store is there already.
                let _ = database.create_object_store(store);
            }
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    Ok(answer(&request).await?.unchecked_into())
}

/// The result of a request.
///
/// # Errors
/// The request's own.
pub async fn answer(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let settled = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    match JsFuture::from(settled).await {
        Ok(_) => request.result(),
        Err(_) => Err(request.error().ok().flatten().map_or(JsValue::UNDEFINED, JsValue::from)),
    }
}

/// A transaction that is complete when it is on the disk, not in a buffer of the system's.
///
/// # Errors
/// If the connection is closed.
pub fn write(database: &IdbDatabase, stores: &[&str]) -> Result<IdbTransaction, JsValue> {
    let names: Array = stores.iter().map(|name| JsValue::from_str(name)).collect();
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    // By hand, as the binding for the options is not stable. Browsers that know no such option leave it aside.
    let begin: Function = Reflect::get(database, &"transaction".into())?.unchecked_into();
    Ok(begin.call3(database, &names, &"readwrite".into(), &options)?.unchecked_into())
}

/// Waits until a transaction is complete.
///
/// # Errors
/// If nothing of it was stored.
pub async fn complete(transaction: &IdbTransaction) -> Result<(), JsValue> {
    let settled = Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    });
    match JsFuture::from(settled).await {
        Ok(_) => Ok(()),
        Err(_) => Err(transaction.error().map_or(JsValue::UNDEFINED, JsValue::from)),
    }
}

/// Every key of a store, or those of a range.
pub async fn keys(store: &IdbObjectStore, range: Option<&JsValue>) -> Result<Vec<JsValue>, JsValue> {
    let request = match range {
        Some(range) => store.get_all_keys_with_key(range),
        None => store.get_all_keys(),
    }?;
    Ok(Array::from(&answer(&request).await?).to_vec())
}
