//! `npm run fuzz -- names`: see `src/names.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| call_fuzz::names::tried(bytes));
