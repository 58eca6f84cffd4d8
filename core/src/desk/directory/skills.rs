//! Which of a colleague's skills are worth a place in his row: those by which he was found.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::Directory;
use crate::desk::Colleague;

/// Words that are shorter begin too many others.
const SHORTEST: usize = 2;

impl Directory {
    /// The skills that a word of the query begins; all of them if nothing of his name matches and
    /// no skill begins so, since a slip of the finger may have found him by any.
    pub(super) fn skills_found(
        &self,
        colleague: &Colleague,
        matched: &[Range<usize>],
    ) -> Vec<String> {
        let query = self.query.reveal();
        let is_chosen = self.chosen.as_ref() == Some(&colleague.worker);
        if is_chosen || query.trim().is_empty() {
            return Vec::new();
        }
        let begun = |skill: &&String| query.split(' ').any(|word| begins(skill, word));
        let found: Vec<String> = colleague.skills.iter().filter(begun).cloned().collect();
        if found.is_empty() && matched.is_empty() { colleague.skills.clone() } else { found }
    }
}

/// Whether some word of the skill begins with this one, in whatever case.
fn begins(skill: &str, word: &str) -> bool {
    let (skill, word) = (skill.as_bytes(), word.as_bytes());
    // Skills are also written like `tier_2` and `billing-eu`.
    let ends_word = |byte: u8| byte.is_ascii() && !byte.is_ascii_alphanumeric();
    let begins_at = |at: usize| {
        (at == 0 || ends_word(skill[at - 1]))
            && skill[at..].get(..word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word))
    };
    word.len() >= SHORTEST && (0..skill.len()).any(begins_at)
}
