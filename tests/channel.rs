//! What Flex's own screens say about an internal call, and that other tasks are said as ever.

#![cfg(target_arch = "wasm32")]

use call_core::desk::{Offer, OfferStatus};
use call_core::id::ReservationSid;
use switchboard::host::Flex;
use switchboard::host::channel::Channel;
use switchboard::host::manager::Manager;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A stand-in for Flex UI 2.17.1, which shares templates between its channels as Flex does:
/// what a new call channel does not override is the very object of the default channel.
#[wasm_bindgen(inline_js = r#"
const makeDefaults = () => ({
  CallCanvas: { titleLine: "", firstLine: "name", secondLine: "reserved" },
  ConnectingOutboundCallCanvas: { titleLine: "connecting", firstLine: "dialled", secondLine: "caller id" },
  IncomingTaskCanvas: { titleLine: "", firstLine: "name", secondLine: "reserved" },
  TaskCanvasHeader: { title: "name", secondLine: "reserved", endButton: "end" },
  TaskInfoPanel: { content: "customer" },
  TaskListItem: { firstLine: "name", secondLine: "reserved" },
  Supervisor: {
    TaskCanvasHeader: { title: "name", secondLine: "reserved" },
    TaskInfoPanel: { content: "customer" },
  },
});
const byStatus = (task) =>
  ({ pending: "from a queue", accepted: "live", wrapping: "wrap up" })[task.status] ?? "in its own way";
const outbound = (task) => (task.attributes.direction === "outbound" ? "dialled" : "name");

const create = (defaults) => function createCallTaskChannel(name, isApplicable) {
  return {
    name,
    isApplicable,
    templates: {
      ...defaults,
      CallCanvas: { ...defaults.CallCanvas, secondLine: byStatus },
      IncomingTaskCanvas: { ...defaults.IncomingTaskCanvas, secondLine: byStatus },
      TaskCanvasHeader: { ...defaults.TaskCanvasHeader, title: outbound, secondLine: { Accepted: "live" } },
      TaskListItem: { ...defaults.TaskListItem, firstLine: outbound, secondLine: byStatus },
    },
  };
};

function getTemplateForStatus(task, holder, component) {
  if (holder === undefined) throw new Error("No template holder");
  if (typeof holder === "function") return holder(task, component);
  if (typeof holder === "string") return holder;
  return (task.status === "accepted" && holder.Accepted) || "";
}

export class Fake {
  constructor(without) {
    const createCallTaskChannel = create(makeDefaults());
    this.channels = [createCallTaskChannel("call", () => true)];
    const areas = {
      TaskChannels: { register: (channel) => this.channels.unshift(channel) },
      DefaultTaskChannels: { createCallTaskChannel, Call: this.channels[0] },
      TaskChannelHelper: { getTemplateForStatus },
    };
    delete areas[without];
    this.flex = areas;
  }
  /** What Flex shows at a place such as "TaskListItem.firstLine" for a task. */
  said(task, place) {
    const channel = this.channels.find(({ isApplicable }) => isApplicable(task));
    const holder = place.split(".").reduce((templates, part) => templates[part], channel.templates);
    return getTemplateForStatus(task, holder, null);
  }
  applies(task) {
    return this.channels[0].isApplicable(task);
  }
}

