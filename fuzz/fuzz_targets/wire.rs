//! `npm run fuzz -- wire`: see `src/wire.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| call_fuzz::wire::tried(bytes));

libfuzzer_sys::fuzz_mutator!(|bytes: &mut [u8], size: usize, most: usize, seed: u32| {
    call_fuzz::change::changed(bytes, size, most, seed, call_fuzz::wire::HEAD)
});
