//! What the agent's browser keeps for him from one day to the next.

use call_core::desk::Familiar;
use call_core::id::WorkerSid;
use switchboard::host::kept::Kept;
use web_sys::Storage;

use super::*;

fn storage() -> Storage {
    web_sys::window().unwrap().local_storage().unwrap().unwrap()
}

#[wasm_bindgen_test]
fn each_agent_has_his_own_favourites_in_this_browser_and_no_name_is_kept() {
    let worker = |last: char| WorkerSid::parse(&sid("WK", last)).unwrap();
    let [alice, bob] = ['a', 'b'].map(|last| Kept::of(&worker(last)));
    storage().clear().unwrap();
    assert_eq!(alice.read().unwrap(), Familiar::default());
    let hers = Familiar::read(&format!("{}\n{}", sid("WK", 'c'), sid("WK", 'b')));
    alice.write(&hers).unwrap();
    assert_eq!(alice.read().unwrap(), hers);
    assert_eq!(bob.read().unwrap(), Familiar::default());
    let place = format!("switchboard.familiar.{}", sid("WK", 'a'));
    let kept = storage().get_item(&place).unwrap().unwrap();
    assert_eq!(kept, format!("{} \n{} \n", sid("WK", 'c'), sid("WK", 'b')));
    storage().set_item(&place, "{\"favourites\": [1]}").unwrap();
    assert_eq!(alice.read().unwrap(), Familiar::default(), "what is no identifier is nobody");
    storage().clear().unwrap();
}
