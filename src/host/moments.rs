//! Moments as each language writes them, by the browser's own rules and in its time zone.

use js_sys::Date;
use wasm_bindgen::JsValue;

use super::object::Fields;
use crate::strings::Language;

/// The day of the week and the time of day of a moment, in milliseconds since 1970: for example
/// `Sun 10:42 AM`.
pub fn moment(language: Language, at: u64) -> String {
    let how =
        Fields::new().with("weekday", "short").with("hour", "numeric").with("minute", "2-digit");
    let date = Date::new(&JsValue::from_f64(at as f64));
    date.to_locale_string(language.tag(), &how).into()
}
