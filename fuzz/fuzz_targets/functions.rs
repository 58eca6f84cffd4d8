//! `npm run fuzz -- functions`: see `src/functions.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| call_fuzz::functions::tried(bytes));

libfuzzer_sys::fuzz_mutator!(|bytes: &mut [u8], size: usize, most: usize, seed: u32| {
    call_fuzz::change::changed(bytes, size, most, seed, call_fuzz::functions::HEAD)
});
