//! Flex's own dialog about a second call, which offers to hang up the first one or to turn the
//! other one away, and leaves no third way.

use wasm_bindgen::prelude::*;

use super::HostError;
use super::object::Fields;
use super::store::Store;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, js_name = getState)]
    fn whole(this: &Store) -> JsValue;
}

/// With this feature the dialog is off. Twilio's support turns it on for an account.
const OFF: &str = "disable-multi-call-alert";

/// Keeps the dialog away in this browser, as Flex itself overrides a feature for one browser.
/// Answers whether the dialog is away; where Flex has no such features it never comes.
pub fn keep_away(store: &Store) -> Result<bool, HostError> {
    if is_away(store) {
        return Ok(true);
    }
    let feature = Fields::new().with("id", OFF).with("enabled", true);
    let wanted = Fields::new().with("type", "FLEX_FEATURE_FLAG_OVERRIDE").with("payload", feature);
    store.dispatch(&wanted).map_err(HostError::threw("dispatch"))?;
    Ok(is_away(store))
}

fn is_away(store: &Store) -> bool {
    let features =
        Fields::of(store.whole()).and_then(|state| state.object("flex")?.object("featureFlags"));
    let Some(features) = features else { return true };
    let is_on = |of: &str| features.object(of)?.object(OFF)?.flag("enabled");
    // What is overridden is so in either direction.
    is_on("localOverrides").or_else(|| is_on("features")) == Some(true)
}
