//! One attempt to call a colleague, in every order in which things can happen.

mod support;

use std::iter;

use call_core::desk::{
    Action, CallState as Shown, Effect, Event, Failure, Microphone, OfferStatus, RequestId,
    Verdict, Wake,
};
use call_core::wire::{CallState, EndReason};

use OfferStatus::{Accepted, Completed, Pending, Wrapping};
use support::{Table, ended, looked, mine, my_offer, task, told};

/// What can happen around one attempt of Alice's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Happening {
    Call,
    Cancel,
    Created,
    Failed,
    /// The reservation takes its next step; Flex accepts it by itself when it comes.
    Step,
    Rings,
    Ends,
    Unreserved,
}

/// One attempt as TaskRouter sees it.
#[derive(Clone, Copy, Debug, Default)]
struct Attempt {
    order: Option<RequestId>,
    answered: bool,
    failed: bool,
    step: usize,
    given_up: bool,
    cleaned: bool,
}

const STEPS: [OfferStatus; 4] = [Pending, Accepted, Wrapping, Completed];

impl Attempt {
    /// The fact, if it is possible now.
    fn fact(&mut self, happening: Happening) -> Option<Event> {
        let request = self.order;
        let alive = request.is_some() && !self.failed;
        Some(match happening {
            Happening::Call => Event::CallPressed,
            Happening::Cancel => Event::CancelPressed,
            Happening::Created if alive && !self.answered => {
                self.answered = true;
                Event::TaskCreated { request: request?, task: task('a') }
            }
            Happening::Failed if alive && !self.answered && self.step == 0 => {
                self.failed = true;
                Event::RequestFailed { request: request?, why: Failure::Refused }
            }
            Happening::Step if alive && self.step < STEPS.len() => {
                self.step += 1;
                mine(STEPS[self.step - 1])
            }
            Happening::Rings if self.step >= 2 => told(CallState::Ringing),
            Happening::Ends if self.step >= 2 => ended(EndReason::NoAnswer),
            Happening::Unreserved if alive => Event::Woken(Wake::Unreserved { request: request? }),
            Happening::Created
            | Happening::Failed
            | Happening::Step
            | Happening::Rings
            | Happening::Ends
            | Happening::Unreserved => return None,
        })
    }
}

/// Whatever order five more things happen in: one attempt at a time, what the agent gave up is ended
/// and never answered, and the screen offers what is possible.
#[test]
fn in_every_order_an_attempt_is_placed_once_and_given_up_for_good() {
    use Happening::*;
    let happenings = [Call, Cancel, Created, Failed, Step, Rings, Ends, Unreserved];
    let mut runs = 0;
    for run in 0..happenings.len().pow(5) {
        let place = |at| run / happenings.len().pow(at) % happenings.len();
        // Nothing can happen to an attempt before there is one.
        let trail: Vec<_> =
            iter::once(Call).chain((0..5).map(|at| happenings[place(at)])).collect();
        runs += usize::from(play(&trail));
    }
    assert!(runs > 2_000, "only {runs} of the runs were possible");
}

/// Whether the trail is possible; if so, all must hold.
fn play(trail: &[Happening]) -> bool {
    let mut desk = Table::ready().desk;
    let mut attempt = Attempt::default();
    for happening in trail {
        let Some(event) = attempt.fact(*happening) else { return false };
        let before = desk.view();
        let effects = desk.handle(0, event.clone());
        let mut effects = looked(&mut desk, 0, Microphone::Ready, effects);
        if event == Event::CancelPressed && before.can_cancel {
            attempt.given_up = true;
        }
        if event == mine(Pending) {
            let (verdict, more) = desk.judge(0, &Action::Accept(my_offer(Pending)));
            assert_eq!(verdict, Verdict::Replace);
            let answers = more.iter().any(|e| matches!(e, Effect::CallReservation { .. }));
            assert!(!(attempt.given_up && answers), "{trail:?}: answered though given up");
            effects.extend(more);
        }
        for effect in &effects {
            if let Effect::CreateTask { request, .. } = effect {
                assert!(before.can_call, "{trail:?}: placed though the button said no");
                if attempt.order.is_some() && !attempt.failed {
                    // A second call: this game knows the first one only.
                    return false;
                }
                attempt = Attempt { order: Some(*request), ..Attempt::default() };
            }
            attempt.cleaned |= matches!(effect, Effect::Cleanup { .. });
        }
        let view = desk.view();
        let waits = matches!(view.call, Shown::Placing { .. } | Shown::Ringing { .. });
        assert!(!view.can_cancel || waits, "{trail:?}: cancels {:?}", view.call);
        assert!(!(view.can_call && view.can_cancel), "{trail:?}: calls and cancels");
        let known = attempt.answered || attempt.step > 0;
        assert!(!(attempt.given_up && known) || attempt.cleaned, "{trail:?}: left behind");
        assert!(!format!("{event:?} {effects:?}").contains("Bob"), "{trail:?}: a name is printed");
    }
    true
}
