//! Everything that an agent reads, by key: one file per language.

mod en_us;
mod es_es;
mod es_mx;
mod language;
mod lasting;
mod pt_br;
mod th;
mod zh_hans;

use std::fmt::{self, Write};

pub use language::Language;
use language::texts;
pub use lasting::{Unit, lasting};

use call_core::desk::{Capability, Reason};
use call_core::multi_call::Notice;
use call_core::wire::{DeclineReason, turns_direction};

/// The keys, and all of them in a row.
macro_rules! keys {
    ($($(#[$meaning:meta])* $key:ident,)*) => {
        /// What can be said. Each language has a sentence for each of these.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Key {
            $($(#[$meaning])* $key,)*
        }

        impl Key {
            /// Every key, in their order.
            pub const ALL: &[Key] = &[$(Key::$key),*];

            const NAMES: &str = concat!($(stringify!($key), "\n"),*);
        }
    };
}

keys! {
    /// The heading of the section in the dialpad.
    Title,
    /// The label of the field.
    Field,
    /// What stands in the empty field.
    Placeholder,
    /// The name of the list of colleagues.
    List,
    /// Opens the list.
    ShowList,
    /// Closes the list.
    HideList,
    /// Empties the field.
    Clear,
    /// The heading of the colleagues whom the agent has starred.
    Favourites,
    /// The heading of the colleagues whom the agent spoke with last.
    Recent,
    /// The heading of the colleagues who are neither, and busy with what they may be interrupted in.
    Interruptible,
    /// The heading of the colleagues who are neither and cannot be called now.
    Others,
    /// Stars a colleague.
    Star,
    /// Stars a colleague no longer.
    Unstar,
    /// Places the call.
    Call,
    /// Calls `{{name}}`, as a screen reader says it of a button that stands far from the name.
    CallNamed,
    /// Ends the attempt.
    Cancel,
    /// Puts a message away.
    Dismiss,
    /// Waits for a colleague who was not reached, and then asks.
    CallWhenFree,
    /// Looks for somebody else of `{{team}}`.
    OthersOfTeam,
    /// For whom the agent waits, `{{name}}`, and what ends that.
    Waiting,
    /// The question: `{{name}}` is free.
    FreeNow,
    /// The answer to the question: no.
    NotNow,
    /// The plugin is still starting.
    Starting,
    /// The colleagues are on their way.
    Loading,
    /// The colleagues could not be fetched.
    Failed,
    /// Fetches the colleagues once more.
    TryAgain,
    /// There are no colleagues at all.
    Nobody,
    /// Nobody matches `{{query}}`.
    NoMatch,
    /// One colleague matches.
    OneMatch,
    /// `{{matching}}` colleagues match.
    Matches,
    /// `{{matching}}` colleagues match and the best `{{shown}}` are listed.
    BestMatches,
    /// Somebody can take a call.
    Available,
    /// Somebody is at work, but tasks do not come to him.
    Unavailable,
    /// Somebody is not at work.
    Offline,
    /// In the list: what somebody does, `{{activity}}`, and that he has done so for `{{time}}`.
    Since,
    /// In the list: is on a call.
    ShortBusy,
    /// In the list: has no address.
    ShortNoAddress,
    /// In the list: wants no calls of colleagues.
    ShortDoNotDisturb,
    /// In the list: is busy and may be called nevertheless.
    ShortInterruptible,
    /// In the list: cannot be called for another reason.
    ShortNotNow,
    /// A call to `{{name}}` is being set up or rings.
    Calling,
    /// The agent talks with `{{name}}`.
    Connected,
    /// The label of the time since ringing began.
    Ringing,
    /// The agent and `{{name}}` hold each other.
    BothHeld,
    /// `{{name}}` is about to be held.
    Holding,
    /// The agent has muted himself.
    MutedMyself,
    /// `{{name}}` is on hold.
    PeerHeld,
    /// `{{name}}` is muted.
    PeerMuted,
    /// Somebody is about to be taken off hold.
    Resuming,
    /// The agent was put on hold by `{{name}}`.
    SelfHeld,
    /// The agent was muted by `{{name}}`.
    SelfMuted,
    /// The heading of the list of the agent's calls.
    YourCalls,
    /// In that list: the agent is in the call.
    Live,
    /// In that list: the call is on hold.
    OnHold,
    /// In that list: the call is about to be on hold.
    PuttingOnHold,
    /// In that list: nobody in the call hears the agent.
    Unheard,
    /// Puts a call on hold.
    Hold,
    /// The same for a screen reader: the call with `{{name}}`. Begins with what is seen.
    HoldNamed,
    /// Goes on with a call that is on hold.
    Resume,
    /// The same for a screen reader: the call with `{{name}}`. Begins with what is seen.
    ResumeNamed,
    /// Goes to the other one of two calls.
    Swap,
    /// Opens the dialpad beside a call.
    CallSomebodyElse,
    /// In Flex's list of keyboard shortcuts.
    HoldOrResume,
    /// In Flex's list of keyboard shortcuts.
    FindColleague,
    /// Which of several calls is live: that with `{{name}}`.
    TalkingWith,
    /// Of several calls none is live.
    NoneLive,
    /// `{{name}}` has been on hold for `{{time}}`.
    Reminder,
    /// See [`Notice::HoldSlow`]; has `{{name}}`.
    HoldSlow,
    /// See [`Notice::HoldFailed`]; has `{{name}}`.
    HoldFailed,
    /// See [`Notice::MuteFailed`]; has `{{name}}`.
    MuteFailed,
    /// See [`Notice::LeaveFailed`]; has `{{name}}`.
    LeaveFailed,
    /// See [`Notice::ResumeFailed`]; has `{{name}}`.
    ResumeFailed,
    /// See [`Notice::NotConnected`]; has `{{name}}`.
    NextNotConnected,
    /// See [`Notice::AlertStays`].
    AlertStays,
    /// See [`Notice::NotHere`].
    NotHere,
    /// In Flex's panel of a task: the heading for a call between agents.
    InfoTitle,
    /// In Flex's panel of a task: the label of the other agent's name.
    InfoColleague,
    /// In Flex's panel of a task: the label of the time since when.
    InfoSince,
    /// In Flex's panel of a task: the label of the task's identifier.
    InfoTask,
    /// In Flex's panel of a task: the label of the reservation's identifier.
    InfoReservation,
    /// Under a colleague's name: he is calling.
    LineOffered,
    /// Under a colleague's name: he is calling and belongs to `{{team}}`.
    LineOfferedByTeam,
    /// Under a colleague's name: they have talked for `{{time}}`.
    LineLive,
    /// Under a colleague's name: the call to him is being set up.
    LinePlacing,
    /// Under a colleague's name: he is being rung. A template of Flex's.
    LineRinging,
    /// See [`Reason::ActivitiesInBoth`]; has `{{name}}`.
    ActivitiesInBoth,
    /// See [`Reason::ActivitiesUnavailable`]; has `{{name}}`.
    ActivitiesUnavailable,
    /// See [`Reason::ActivitiesUnknown`]; has `{{name}}`.
    ActivitiesUnknown,
    /// See [`Reason::AgentOffline`].
    AgentOffline,
    /// See [`Reason::AlreadyCalling`].
    AlreadyCalling,
    /// See [`Reason::AnswerFailed`].
    AnswerFailed,
    /// See [`Reason::BesideTemplate`]; has `{{features}}`.
    BesideTemplate,
    /// See [`Reason::CallFailed`].
    CallFailed,
    /// See [`Reason::CapabilitiesOff`]; has `{{off}}`, a list of the following.
    CapabilitiesOff,
    /// See [`Capability::Dialer`].
    Dialer,
    /// See [`Capability::CallPanel`].
    CallPanel,
    /// See [`Capability::Hiding`].
    Hiding,
    /// See [`Capability::Wording`].
    Wording,
    /// See [`Capability::Calls`].
    Calls,
    /// See [`Capability::Colleagues`].
    Colleagues,
    /// See [`Capability::MultiCall`].
    MultiCall,
    /// See [`Reason::CallerGaveUp`]; has `{{name}}`.
    CallerGaveUp,
    /// See [`Reason::ColleagueBusy`]; has `{{name}}`.
    ColleagueBusy,
    /// See [`Reason::ColleagueCalling`]; has `{{name}}`.
    ColleagueCalling,
    /// See [`Reason::ColleagueOffline`]; has `{{name}}`.
    ColleagueOffline,
    /// See [`Reason::ColleagueUnavailable`]; has `{{name}}` and `{{activity}}`.
    ColleagueUnavailable,
    /// See [`Reason::ColleagueWithoutAddress`]; has `{{name}}`.
    ColleagueWithoutAddress,
    /// See [`Reason::Declined`]; has `{{name}}`.
    Declined,
    /// The same, and the team can be asked.
    DeclinedAskTeam,
    /// The same, because of a meeting.
    DeclinedInMeeting,
    /// The same, and `{{name}}` will call back.
    DeclinedWillCallBack,
    /// The same in the colleague's own `{{words}}`.
    DeclinedWords,
    /// Opens the reasons for declining.
    DeclineWith,
    /// The heading of the reasons that `{{name}}` can be told.
    DeclineTell,
    /// The reason: the team can be asked.
    AskTeam,
    /// The reason: a meeting.
    InMeeting,
    /// The reason: will call back.
    WillCallBack,
    /// The label of the field for own words.
    OwnWords,
    /// Declines in own words.
    Decline,
    /// The tab of the dialpad's section in which a queue is called, and the section's heading there.
    QueueTitle,
    /// The label of the field in which a queue is looked for.
    QueueField,
    /// The queues are on their way.
    QueuesLoading,
    /// The queues could not be fetched.
    QueuesFailed,
    /// There are no queues, or none that matches what was typed.
    NoQueue,
    /// Of `{{matching}}` queues the first `{{shown}}` are listed; typing finds the others.
    QueuesListed,
    /// In the list: `{{waiting}}` calls wait in a queue, and to `{{available}}` of its agents calls
    /// come now, some of whom may be on one: TaskRouter does not tell these apart.
    QueueLoad,
    /// The heading of the calls that the agent has missed, `{{count}}` of them.
    MissedCalls,
    /// Clears all of those.
    ClearAll,
    /// They could not be fetched, or not be cleared.
    MissedFailed,
    /// See [`Reason::FunctionsUnreachable`].
    FunctionsUnreachable,
    /// See [`Reason::FunctionsUnset`].
    FunctionsUnset,
    /// See [`Reason::LineBusy`].
    LineBusy,
    /// See [`Reason::MicrophoneInUse`].
    MicrophoneInUse,
    /// See [`Reason::MicrophoneRefused`].
    MicrophoneRefused,
    /// See [`Reason::Missed`]; has `{{name}}`.
    Missed,
    /// See [`Reason::NoAddress`].
    NoAddress,
    /// See [`Reason::NoAnswer`]; has `{{name}}`.
    NoAnswer,
    /// See [`Reason::NoCallerId`].
    NoCallerId,
    /// See [`Reason::NoMicrophone`].
    NoMicrophone,
    /// See [`Reason::NoOutboundFlow`].
    NoOutboundFlow,
    /// See [`Reason::NoRouting`].
    NoRouting,
    /// See [`Reason::NoVoiceCapacity`].
    NoVoiceCapacity,
    /// See [`Reason::NotConnected`]; has `{{name}}`.
    NotConnected,
    /// See [`Reason::NotOnInternalCalls`].
    NotOnInternalCalls,
    /// See [`Reason::PhoneDisconnected`].
    PhoneDisconnected,
    /// See [`Reason::NotJoined`]; has `{{name}}`.
    NotJoined,
    /// See [`Reason::OrderFailed`].
    OrderFailed,
    /// See [`Reason::OtherRelease`]; has `{{ours}}` and `{{theirs}}`.
    OtherRelease,
    /// See [`Reason::SwitchedOff`].
    SwitchedOff,
    /// See [`Reason::WaitedInVain`]; has `{{name}}`.
    WaitedInVain,
    /// See [`Reason::Yourself`].
    Yourself,
}

impl Key {
    /// Under which name an account can put words of its own into Flex's table of strings.
    pub fn name(self) -> String {
        ["Switchboard", line_of(Key::NAMES, self)].concat()
    }
}

/// What stands at a key's place in a list of lines in the order of the keys.
fn line_of(lines: &str, key: Key) -> &str {
    lines.split('\n').nth(key as usize).unwrap_or_default()
}

type Own = dyn Fn(&str) -> Option<String>;

/// The words of one language, and those that the account has put in their place.
#[derive(Clone, Copy, Default)]
pub struct Words {
    language: Language,
    own: Option<&'static Own>,
}

impl Words {
    /// The words of this language, unless `own` knows others by a key's name. It is asked each
    /// time, as long as the page lives: an account's plugin may start after this one.
    pub fn new(language: Language, own: impl Fn(&str) -> Option<String> + 'static) -> Words {
        Words { language, own: Some(Box::leak(Box::new(own))) }
    }

    /// Whose words these are.
    pub fn language(self) -> Language {
        self.language
    }

    /// The words for a key that has no placeholders.
    pub fn text(self, key: Key) -> String {
        let own = self.own.and_then(|own| own(&key.name()));
        own.unwrap_or_else(|| self.language.text(key).to_owned())
    }

    /// The words for a key, each `{{placeholder}}` replaced by what is given for it.
    pub fn fill(self, key: Key, values: &[(&str, &str)]) -> String {
        fill(&self.text(key), values)
    }

    /// What an agent is told for a reason.
    pub fn reason(self, reason: &Reason) -> String {
        match reason {
            Reason::ActivitiesInBoth { names } => self.activities(Key::ActivitiesInBoth, names),
            Reason::ActivitiesUnavailable { names } => {
                self.activities(Key::ActivitiesUnavailable, names)
            }
            Reason::ActivitiesUnknown { names } => self.activities(Key::ActivitiesUnknown, names),
            Reason::AgentOffline => self.text(Key::AgentOffline),
            Reason::AlreadyCalling => self.text(Key::AlreadyCalling),
            Reason::AnswerFailed => self.text(Key::AnswerFailed),
            Reason::BesideTemplate { template } => {
                let features: Vec<_> = template.names().collect();
                self.fill(Key::BesideTemplate, &[("features", &features.join(", "))])
            }
            Reason::CallFailed => self.text(Key::CallFailed),
            Reason::CapabilitiesOff { off } => {
                let off: Vec<_> = off.iter().map(|one| self.text(capability(*one))).collect();
                self.fill(Key::CapabilitiesOff, &[("off", &off.join(", "))])
            }
            Reason::CallerGaveUp { name } => self.named(Key::CallerGaveUp, name.reveal()),
            Reason::ColleagueBusy { name } => self.named(Key::ColleagueBusy, name.reveal()),
            Reason::ColleagueCalling { name } => self.named(Key::ColleagueCalling, name.reveal()),
            Reason::ColleagueOffline { name } => self.named(Key::ColleagueOffline, name.reveal()),
            Reason::ColleagueUnavailable { name, activity } => self.fill(
                Key::ColleagueUnavailable,
                &[("name", name.reveal()), ("activity", activity)],
            ),
            Reason::ColleagueWithoutAddress { name } => {
                self.named(Key::ColleagueWithoutAddress, name.reveal())
            }
            Reason::Declined { name, why } => self.declined(name.reveal(), why.as_ref()),
            Reason::FunctionsUnreachable => self.text(Key::FunctionsUnreachable),
            Reason::FunctionsUnset => self.text(Key::FunctionsUnset),
            Reason::LineBusy => self.text(Key::LineBusy),
            Reason::MicrophoneInUse => self.text(Key::MicrophoneInUse),
            Reason::MicrophoneRefused => self.text(Key::MicrophoneRefused),
            Reason::Missed { name } => self.named(Key::Missed, name.reveal()),
            Reason::NoAddress => self.text(Key::NoAddress),
            Reason::NoAnswer { name } => self.named(Key::NoAnswer, name.reveal()),
            Reason::NoCallerId => self.text(Key::NoCallerId),
            Reason::NoMicrophone => self.text(Key::NoMicrophone),
            Reason::NoOutboundFlow => self.text(Key::NoOutboundFlow),
            Reason::NoRouting => self.text(Key::NoRouting),
            Reason::NoVoiceCapacity => self.text(Key::NoVoiceCapacity),
            Reason::NotConnected { name } => self.named(Key::NotConnected, name.reveal()),
            Reason::NotOnInternalCalls => self.text(Key::NotOnInternalCalls),
            Reason::PhoneDisconnected => self.text(Key::PhoneDisconnected),
            Reason::NotJoined { name } => self.named(Key::NotJoined, name.reveal()),
            Reason::OrderFailed => self.text(Key::OrderFailed),
            Reason::OtherRelease { functions } => self.fill(
                Key::OtherRelease,
                &[("ours", call_core::desk::RELEASE), ("theirs", functions)],
            ),
            Reason::SwitchedOff => self.text(Key::SwitchedOff),
            Reason::WaitedInVain { name } => self.named(Key::WaitedInVain, name.reveal()),
            Reason::Yourself => self.text(Key::Yourself),
        }
    }

    /// What an agent with several calls is told.
    pub fn multi_call(self, notice: &Notice) -> String {
        match notice {
            Notice::AlertStays => self.text(Key::AlertStays),
            Notice::HoldFailed(name) => self.named(Key::HoldFailed, name.reveal()),
            Notice::LeaveFailed(name) => self.named(Key::LeaveFailed, name.reveal()),
            Notice::MuteFailed(name) => self.named(Key::MuteFailed, name.reveal()),
            Notice::HoldSlow(name) => self.named(Key::HoldSlow, name.reveal()),
            Notice::NotConnected(name) => self.named(Key::NextNotConnected, name.reveal()),
            Notice::NotHere => self.text(Key::NotHere),
            Notice::ResumeFailed(name) => self.named(Key::ResumeFailed, name.reveal()),
        }
    }

    /// What is said of activities that the account has set to mean something to colleagues.
    fn activities(self, key: Key, names: &[String]) -> String {
        self.named(key, &names.join(", "))
    }

    fn declined(self, name: &str, why: Option<&DeclineReason>) -> String {
        let key = match why {
            None => Key::Declined,
            Some(DeclineReason::AskTeam) => Key::DeclinedAskTeam,
            Some(DeclineReason::InMeeting) => Key::DeclinedInMeeting,
            Some(DeclineReason::WillCallBack) => Key::DeclinedWillCallBack,
            Some(DeclineReason::Words(words)) => {
                let values = [("name", name), ("words", words.reveal())];
                return self.fill(Key::DeclinedWords, &values);
            }
        };
        self.named(key, name)
    }

    /// The words for a key whose only placeholder is `{{name}}`.
    pub fn named(self, key: Key, name: &str) -> String {
        self.fill(key, &[("name", name)])
    }
}

fn capability(capability: Capability) -> Key {
    match capability {
        Capability::Dialer => Key::Dialer,
        Capability::CallPanel => Key::CallPanel,
        Capability::Hiding => Key::Hiding,
        Capability::Wording => Key::Wording,
        Capability::Calls => Key::Calls,
        Capability::Colleagues => Key::Colleagues,
        Capability::MultiCall => Key::MultiCall,
    }
}

impl PartialEq for Words {
    fn eq(&self, other: &Words) -> bool {
        let same = match (self.own, other.own) {
            (Some(one), Some(another)) => std::ptr::addr_eq(one, another),
            (one, another) => one.is_none() && another.is_none(),
        };
        same && self.language == other.language
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Words").field("language", &self.language).finish_non_exhaustive()
    }
}

/// Placeholders look as in Flex's own strings. One that is not known leaves nothing. A name that
/// turns the direction of letters would turn the rest of the sentence, too.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (placeholder, after) = after.split_once("}}").unwrap_or((after, ""));
        let value = values.iter().find(|(name, _)| *name == placeholder.trim());
        text.push_str(before);
        let value = value.map_or("", |(_, value)| value);
        text.extend(value.chars().filter(|letter| !turns_direction(*letter)));
        rest = after;
    }
    text + rest
}

/// Seconds as a clock shows them: `0:07`, `12:30`.
pub fn clock(seconds: u64) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write!(text, "{}:{:02}", seconds / 60, seconds % 60);
    text
}

