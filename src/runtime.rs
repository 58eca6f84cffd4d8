//! One event in, all its effects out: never a borrow across a call to the host.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;

use call_core::desk::{Action, Desk, Effect, Event, Verdict, View};
use call_core::pii::Pii;

/// The desk, what carries out its effects, and who is shown what it sees.
///
/// It decides with the borrow and acts without it. A clone is the same runtime.
#[derive(Clone)]
pub struct Runtime {
    inner: Rc<Inner>,
}

type Hands = Rc<dyn Fn(Effect)>;
type Screen = Rc<dyn Fn(&Rc<View>)>;

struct Inner {
    desk: RefCell<Desk>,
    queue: RefCell<VecDeque<Effect>>,
    running: Cell<bool>,
    changed: Cell<bool>,
    now: fn() -> u64,
    hands: RefCell<Option<Hands>>,
    screens: RefCell<Vec<Screen>>,
}

impl Runtime {
    /// A new desk, which tells the time by `now`.
    pub fn new(now: fn() -> u64) -> Runtime {
        Runtime {
            inner: Rc::new(Inner {
                desk: RefCell::default(),
                queue: RefCell::default(),
                running: Cell::new(false),
                changed: Cell::new(false),
                now,
                hands: RefCell::default(),
                screens: RefCell::default(),
            }),
        }
    }

    /// From now on these hands carry out the effects; those that have waited come first.
    pub fn employ(&self, hands: impl Fn(Effect) + 'static) {
        self.inner.hands.replace(Some(Rc::new(hands)));
        self.settle();
    }

    /// Shows what the desk sees, now and whenever it may have changed.
    pub fn show(&self, screen: impl Fn(&Rc<View>) + 'static) {
        let screen: Screen = Rc::new(screen);
        screen(&Rc::new(self.view()));
        self.inner.screens.borrow_mut().push(screen);
    }

    /// What a screen needs.
    pub fn view(&self) -> View {
        self.inner.desk.borrow().view()
    }

    /// The team of the colleague with this address, if both are known.
    pub fn team(&self, address: &Pii<String>) -> Option<String> {
        self.inner.desk.borrow().team(address).map(str::to_owned)
    }

    /// Feeds one event and runs effects until none is left.
    ///
    /// A host call made by an effect may come straight back here. Its event is decided at
    /// once and its effects wait their turn, so effects keep their order.
    pub fn feed(&self, event: Event) {
        let effects = self.inner.desk.borrow_mut().handle((self.inner.now)(), event);
        self.take(effects);
        self.settle();
    }

    /// Says at once whether Flex may go on with an action of its own. What is to be done
    /// besides waits for [`Runtime::settle`].
    pub fn judge(&self, action: &Action) -> Verdict {
        let (verdict, effects) = self.inner.desk.borrow_mut().judge((self.inner.now)(), action);
        self.take(effects);
        verdict
    }

    /// Runs the effects that wait, and shows what has changed.
    pub fn settle(&self) {
        let inner = &self.inner;
        let Some(hands) = inner.hands.borrow().clone() else { return };
        if inner.running.replace(true) {
            return;
        }
        loop {
            let effect = inner.queue.borrow_mut().pop_front();
            if let Some(effect) = effect {
                hands(effect);
            } else if inner.changed.replace(false) {
                let screens = inner.screens.borrow().clone();
                let view = Rc::new(self.view());
                screens.iter().for_each(|screen| screen(&view));
            } else {
                break;
            }
        }
        inner.running.set(false);
    }

    fn take(&self, effects: Vec<Effect>) {
        self.inner.queue.borrow_mut().extend(effects);
        self.inner.changed.set(true);
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use call_core::desk::{Effect, Event, ListKey};
    use call_core::pii::Pii;

    use super::Runtime;

    fn typed(text: &str) -> Event {
        Event::Typed(Pii::new(text.to_owned()))
    }

    fn recorder(runtime: &Runtime, answer: impl Fn(&str) + 'static) -> Rc<RefCell<Vec<String>>> {
        let log: Rc<RefCell<Vec<String>>> = Rc::default();
        let written = log.clone();
        runtime.employ(move |effect| {
            if let Effect::Rank { query, .. } = effect {
                written.borrow_mut().push(format!("begin {}", query.reveal()));
                answer(query.reveal());
                written.borrow_mut().push(format!("end {}", query.reveal()));
            }
        });
        log
    }

    #[test]
    fn an_effect_that_feeds_an_event_is_finished_before_the_effects_of_that_event() {
        let runtime = Runtime::new(|| 0);
        let again = runtime.clone();
        let log = recorder(&runtime, move |query| {
            if query == "b" {
                again.feed(typed("bo"));
                again.feed(typed("bob"));
            }
        });
        runtime.feed(typed("b"));
        let expected = ["begin b", "end b", "begin bo", "end bo", "begin bob", "end bob"];
        assert_eq!(*log.borrow(), expected);
    }

    #[test]
    fn what_happened_before_there_were_hands_is_done_when_there_are() {
        let runtime = Runtime::new(|| 0);
        runtime.feed(typed("b"));
        let log = recorder(&runtime, |_| {});
        assert_eq!(*log.borrow(), ["begin b", "end b"]);
    }

    #[test]
    fn a_screen_may_answer_by_an_event_and_is_shown_the_outcome() {
        let runtime = Runtime::new(|| 0);
        recorder(&runtime, |_| {});
        let seen: Rc<RefCell<Vec<bool>>> = Rc::default();
        let (again, written) = (runtime.clone(), seen.clone());
        runtime.show(move |view| {
            written.borrow_mut().push(view.finder.open);
            if view.finder.open {
                again.feed(Event::KeyPressed(ListKey::Tab));
            }
        });
        runtime.feed(typed("b"));
        assert_eq!(*seen.borrow(), [false, true, false]);
    }
}
