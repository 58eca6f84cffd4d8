//! What the page calls.

use core::panic::PanicInfo;
use core::slice;

/// Puts the program together, whose text the page has written into memory in UTF-8.
///
/// Behind the text stands `room` for one function, and behind that for the program. Gives the
/// program's length, or the number of the text that is broken, below zero.
///
/// # Safety
///
/// So much memory from `text` on is the page's to give.
#[expect(unsafe_code, reason = "a page has no other way to hand over bytes")]
#[expect(unreachable_pub, reason = "the page reaches it")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn join(text: *mut u8, length: usize, room: usize) -> isize {
    // SAFETY: the caller's promise; they do not overlap.
    let (text, scratch, program) = unsafe {
        let scratch = text.add(length);
        (
            slice::from_raw_parts_mut(text, length),
            slice::from_raw_parts_mut(scratch, room),
            slice::from_raw_parts_mut(scratch.add(room), room),
        )
    };
    match crate::join(text, scratch, program) {
        Ok(length) => length as isize,
        Err(broken) => -1 - broken.0 as isize,
    }
}

/// What cannot happen ends the program, which the page is told by an exception.
#[panic_handler]
fn stop(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
