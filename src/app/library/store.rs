//! What is stored, and how. `documents`: by number, `{ name, format, text, added }`. `vectors`: by `[document, time, model, count]`, the vectors
//! of one document that were made at one time, `{ width, keys, values }`. They go with their document. In `documents`, [`EMPTIED`] is none.

use super::idb;
use js_sys::{Array, Date, Float32Array, Object, Reflect, Uint8Array};
use lessons::rag::Stored;
use protocol::rag::{Computed, Key, Vectors};
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbKeyRange, IdbTransaction, IdbTransactionMode};

const NAME: &str = "glassbox-documents";
const DOCUMENTS: &str = "documents";
const VECTORS: &str = "vectors";

/// Under this number stands that documents were deleted here: without it, an empty list is not the reader's doing.
const EMPTIED: u32 = 0;

/// Vectors of one document, over all the ways in which it was cut: 30 MB of 384 numbers each. Then the oldest go.
const MOST_VECTORS: usize = 20_000;

/// Documents in the order in which they were added, and whether none was ever stored.
pub type Found = (Vec<Stored>, bool);

#[derive(Default)]
pub struct Store(RefCell<Option<IdbDatabase>>);

impl Store {
    pub async fn open(&self) -> Result<Found, JsValue> {
        self.connect().await?;
        let database = self.database().await?;
        let transaction = database.transaction_with_str(DOCUMENTS)?;
        let store = transaction.object_store(DOCUMENTS)?;
        let (keys, values) = (store.get_all_keys()?, store.get_all()?);
        let keys = Array::from(&idb::answer(&keys).await?);
        let values = Array::from(&idb::answer(&values).await?);
        let mut found: Vec<(f64, Stored)> = Vec::new();
        for (key, value) in keys.iter().zip(values.iter()) {
            found.extend(document(&key, &value));
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.id.cmp(&b.1.id)));
        Ok((found.into_iter().map(|(_, document)| document).collect(), keys.length() == 0))
    }

    async fn connect(&self) -> Result<(), JsValue> {
        let database = idb::open(NAME, &[DOCUMENTS, VECTORS]).await?;
        self.0.replace(Some(database));
        Ok(())
    }

    /// The connection; a new one if the browser has closed it.
    async fn database(&self) -> Result<IdbDatabase, JsValue> {
        let there = self.0.borrow().clone();
        // A closed connection is known by what it refuses.
        if let Some(database) = there.filter(|it| it.transaction_with_str(DOCUMENTS).is_ok()) {
            return Ok(database);
        }
        self.connect().await?;
        self.0.borrow().clone().ok_or(JsValue::UNDEFINED)
    }

    async fn write(&self) -> Result<IdbTransaction, JsValue> {
        idb::write(&self.database().await?, &[DOCUMENTS, VECTORS])
    }

    /// # Errors
    /// Also if another document has its number.
    pub async fn save(&self, document: Stored) -> Result<(), JsValue> {
        let (id, text) = (document.id, document.text.clone());
        let result = self.add(document).await;
        if result.is_err() {
            // A page that was left and opened again may have stored it a moment ago.
            let there = self.one(id).await.ok().flatten();
            return if there.is_some_and(|there| there.text == text) { Ok(()) } else { result };
        }
        result
    }

    async fn add(&self, Stored { id, name, format, text }: Stored) -> Result<(), JsValue> {
        let transaction = self.write().await?;
        let value = Object::new();
        let fields: [(&str, JsValue); 4] =
            [("name", name.into()), ("format", format.into()), ("text", text.into()), ("added", Date::now().into())];
        for (field, content) in fields {
            Reflect::set(&value, &field.into(), &content)?;
        }
        transaction.object_store(DOCUMENTS)?.add_with_key(&value, &id.into())?;
        idb::complete(&transaction).await
    }

    /// A document that another tab has deleted stays deleted.
    pub async fn rename(&self, id: u32, name: &str) -> Result<(), JsValue> {
        let transaction = self.write().await?;
        let store = transaction.object_store(DOCUMENTS)?;
        let value = idb::answer(&store.get(&id.into())?.unchecked_into()).await?;
        if value.is_object() {
            Reflect::set(&value, &"name".into(), &name.into())?;
            store.put_with_key(&value, &id.into())?;
        }
        idb::complete(&transaction).await
    }

    pub async fn delete(&self, id: u32) -> Result<(), JsValue> {
        let transaction = self.write().await?;
        let documents = transaction.object_store(DOCUMENTS)?;
        documents.delete(&id.into())?;
        documents.put_with_key(&JsValue::TRUE, &EMPTIED.into())?;
        transaction.object_store(VECTORS)?.delete(&of_document(id)?)?;
        idb::complete(&transaction).await
    }

    pub async fn forget(&self) -> Result<(), JsValue> {
        let transaction = self.write().await?;
        let documents = transaction.object_store(DOCUMENTS)?;
        documents.clear()?;
        documents.put_with_key(&JsValue::TRUE, &EMPTIED.into())?;
        transaction.object_store(VECTORS)?.clear()?;
        idb::complete(&transaction).await
    }

    /// One document as it is stored now.
    pub async fn one(&self, id: u32) -> Result<Option<Stored>, JsValue> {
        let transaction = self.database().await?.transaction_with_str(DOCUMENTS)?;
        let request = transaction.object_store(DOCUMENTS)?.get(&id.into())?;
        let value = idb::answer(&request.unchecked_into()).await?;
        Ok(document(&id.into(), &value).map(|(_, document)| document))
    }

    /// Keeps vectors with the documents that they were cut from, in one transaction.
    pub async fn keep(&self, Computed { vectors, owners }: &Computed) -> Result<(), JsValue> {
        let mut by_document: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (place, owner) in owners.iter().enumerate() {
            by_document.entry(*owner).or_default().push(place);
        }
        let transaction = self.write().await?;
        let (documents, store) = (transaction.object_store(DOCUMENTS)?, transaction.object_store(VECTORS)?);
        for (owner, places) in by_document {
            if idb::answer(&documents.get_key(&owner.into())?).await?.is_undefined() {
                continue;
            }
            let mut room = MOST_VECTORS.saturating_sub(places.len());
            // By time: the newest last.
            for key in idb::keys(&store, Some(&of_document(owner)?)).await?.into_iter().rev() {
                let count = Array::from(&key).get(3).as_f64().unwrap_or(0.0) as usize;
                match room.checked_sub(count) {
                    Some(left) => room = left,
                    None => drop(store.delete(&key)?),
                }
            }
            let key: [JsValue; 4] =
                [owner.into(), Date::now().into(), vectors.model.as_str().into(), (places.len() as u32).into()];
            let rows = rows(vectors, &places)?;
            store.put_with_key(&rows, &Array::from_iter(key))?;
        }
        idb::complete(&transaction).await
    }

    /// All vectors of these weights.
    pub async fn recall(&self, model: &str) -> Result<Vectors, JsValue> {
        let transaction =
            self.database().await?.transaction_with_str_and_mode(VECTORS, IdbTransactionMode::Readonly)?;
        let store = transaction.object_store(VECTORS)?;
        let mut all = Vectors { model: model.into(), ..Vectors::default() };
        for key in idb::keys(&store, None).await? {
            if Array::from(&key).get(2).as_string().as_deref() == Some(model) {
                let value = idb::answer(&store.get(&key)?.unchecked_into()).await?;
                take_in(&mut all, &value);
            }
        }
        Ok(all)
    }
}

