//! Which of a colleague's skills are worth a place in his row: those by which he was found.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use call_letters::Folded;

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
        let query = Folded::typed(self.query.reveal());
        let is_chosen = self.chosen.as_ref() == Some(&colleague.worker);
        if is_chosen || query.words().next().is_none() {
            return Vec::new();
        }
        let begun = |skill: &&String| begins(skill, &query);
        let found: Vec<String> = colleague.skills.iter().filter(begun).cloned().collect();
        if found.is_empty() && matched.is_empty() { colleague.skills.clone() } else { found }
    }
}

/// Whether some word of the skill begins with one of the query, in whatever case and without
/// accents: skills are also written like `tier_2` and `billing-eu`.
fn begins(skill: &str, query: &Folded) -> bool {
    let skill = Folded::new(skill);
    let mut typed = query.words().filter(|word| word.chars().nth(SHORTEST - 1).is_some());
    typed.any(|typed| skill.words().any(|word| word.starts_with(typed)))
}
