//! The agent's microphone in one call: in the browser it is closed at once; at his telephone Twilio
//! is asked to, which may take a while or fail.

use super::RequestId;
use super::line::TRIES;

#[derive(Clone, Debug)]
pub(super) enum Microphone {
    /// In the browser.
    Here { open: bool },
    /// At a telephone.
    Far(Far),
}

/// That of a telephone.
#[derive(Clone, Debug)]
pub(super) struct Far {
    /// Whether it is open; `None` from when it is to be opened, or if nobody knows.
    open: Option<bool>,
    order: Option<Order>,
    tries: u32,
    /// It failed a moment ago.
    resting: bool,
}

#[derive(Clone, Copy, Debug)]
struct Order {
    request: RequestId,
    open: bool,
}

impl Far {
    pub(super) fn new(open: bool) -> Far {
        Far { open: Some(open), order: None, tries: 0, resting: false }
    }
}

impl Microphone {
    fn far(&self) -> Option<&Far> {
        match self {
            Microphone::Far(far) => Some(far),
            Microphone::Here { .. } => None,
        }
    }

    fn far_mut(&mut self) -> Option<&mut Far> {
        match self {
            Microphone::Far(far) => Some(far),
            Microphone::Here { .. } => None,
        }
    }

    pub(super) fn is_far(&self) -> bool {
        self.far().is_some()
    }

    /// Nobody hears the agent through it, for certain.
    pub(super) fn is_closed(&self) -> bool {
        match self {
            Microphone::Here { open } => !open,
            Microphone::Far(far) => far.open == Some(false),
        }
    }

    /// Closes it, if it is here and open.
    pub(super) fn close(&mut self) -> bool {
        match self {
            Microphone::Here { open } => core::mem::take(open),
            Microphone::Far(_) => false,
        }
    }

    /// Opens it, if it is here and closed.
    pub(super) fn open(&mut self) -> bool {
        match self {
            Microphone::Here { open } => !core::mem::replace(open, true),
            Microphone::Far(_) => false,
        }
    }

    /// It was ordered to be opened, and may not be yet.
    pub(super) fn is_opening(&self) -> bool {
        self.far().and_then(|far| far.order).is_some_and(|order| order.open)
    }

    /// An order is needed to have it opened or closed, and can be given.
    pub(super) fn order(
        &mut self,
        open: bool,
        next: &mut impl FnMut() -> RequestId,
    ) -> Option<RequestId> {
        let far = self.far_mut()?;
        if far.order.is_some() || far.resting || far.open == Some(open) {
            return None;
        }
        let request = next();
        far.order = Some(Order { request, open });
        if open {
            // From now on he may be heard.
            far.open = None;
        }
        Some(request)
    }

    pub(super) fn answered(&mut self, request: RequestId) {
        let Some(far) = self.far_mut() else { return };
        let answered = far.order.take_if(|order| order.request == request);
        if let Some(order) = answered {
            (far.open, far.tries) = (Some(order.open), 0);
        }
    }

    /// An order was not carried out, or nobody knows: says whether it was to be opened.
    pub(super) fn failed(&mut self, request: RequestId) -> Option<bool> {
        let far = self.far_mut()?;
        let order = far.order.take_if(|order| order.request == request)?;
        far.open = None;
        far.tries += 1;
        far.resting = true;
        Some(order.open)
    }

    pub(super) fn begin_anew(&mut self) {
        if let Some(far) = self.far_mut() {
            (far.tries, far.resting) = (0, false);
        }
    }

    pub(super) fn try_again(&mut self) {
        if let Some(far) = self.far_mut().filter(|far| far.tries < TRIES) {
            far.resting = false;
        }
    }

    /// It was asked for as often as that makes sense.
    pub(super) fn is_given_up(&self) -> bool {
        self.far().is_some_and(|far| far.tries >= TRIES)
    }
}