/// The keys of a document's vectors: arrays that begin with its number.
fn of_document(id: u32) -> Result<JsValue, JsValue> {
    let (from, to) = (Array::of1(&id.into()), Array::of2(&id.into(), &Array::new()));
    Ok(IdbKeyRange::bound(&from, &to)?.into())
}

/// What is stored under a number, and when it was added; nothing if it is no document.
fn document(key: &JsValue, value: &JsValue) -> Option<(f64, Stored)> {
    let text = |name: &str| Reflect::get(value, &name.into()).ok()?.as_string();
    let added = Reflect::get(value, &"added".into()).ok()?.as_f64().unwrap_or(0.0);
    let id = key.as_f64()? as u32;
    Some((added, Stored { id, name: text("name")?, format: text("format")?, text: text("text")? }))
}

/// Some of the vectors as they are stored.
fn rows(vectors: &Vectors, places: &[usize]) -> Result<Object, JsValue> {
    let width = vectors.width as usize;
    let keys: Vec<u8> = places.iter().flat_map(|place| vectors.keys[*place]).collect();
    let row = |place: &usize| vectors.values.get(place * width..(place + 1) * width).unwrap_or_default();
    let values: Vec<f32> = places.iter().flat_map(row).copied().collect();
    let value = Object::new();
    Reflect::set(&value, &"width".into(), &vectors.width.into())?;
    Reflect::set(&value, &"keys".into(), &Uint8Array::from(&keys[..]))?;
    Reflect::set(&value, &"values".into(), &Float32Array::from(&values[..]))?;
    Ok(value)
}

/// The same read again. What does not fit, whoever wrote it, is left out.
fn take_in(all: &mut Vectors, value: &JsValue) -> Option<()> {
    let width = Reflect::get(value, &"width".into()).ok()?.as_f64()? as u32;
    let keys = Reflect::get(value, &"keys".into()).ok()?.dyn_into::<Uint8Array>().ok()?.to_vec();
    let values = Reflect::get(value, &"values".into()).ok()?.dyn_into::<Float32Array>().ok()?.to_vec();
    let (keys, []) = keys.as_chunks::<{ size_of::<Key>() }>() else { return None };
    let fits = values.len() == keys.len() * width as usize && (all.width == 0 || all.width == width);
    if fits {
        all.width = width;
        all.keys.extend_from_slice(keys);
        all.values.extend(values);
    }
    Some(())
}
