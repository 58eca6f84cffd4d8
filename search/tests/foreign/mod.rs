//! What holds of names and queries of others' making, whatever they say.
//!
//! `search` draws them by chance, and `npm run fuzz` looks for those that matter.

use call_search::{Index, Person, Ready, Weights};

/// Each is answered, and what matches is marked on letters' borders inside the name: in order,
/// none touching another.
pub(crate) fn marks_can_be_cut_out(names: &[String], query: &str) {
    let person = |(key, name)| Person { key, name, also: vec![], ready: Ready::No };
    let index = Index::new(names.iter().map(String::as_str).enumerate().map(person));
    let found = index.find(query, usize::MAX, &Weights::default());
    assert_eq!(found.matching, found.hits.len());
    for hit in found.hits {
        let mut last = None;
        for range in hit.matched {
            let part = names[*hit.key].get(range.clone());
            assert!(part.is_some_and(|part| !part.is_empty()), "{names:?} {query:?}");
            assert!(last.is_none_or(|end| end < range.start), "{names:?} {query:?}");
            last = Some(range.end);
        }
    }
}
