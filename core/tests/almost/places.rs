//! The places of a JSON value, each of which can be spoilt.

use serde_json::Value;

/// Each place in a value, as a JSON pointer; the whole is the first.
pub(crate) fn places(value: &Value) -> Vec<String> {
    let mut places = Vec::new();
    note(value, "", &mut places);
    places
}

fn note(value: &Value, at: &str, places: &mut Vec<String>) {
    places.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, inner)| note(inner, &format!("{at}/{name}"), places));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, inner)| note(inner, &format!("{at}/{index}"), places));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Puts something else into a place, or takes the place away. One that an earlier change took
/// away stays away.
pub(crate) fn spoil(whole: &mut Value, place: &str, instead: Option<Value>) {
    match (instead, place.rsplit_once('/')) {
        (Some(instead), _) => {
            if let Some(there) = whole.pointer_mut(place) {
                *there = instead;
            }
        }
        (None, Some((parent, name))) => {
            if let Some(Value::Object(fields)) = whole.pointer_mut(parent) {
                fields.remove(name);
            }
        }
        (None, None) => *whole = Value::Null,
    }
}
