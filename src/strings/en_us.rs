//! The words in English as in the United States.

use super::Key;

/// The words for a key.
pub(super) fn text(key: Key) -> &'static str {
    match key {
        Key::Title => "Call Agent",
        Key::Field => "Colleague",
        Key::Placeholder => "Type a name or a team",
        Key::List => "Colleagues",
        Key::ShowList => "Show colleagues",
        Key::HideList => "Hide colleagues",
        Key::Clear => "Clear",
        Key::Call => "Call",
        Key::Cancel => "Cancel",
        Key::Dismiss => "Dismiss",
        Key::Starting => "Getting ready to reach your colleagues…",
        Key::Loading => "Looking up your colleagues…",
        Key::Failed => "Your colleagues could not be looked up.",
        Key::TryAgain => "Try again",
        Key::Nobody => "There are no colleagues yet.",
        Key::NoMatch => "Nobody matches “{query}”.",
        Key::OneMatch => "1 colleague",
        Key::Matches => "{matching} colleagues",
        Key::BestMatches => "{matching} colleagues, the best {shown} are listed",
        Key::Available => "Available",
        Key::Unavailable => "Unavailable",
        Key::Offline => "Offline",
        Key::ShortBusy => "on a call",
        Key::ShortNoAddress => "has no phone to ring",
        Key::ShortNotNow => "takes no calls",
        Key::Calling => "Calling {name}",
        Key::Connected => "Connected with {name}",
        Key::Ringing => "Ringing for",
        Key::BothHeld => "You and {name} have put each other on hold",
        Key::Holding => "Putting {name} on hold…",
        Key::PeerHeld => "{name} is on hold",
        Key::PeerMuted => "{name} is muted",
        Key::Resuming => "Ending the hold…",
        Key::SelfHeld => "{name} put you on hold",
        Key::SelfMuted => "{name} muted you",
        Key::InfoTitle => "Call between colleagues",
        Key::InfoColleague => "Colleague",
        Key::InfoSince => "Since",
        Key::InfoTask => "Task",
        Key::InfoReservation => "Reservation",
        Key::LineOffered => "Call from a colleague",
        Key::LineOfferedByTeam => "Call from a colleague · {team}",
        Key::LineLive => "Live | {time}",
        Key::LinePlacing => "Connecting call…",
        Key::LineRinging => "Ringing | {{helper.durationSinceUpdate}}",
        Key::AgentOffline => "You are offline. Change your activity, then try again.",
        Key::AlreadyCalling => "You already have a call to a colleague.",
        Key::AnswerFailed => "The call could not be answered. Please try once more.",
        Key::CallFailed => "The call could not be placed. Please try again.",
        Key::CapabilitiesOff => {
            "Part of Switchboard is switched off: {off}. An administrator finds the reason in the browser's console."
        }
        Key::Dialer => "“Call Agent” in the dialpad (colleagues can call you)",
        Key::CallPanel => "the panel on a call between colleagues",
        Key::Hiding => "hiding the buttons that a call between colleagues cannot use",
        Key::Wording => "the words on a call between colleagues",
        Key::Calls => "calls between colleagues",
        Key::Colleagues => "looking up colleagues (they can call you)",
        Key::CallerGaveUp => "{name} hung up before you answered.",
        Key::ColleagueBusy => "{name} is on a call. Try again later.",
        Key::ColleagueCalling => "{name} is calling you right now. Accept to talk.",
        Key::ColleagueOffline => "{name} is offline.",
        Key::ColleagueUnavailable => "{name} takes no calls now: {activity}.",
        Key::ColleagueWithoutAddress => {
            "{name} has no phone to ring. An administrator can set contact_uri in the worker's attributes."
        }
        Key::Declined => "{name} declined the call.",
        Key::DeclinedAskTeam => "{name} declined: please ask the team.",
        Key::DeclinedInMeeting => "{name} declined: in a meeting.",
        Key::DeclinedWillCallBack => "{name} declined: will call back.",
        Key::DeclinedWords => "{name} declined: “{words}”",
        Key::DeclineWith => "Decline with a reason",
        Key::DeclineTell => "Tell {name} why",
        Key::AskTeam => "Please ask the team",
        Key::InMeeting => "I am in a meeting",
        Key::WillCallBack => "I will call back",
        Key::OwnWords => "In your own words",
        Key::Decline => "Decline",
        Key::FunctionsUnreachable => {
            "Switchboard's Functions do not answer. An administrator can check that they are deployed."
        }
        Key::FunctionsUnset => {
            "The address of Switchboard's Functions is not configured. An administrator sets serverless_functions_domain."
        }
        Key::LineBusy => "You are on a call. End it before you call a colleague.",
        Key::MicrophoneInUse => "Your microphone does not start.",
        Key::MicrophoneRefused => "Your browser does not let Flex use the microphone.",
        Key::Missed => "You missed a call from {name}.",
        Key::NoAddress => {
            "You have no phone to call from. An administrator can set contact_uri in your worker's attributes."
        }
        Key::NoAnswer => "{name} did not answer.",
        Key::NoCallerId => {
            "Your phone needs a caller id. An administrator sets one in the default outbound flow."
        }
        Key::NoMicrophone => "You have no microphone.",
        Key::NoOutboundFlow => {
            "The account has no default outbound flow. An administrator turns it on in Flex's dialpad settings."
        }
        Key::NoRouting => {
            "TaskRouter did not bring the call to you. An administrator checks the “Internal Call” workflow filter."
        }
        Key::NotOnInternalCalls => "This is not possible on calls between colleagues yet.",
        Key::PhoneDisconnected => {
            "Your phone is not connected to Twilio. Check your network; if that does not help, reload the page."
        }
        Key::NotJoined => "{name} is not in the call.",
        Key::OrderFailed => "That did not reach the call. Please try again.",
        Key::Yourself => "You cannot call yourself.",
    }
}