/** Flex that has started already: it compiles templates only when it is given its table. */
export class StartedManager {
  #strings = { Known: "Flex's" };
  compiled = { ...this.#strings };
  get strings() {
    return this.#strings;
  }
  set strings(strings) {
    this.#strings = strings;
    Object.assign(this.compiled, strings);
  }
  template(key) {
    return this.compiled[key];
  }
}

export function task(mine, status, attributes) {
  const digits = (n) => String(n).padStart(32, "0");
  const conference = mine ? undefined : { friendlyName: `WT${digits(9)}` };
  return {
    sid: `WR${digits(1)}`,
    taskSid: `WT${digits(1)}`,
    status,
    attributes: { conference, direction: mine ? "outbound" : "inbound", ...JSON.parse(attributes) },
  };
}
"#)]
extern "C" {
    type Fake;

    #[wasm_bindgen(constructor)]
    fn new(without: &str) -> Fake;

    #[wasm_bindgen(method, getter)]
    fn flex(this: &Fake) -> Flex;

    #[wasm_bindgen(method)]
    fn said(this: &Fake, task: &JsValue, place: &str) -> JsValue;

    #[wasm_bindgen(method)]
    fn applies(this: &Fake, task: &JsValue) -> bool;

    #[wasm_bindgen(extends = Manager)]
    type StartedManager;

    #[wasm_bindgen(constructor)]
    fn new() -> StartedManager;

    #[wasm_bindgen(method)]
    fn template(this: &StartedManager, key: &str) -> Option<String>;

    fn task(mine: bool, status: &str, attributes: &str) -> JsValue;
}

const INTERNAL: &str = r#"{"client_call":true,"name":"Bob","from":"client:bob"}"#;
const CUSTOMER: &str = r#"{"name":"Dana","from":"+15557654321"}"#;

/// Every line that Flex asks a channel for.
const PLACES: [&str; 15] = [
    "CallCanvas.titleLine",
    "CallCanvas.firstLine",
    "CallCanvas.secondLine",
    "ConnectingOutboundCallCanvas.titleLine",
    "ConnectingOutboundCallCanvas.firstLine",
    "ConnectingOutboundCallCanvas.secondLine",
    "IncomingTaskCanvas.firstLine",
    "IncomingTaskCanvas.secondLine",
    "TaskCanvasHeader.title",
    "TaskCanvasHeader.secondLine",
    "TaskCanvasHeader.endButton",
    "TaskInfoPanel.content",
    "TaskListItem.firstLine",
    "TaskListItem.secondLine",
    "Supervisor.TaskInfoPanel.content",
];

/// Who places a call waits; who is offered one is called; all else is Flex's to say.
fn line(offer: &Offer) -> Option<String> {
    let said = match (offer.joins.is_none(), offer.status) {
        (true, OfferStatus::Accepted) => "waits",
        (true, OfferStatus::Pending) => "places",
        (false, OfferStatus::Pending) => "is called",
        (
            _,
            OfferStatus::Accepted
            | OfferStatus::Canceled
            | OfferStatus::Completed
            | OfferStatus::Rejected
            | OfferStatus::TimedOut
            | OfferStatus::Wrapping,
        ) => return None,
    };
    Some(said.into())
}

fn register(fake: &Fake) -> Channel {
    Channel::register(&fake.flex(), "colleague", line).unwrap()
}

fn said(fake: &Fake, task: &JsValue, place: &str) -> String {
    fake.said(task, place).as_string().unwrap_or_else(|| panic!("{place} is no text"))
}

#[wasm_bindgen_test]
fn each_screen_names_the_colleague_and_says_how_far_the_call_is() {
    let fake = Fake::new("");
    let _channel = register(&fake);
    for (mine, status, place, words) in [
        (true, "pending", "ConnectingOutboundCallCanvas.titleLine", "connecting"),
        (true, "pending", "ConnectingOutboundCallCanvas.firstLine", "TaskHeaderLine"),
        (true, "pending", "ConnectingOutboundCallCanvas.secondLine", "places"),
        (true, "pending", "TaskListItem.secondLine", "places"),
        (true, "accepted", "TaskListItem.firstLine", "TaskHeaderLine"),
        (true, "accepted", "TaskListItem.secondLine", "waits"),
        (true, "accepted", "TaskCanvasHeader.title", "TaskHeaderLine"),
        (true, "accepted", "TaskCanvasHeader.secondLine", "waits"),
        (true, "accepted", "TaskCanvasHeader.endButton", "end"),
        (true, "accepted", "CallCanvas.secondLine", "waits"),
        (true, "wrapping", "TaskListItem.secondLine", "wrap up"),
        (false, "pending", "TaskListItem.secondLine", "is called"),
        (false, "pending", "IncomingTaskCanvas.firstLine", "name"),
        (false, "pending", "IncomingTaskCanvas.secondLine", "is called"),
        (false, "accepted", "TaskListItem.secondLine", "live"),
        (false, "accepted", "TaskCanvasHeader.secondLine", "live"),
        (false, "accepted", "TaskInfoPanel.content", "colleague"),
        (false, "accepted", "Supervisor.TaskInfoPanel.content", "colleague"),
        (false, "accepted", "Supervisor.TaskCanvasHeader.title", "name"),
    ] {
        let task = task(mine, status, INTERNAL);
        assert_eq!(said(&fake, &task, place), words, "{place} of {status}, mine: {mine}");
    }
}

#[wasm_bindgen_test]
fn a_customers_call_is_said_as_without_us() {
    let (without, with) = (Fake::new(""), Fake::new(""));
    let _channel = register(&with);
    for mine in [true, false] {
        for status in ["pending", "accepted", "wrapping", "completed"] {
            let task = task(mine, status, CUSTOMER);
            for place in PLACES {
                let expected = said(&without, &task, place);
                assert_eq!(said(&with, &task, place), expected, "{place} of {status}");
            }
        }
    }
}

#[wasm_bindgen_test]
fn a_customers_call_says_what_is_known_of_it_and_keeps_its_name() {
    let fake = Fake::new("");
    let _internal = register(&fake);
    let on_hold = |line: &ReservationSid| line.as_str().ends_with('1').then(|| "on hold".into());
    let _amended = Channel::amend(&fake.flex(), on_hold).unwrap();
    let (customers, internal) =
        (task(true, "accepted", CUSTOMER), task(true, "accepted", INTERNAL));
    for place in ["TaskListItem.secondLine", "CallCanvas.secondLine", "TaskCanvasHeader.secondLine"]
    {
        assert_eq!(said(&fake, &customers, place), "on hold", "{place}");
        assert_eq!(said(&fake, &internal, place), "waits", "{place}");
    }
    assert_eq!(said(&fake, &customers, "TaskListItem.firstLine"), "dialled", "as ever");
}

#[wasm_bindgen_test]
fn a_customers_call_of_which_nothing_is_known_is_said_as_without_us() {
    let (without, with) = (Fake::new(""), Fake::new(""));
    let _amended = Channel::amend(&with.flex(), |_| None).unwrap();
    for status in ["pending", "accepted", "wrapping", "completed"] {
        let task = task(true, status, CUSTOMER);
        for place in PLACES {
            let expected = said(&without, &task, place);
            assert_eq!(said(&with, &task, place), expected, "{place} of {status}");
        }
    }
}

#[wasm_bindgen_test]
fn only_a_call_between_agents_is_ours() {
    let fake = Fake::new("");
    let _channel = register(&fake);
    for (attributes, ours) in [
        (INTERNAL, true),
        (CUSTOMER, false),
        (r#"{"client_call":"true"}"#, false),
        (r#"{"client_call":1}"#, false),
        (r#"{"client_call":false}"#, false),
        ("{}", false),
    ] {
        assert_eq!(fake.applies(&task(true, "accepted", attributes)), ours, "{attributes}");
    }
    // Flex asks about conversations whose task it has not found.
    for nothing in [JsValue::UNDEFINED, JsValue::NULL, js_sys::Object::new().into()] {
        assert!(!fake.applies(&nothing), "{nothing:?}");
    }
}

#[wasm_bindgen_test]
fn a_status_of_later_days_is_left_to_flex() {
    let fake = Fake::new("");
    let _channel = register(&fake);
    let strange = task(false, "parked", INTERNAL);
    assert_eq!(said(&fake, &strange, "TaskListItem.secondLine"), "in its own way");
}

#[wasm_bindgen_test]
fn a_flex_without_task_channels_is_named() {
    for area in ["TaskChannels", "DefaultTaskChannels", "TaskChannelHelper"] {
        let error = Channel::register(&Fake::new(area).flex(), "colleague", line).unwrap_err();
        assert_eq!(error.to_string(), format!("Flex.{area} is not Flex's task channels"));
    }
}

#[wasm_bindgen_test]
fn a_flex_that_has_started_already_learns_our_templates_too() {
    let manager = StartedManager::new();
    manager.offer_words("New", "ours").unwrap();
    assert_eq!(manager.template("New").as_deref(), Some("ours"));
    assert_eq!(manager.template("Known").as_deref(), Some("Flex's"));
}
