//! What holds of programs and texts that no build has made.

use call_pack::{Broken, join, split};

/// What the page makes of a text, where it has this much room.
pub(crate) fn joined(text: &[u8], room: usize) -> Result<Vec<u8>, Broken> {
    let mut program = vec![0; room];
    let length = join(&mut text.to_vec(), &mut vec![0; room], &mut program)?;
    program.truncate(length);
    Ok(program)
}

/// A program that is taken apart comes together again, or it is refused.
#[allow(dead_code, reason = "the tests have programs of their own")]
pub(crate) fn comes_together(program: &[u8]) {
    if let Ok(text) = split(program) {
        assert_eq!(joined(text.as_bytes(), program.len()).as_deref(), Ok(program));
    }
}
