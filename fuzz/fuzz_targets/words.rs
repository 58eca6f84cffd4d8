//! `npm run fuzz -- words`: see `src/words.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| call_fuzz::words::tried(bytes));

libfuzzer_sys::fuzz_mutator!(|bytes: &mut [u8], size: usize, most: usize, seed: u32| {
    call_fuzz::change::with_word(bytes, size, most, seed)
});
