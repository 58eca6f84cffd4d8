//! The locals of one function in the order of their last use, which says more about the next
//! than their numbers do.

use core::mem;

/// How many locals of one function are told apart.
const ROOM: usize = 4096;

/// The latest first; those never used yet follow in the order of their numbers.
pub(crate) struct Recent {
    locals: [u16; ROOM],
    known: usize,
}

impl Recent {
    pub(crate) const fn new() -> Self {
        Self { locals: [0; ROOM], known: 0 }
    }

    /// A function begins.
    pub(crate) fn begin(&mut self) {
        self.known = 0;
    }

    /// Which local it is that so many others were used since; nothing if there is no room for it.
    #[inline(always)]
    pub(crate) fn at(&mut self, place: u32) -> Option<u32> {
        let place = usize::try_from(place).ok()?;
        self.know_until(place);
        let local = *self.locals.get(place)?;
        let mut later = local;
        for slot in self.locals.get_mut(..=place)? {
            mem::swap(slot, &mut later);
        }
        Some(u32::from(local))
    }

    /// How many others were used since this one was; nothing if there is no room for it.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn place_of(&mut self, local: u32) -> Option<u32> {
        self.know_until(usize::try_from(local).ok()?);
        let known = &self.locals[..self.known];
        let place = known.iter().position(|&other| u32::from(other) == local)?;
        let place = u32::try_from(place).ok()?;
        self.at(place).map(|_| place)
    }

    fn know_until(&mut self, last: usize) {
        while self.known <= last {
            let Some(slot) = self.locals.get_mut(self.known) else { return };
            *slot = self.known as u16;
            self.known += 1;
        }
    }
}
