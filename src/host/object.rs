//! JavaScript objects, written and read field by field: a serializer would weigh far more.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// An object whose fields we know by name.
    #[derive(Clone, Debug)]
    #[wasm_bindgen(js_name = Object)]
    pub(crate) type Fields;

    #[wasm_bindgen(constructor, js_class = Object)]
    pub(crate) fn new() -> Fields;

    #[wasm_bindgen(method, indexing_getter)]
    pub(crate) fn at(this: &Fields, name: &str) -> JsValue;

    #[wasm_bindgen(method, indexing_setter)]
    pub(crate) fn put(this: &Fields, name: &str, value: &JsValue);
}

/// The texts in a list; whatever else is in it is left out, and what is no list has none.
pub(crate) fn texts(list: &JsValue) -> Vec<String> {
    let list = Array::is_array(list).then(|| Array::from(list));
    list.into_iter().flatten().filter_map(|text| text.as_string()).collect()
}

impl Fields {
    /// The same object with this field.
    pub(crate) fn with(self, name: &str, value: impl Into<JsValue>) -> Fields {
        self.put(name, &value.into());
        self
    }

    /// The object that a value is, if it is one.
    pub(crate) fn of(value: JsValue) -> Option<Fields> {
        value.is_object().then(|| value.unchecked_into())
    }

    /// The object under this name.
    pub(crate) fn object(&self, name: &str) -> Option<Fields> {
        Fields::of(self.at(name))
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.at(name).as_string()
    }

    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.at(name).as_bool()
    }

    /// A whole number that JavaScript can hold exactly.
    pub(crate) fn whole(&self, name: &str) -> Option<u64> {
        let number = self.at(name).as_f64()?;
        (0.0..=js_sys::Number::MAX_SAFE_INTEGER)
            .contains(&number)
            .then_some(number as u64)
            .filter(|whole| *whole as f64 == number)
    }

    /// There is nothing under this name.
    pub(crate) fn lacks(&self, name: &str) -> bool {
        let value = self.at(name);
        value.is_undefined() || value.is_null()
    }

    /// What `read` makes of the text under this name. `None` says that it cannot be read;
    /// a field that is missing can: there is nothing.
    #[expect(clippy::option_option, reason = "nothing, and something that cannot be read")]
    pub(crate) fn maybe<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<Option<T>> {
        if self.lacks(name) {
            return Some(None);
        }
        read(&self.text(name)?).map(Some)
    }

    /// Each field by its name, in the object's order.
    pub(crate) fn each(&self) -> impl Iterator<Item = (String, JsValue)> {
        let this = self.clone();
        let names = Object::keys(self.unchecked_ref::<Object>());
        names.into_iter().filter_map(|name: JsValue| name.as_string()).map(move |name| {
            let value = this.at(&name);
            (name, value)
        })
    }
}
