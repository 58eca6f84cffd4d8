//! Numbers of minutes, hours and days as each language writes them, by the browser's own rules.

use wasm_bindgen::prelude::*;

use super::object::Fields;
use crate::strings::{Language, Unit};

#[wasm_bindgen]
extern "C" {
    #[derive(Debug)]
    #[wasm_bindgen(js_namespace = Intl)]
    type NumberFormat;

    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(language: &str, how: &Fields) -> Result<NumberFormat, JsValue>;

    #[wasm_bindgen(method)]
    fn format(this: &NumberFormat, number: f64) -> String;
}

/// Writes such numbers in one language. The browser takes its time to make a format, so each is
/// made once.
#[derive(Debug)]
pub struct Units([Option<NumberFormat>; 3]);

impl Units {
    /// Those of this language.
    pub fn new(language: Language) -> Units {
        Units(Unit::ALL.map(|unit| {
            let how = Fields::new()
                .with("style", "unit")
                .with("unit", unit.name())
                .with("unitDisplay", "short");
            NumberFormat::new(language.tag(), &how).ok()
        }))
    }

    /// For example `12 min`; the bare number in a browser that cannot write it.
    pub fn write(&self, number: u64, unit: Unit) -> String {
        match &self.0[unit as usize] {
            Some(format) => format.format(number as f64),
            None => number.to_string(),
        }
    }
}