#[cfg(test)]
mod tests {
    use call_core::multi_call::Notice;
    use call_core::pii::Pii;

    use super::{Key, Words, clock, fill};

    #[test]
    fn the_account_finds_each_sentence_under_its_keys_name() {
        for key in Key::ALL {
            let name = key.name();
            assert_eq!(name, format!("Switchboard{key:?}"));
            // These are templates in Flex's table of strings, made of several sentences.
            assert!(!["SwitchboardWords", "SwitchboardCallInfo"].contains(&name.as_str()));
        }
    }

    #[test]
    fn what_goes_wrong_with_one_of_several_calls_is_told_with_its_name() {
        let name = || Pii::new("Dana Diaz".to_owned());
        for (notice, said) in [
            (Notice::HoldSlow(name()), "Dana Diaz is not on hold yet"),
            (Notice::HoldFailed(name()), "Dana Diaz could not be put on hold"),
            (Notice::MuteFailed(name()), "Your phone could not be muted: Dana Diaz still hears"),
            (Notice::LeaveFailed(name()), "Your phone is still in the call with Dana Diaz"),
            (Notice::ResumeFailed(name()), "Dana Diaz could not be taken off hold"),
            (Notice::NotConnected(name()), "The call with Dana Diaz could not be connected"),
            (Notice::AlertStays, "Flex's own dialog about a second call is on."),
            (Notice::NotHere, "This call is not in this window"),
        ] {
            let words = Words::default().multi_call(&notice);
            assert!(words.starts_with(said), "{notice:?}: {words}");
        }
    }

    #[test]
    fn placeholders_are_filled_by_name_and_values_are_not_read_again() {
        let template = "{{b}}, {{ a }} and {{b}}; {{c}} {d}.";
        let filled = fill(template, &[("a", "{{b}}"), ("b", "Bob"), ("d", "no")]);
        assert_eq!(filled, "Bob, {{b}} and Bob;  {d}.");
    }

    #[test]
    fn a_brace_left_open_ends_the_text() {
        assert_eq!(fill("one {{two", &[("two", "2")]), "one 2");
    }

    #[test]
    fn a_name_does_not_turn_the_sentence_around_it() {
        let filled = fill("{{name}} is on hold", &[("name", "\u{202E}boB\u{2066} דוד")]);
        assert_eq!(filled, "boB דוד is on hold");
    }

    #[test]
    fn seconds_read_like_a_clock() {
        for (seconds, shown) in [(0, "0:00"), (7, "0:07"), (60, "1:00"), (754, "12:34")] {
            assert_eq!(clock(seconds), shown);
        }
    }
}
