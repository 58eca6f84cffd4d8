//! `npm run fuzz -- names`: see `src/names.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| call_fuzz::names::tried(bytes));

libfuzzer_sys::fuzz_mutator!(|bytes: &mut [u8], size: usize, most: usize, seed: u32| {
    call_fuzz::change::with_word(bytes, size, most, seed)
});
