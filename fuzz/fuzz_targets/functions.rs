//! `npm run fuzz -- functions`: see `src/functions.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| call_fuzz::functions::tried(bytes));
