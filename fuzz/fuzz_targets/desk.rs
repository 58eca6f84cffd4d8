//! `npm run fuzz -- desk`: see `src/desk.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| call_fuzz::desk::tried(bytes));

libfuzzer_sys::fuzz_mutator!(|bytes: &mut [u8], size: usize, most: usize, seed: u32| {
    call_fuzz::change::changed(bytes, size, most, seed, call_fuzz::desk::HEAD)
});
