//! How a name sounds in English.
//!
//! The sounds are those of Lawrence Philips' Double Metaphone, without its hundreds of
//! exceptions: a crate that has them adds 10 kB to the plugin (brotli), which is twice as much as
//! all else that searching by slips and sounds adds.

/// The first eight sounds of a word, four bits each; nothing if that is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sound(u32);

/// Names that no rule of spelling brings together, and as what they are said.
const SAID: &str = "caoimhe keeva geoff jeff geoffrey jeffrey niamh neev saoirse sersha \
    sean shaun siobhan shivaun xavier zavier yves eev yvonne evon";

/// Spellings and what is heard, the longer before the shorter. A word stands between `^` and `$`;
/// what is not here is not heard. Vowels are heard where a word begins.
const HEARD: &str = "^kn n ^gn n ^pn n ^wr r ^ps s ^gh k ^wh a ^x s ^w a ^y a ^a a ^e a ^i a ^o a \
    ^u a ^h h mb$ m gn$ n sch x tch x tio x sio x ssi x chr kr chl kl chae k sh x ch x sci s sce s \
    scy s ph f ght t dge j dgi j dgy j th t ce s ci s cy s cz s ge j gi j gy j gh _ \
    x ks b p p p f f v f c k k k q k g k j j s s z s d t t t m m n n l l r r";

/// The sounds, each by its place.
const SOUNDS: &str = "_afhjklmnprstx";

impl Sound {
    /// How a folded word sounds.
    pub(crate) fn of(word: &str) -> Sound {
        let mut sound = Sound::default();
        if !word.bytes().all(|letter| letter.is_ascii_lowercase()) {
            return sound;
        }
        let said = paired(SAID, |written| written == word);
        let said = ["^", said.map_or(word, |(_, said)| said), "$"].concat();
        let (mut at, mut last) = (0, "");
        while let Some(rest) = said.get(at..).filter(|rest| !rest.is_empty()) {
            let heard = paired(HEARD, |written| rest.starts_with(written));
            let (written, heard) = heard.unwrap_or((&rest[..1], ""));
            // Of two equal sounds without a vowel between them one is heard.
            if heard != last {
                heard.bytes().for_each(|heard| sound.append(heard));
            }
            last = heard;
            at += written.len();
        }
        sound
    }

    /// Both are known and are the same.
    pub(crate) fn is_like(self, other: Sound) -> bool {
        self.0 > 0 && self == other
    }

    /// There is enough of it to know somebody by.
    pub(crate) fn tells(self) -> bool {
        self.0 > 0xf
    }

    fn append(&mut self, heard: u8) {
        let place = SOUNDS.bytes().position(|sound| sound == heard).unwrap_or(0);
        // What is beyond the eighth tells nobody apart.
        if place > 0 && self.0 >> 28 == 0 {
            self.0 = self.0 << 4 | place as u32;
        }
    }
}

/// The first of a table's pairs whose left side is the right one.
fn paired(
    table: &'static str,
    right: impl Fn(&str) -> bool,
) -> Option<(&'static str, &'static str)> {
    let mut words = table.split_ascii_whitespace();
    std::iter::from_fn(|| words.next().zip(words.next())).find(|(written, _)| right(written))
}

#[cfg(test)]
mod tests {
    use super::{SOUNDS, Sound};

    fn spoken(word: &str) -> String {
        let Sound(sounds) = Sound::of(word);
        let sounds = (0..8).rev().map(|at| (sounds >> (4 * at) & 0xf) as usize);
        sounds.filter(|sound| *sound > 0).map(|sound| SOUNDS[sound..=sound].to_owned()).collect()
    }

    #[test]
    fn a_word_is_its_consonants_as_they_are_said() {
        for (word, heard) in [
            ("stephen", "stfn"),
            ("macdonald", "mktnlt"),
            ("mcdonald", "mktnlt"),
            ("christopher", "krstfr"),
            ("michael", "mkl"),
            ("schwarz", "xrs"),
            ("george", "jrj"),
            ("anna", "an"),
            ("nan", "nn"),
            ("lamb", "lm"),
            ("lambert", "lmprt"),
            ("knight", "nt"),
            ("alexander", "alksntr"),
            ("sean", "xn"),
            ("bartholomaeus", "prtlms"),
            ("constantinopolitanus", "knstntnp"),
            ("łukasz", ""),
            ("", ""),
        ] {
            assert_eq!(spoken(word), heard, "{word}");
        }
    }
}
