//! Parameters of TaskRouter's instructions and of Flex's participant requests.

use std::time::Duration;

use serde_json::Value;

use super::super::address::Target;
use super::super::conference::{Callback, CallbackEvents, Music};
use super::super::room::SeatChange;
use super::super::sound::hold_music;
use super::super::twiml::Joining;
use crate::exchange::{Fault, Method};
use crate::sid::Sid;

/// What an instruction was given, each taken by name, none to be left.
pub(super) struct Params(serde_json::Map<String, Value>);

impl Params {
    /// The parameters as the SDK sent them; `null` stands for none.
    pub(super) fn of(value: &Value) -> Result<Params, Fault> {
        let map = value.as_object().cloned().ok_or_else(|| invalid("the parameters"))?;
        Ok(Params(map.into_iter().filter(|(_, value)| !value.is_null()).collect()))
    }

    /// Refuses parameters that nobody asked for: TaskRouter knows them, the emulator does not.
    pub(super) fn finish(self) -> Result<(), Fault> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => Err(Fault::not_implemented(format_args!("the parameter {name}"))),
        }
    }

    /// The parameter as text.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let value = self.0.remove(name)?;
        Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    }

    /// `true` or `false`, and no other spelling.
    pub(super) fn flag(&mut self, name: &str) -> Result<Option<bool>, Fault> {
        match self.text(name).as_deref() {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(invalid(name)),
        }
    }

    /// So many seconds.
    pub(super) fn seconds(&mut self, name: &str, usual: u64) -> Result<Duration, Fault> {
        let seconds = self.text(name).map_or(Ok(usual), |text| text.parse());
        seconds.map(Duration::from_secs).map_err(|_| invalid(name))
    }

    fn method(&mut self, name: &str, usual: Method) -> Result<Method, Fault> {
        match self.text(name).as_deref() {
            None => Ok(usual),
            Some("GET") => Ok(Method::Get),
            Some("POST") => Ok(Method::Post),
            Some(_) => Err(invalid(name)),
        }
    }

    /// An absolute address.
    pub(super) fn target(&mut self, name: &str, method: Method) -> Result<Option<Target>, Fault> {
        let Some(url) = self.text(name) else { return Ok(None) };
        Target::resolve("", &url, method).map(Some).ok_or_else(|| invalid(name))
    }

    /// How a worker joins the conference of his task, and whether the customer's leaving ends it.
    pub(super) fn joining(&mut self, task: &Sid) -> Result<(Joining, bool), Fault> {
        let mut joining = Joining::plainly(task.as_str());
        joining.end_on_exit = self.flag("EndConferenceOnExit")?.unwrap_or(false);
        joining.muted = self.flag("Muted")?.unwrap_or(false);
        joining.start_on_enter = self.flag("StartConferenceOnEnter")?.unwrap_or(true);
        let customer_ends = self.flag("EndConferenceOnCustomerExit")?.unwrap_or(false);
        let method = self.method("ConferenceStatusCallbackMethod", Method::Post)?;
        let target = self.target("ConferenceStatusCallback", method)?;
        let events = match self.text("ConferenceStatusCallbackEvent") {
            None => CallbackEvents::default(),
            Some(words) => CallbackEvents::parse(&words, ',').map_err(|word| invalid(&word))?,
        };
        joining.callback = target.map(|target| Callback { target, events });
        if self.flag("ConferenceRecord")? == Some(true) {
            return Err(Fault::not_implemented("ConferenceRecord: recordings"));
        }
        let method = self.method("WaitMethod", Method::Post)?;
        match self.text("WaitUrl").as_deref() {
            None => {}
            Some("") => joining.wait = Music::Silence,
            Some(url) => {
                let target = Target::resolve("", url, method);
                joining.wait = Music::At(target.ok_or_else(|| invalid("WaitUrl"))?);
            }
        }
        for changes_nothing in [
            "Beep",
            "BeepOnCustomerEntrance",
            "EarlyMedia",
            "Instruction",
            "JitterBufferSize",
            "Region",
        ] {
            self.text(changes_nothing);
        }
        Ok((joining, customer_ends))
    }

    /// What Flex changes of a participant.
    pub(super) fn seat_change(mut self, address: &[&str]) -> Result<SeatChange, Fault> {
        for name in address {
            self.text(name);
        }
        let method = self.method("HoldMethod", Method::Get)?;
        let url = self.text("HoldUrl");
        let hold = match self.flag("Hold")? {
            None => None,
            Some(false) => Some(None),
            Some(true) => {
                let music = hold_music(url.as_deref(), method);
                Some(Some(music.ok_or_else(|| invalid("HoldUrl"))?))
            }
        };
        let change = SeatChange {
            beep_on_exit: self.flag("BeepOnExit")?,
            end_on_exit: self.flag("EndConferenceOnExit")?,
            muted: self.flag("Mute")?,
            hold,
            ..SeatChange::default()
        };
        self.finish()?;
        Ok(change)
    }
}

/// A parameter that must be there is not.
pub(super) fn missing(name: &str) -> Fault {
    Fault::new(400, 20001, format!("Missing required parameter {name}"))
}

fn invalid(name: &str) -> Fault {
    Fault::new(400, 20001, format!("Invalid parameter or value: {name}"))
}
