//! Conferences and who is in them.

use call_core::id::{CallSid, ConferenceSid, TaskSid};
use call_core::record::LegSeen;
use serde_json::Value;

use crate::plan::{Answer, Call, Io, Stop};
use crate::settings::Settings;

const HOST: &str = "api";

fn path(settings: &Settings, tail: &str) -> String {
    format!("/2010-04-01/Accounts/{}/Conferences{tail}", settings.account)
}

/// The conference of this name that is not over, if there is one.
pub(crate) fn find(
    io: &mut Io<'_>,
    settings: &Settings,
    name: &TaskSid,
) -> Result<Option<ConferenceSid>, Stop> {
    let address = path(settings, &format!(".json?FriendlyName={name}&PageSize=20"));
    let answer = io.insist(Call::get(HOST, address))?;
    match answer.body.get("conferences").and_then(Value::as_array) {
        Some(conferences) if answer.is_success() => {
            let text = |conference: &Value, field: &str| {
                conference.get(field).and_then(Value::as_str).map(str::to_owned)
            };
            Ok(conferences
                .iter()
                .filter(|conference| text(conference, "status").as_deref() != Some("completed"))
                .find_map(|conference| ConferenceSid::parse(&text(conference, "sid")?).ok()))
        }
        _ => Err(Stop::twilio("looking for the conference", answer)),
    }
}

/// The legs that are in the conference; `None` if there is no such conference any more.
pub(crate) fn legs(
    io: &mut Io<'_>,
    settings: &Settings,
    conference: &ConferenceSid,
) -> Result<Option<Vec<LegSeen>>, Stop> {
    let address = path(settings, &format!("/{conference}/Participants.json?PageSize=50"));
    let answer = io.insist(Call::get(HOST, address))?;
    match answer.body.get("participants").and_then(Value::as_array) {
        _ if answer.status == 404 => Ok(None),
        Some(participants) if answer.is_success() => {
            Ok(Some(participants.iter().filter_map(leg).collect()))
        }
        _ => Err(Stop::twilio("reading who is in the conference", answer)),
    }
}

fn leg(participant: &Value) -> Option<LegSeen> {
    let text = |name: &str| participant.get(name).and_then(Value::as_str);
    let flag = |name: &str| participant.get(name).and_then(Value::as_bool).unwrap_or(false);
    let joined = text("status").is_none_or(|status| status == "connected");
    let call = CallSid::parse(text("call_sid")?).ok()?;
    joined.then(|| LegSeen {
        call,
        label: text("label").unwrap_or_default().to_owned(),
        hold: flag("hold"),
        muted: flag("muted"),
        coaching: flag("coaching"),
    })
}

/// What a leg is like after this change; `None` if it is not in the conference any more.
pub(crate) fn change_leg(
    io: &mut Io<'_>,
    settings: &Settings,
    (conference, call): (&ConferenceSid, &CallSid),
    change: Vec<(&'static str, String)>,
) -> Result<Option<LegSeen>, Stop> {
    let answer = io.insist(Call::post(HOST, leg_path(settings, conference, call), change))?;
    one_leg(answer, "changing a leg")
}

/// What a leg is like; `None` if it is not in the conference any more.
pub(crate) fn look_at_leg(
    io: &mut Io<'_>,
    settings: &Settings,
    (conference, call): (&ConferenceSid, &CallSid),
) -> Result<Option<LegSeen>, Stop> {
    let answer = io.insist(Call::get(HOST, leg_path(settings, conference, call)))?;
    one_leg(answer, "looking at a leg")
}

/// Takes a leg out of the conference; one that is not there counts as taken out.
pub(crate) fn remove_leg(
    io: &mut Io<'_>,
    settings: &Settings,
    (conference, call): (&ConferenceSid, &CallSid),
) -> Result<(), Stop> {
    let answer = io.insist(Call::delete(HOST, leg_path(settings, conference, call)))?;
    match answer.status {
        404 => Ok(()),
        _ if answer.is_success() => Ok(()),
        _ => Err(Stop::twilio("removing a leg", answer)),
    }
}

/// Lets a leg talk again.
pub(crate) fn unheld() -> Vec<(&'static str, String)> {
    vec![("Hold", "false".to_owned())]
}

fn leg_path(settings: &Settings, conference: &ConferenceSid, call: &CallSid) -> String {
    path(settings, &format!("/{conference}/Participants/{call}.json"))
}

fn one_leg(answer: &Answer, what: &str) -> Result<Option<LegSeen>, Stop> {
    match answer.status {
        404 => Ok(None),
        _ if answer.is_success() => Ok(leg(&answer.body)),
        _ => Err(Stop::twilio(what, answer)),
    }
}

/// Ends a conference; one that is over already counts as ended.
pub(crate) fn end(
    io: &mut Io<'_>,
    settings: &Settings,
    conference: &ConferenceSid,
) -> Result<(), Stop> {
    let address = path(settings, &format!("/{conference}.json"));
    let form = vec![("Status", "completed".to_owned())];
    let answer = io.insist(Call::post(HOST, address.clone(), form))?;
    if answer.is_success() || answer.status == 404 {
        return Ok(());
    }
    let seen = io.insist(Call::get(HOST, address))?;
    match seen.text("status") {
        Some("completed") => Ok(()),
        _ if seen.status == 404 => Ok(()),
        _ => Err(Stop::twilio("ending the conference", answer)),
    }
}
