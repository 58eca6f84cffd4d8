//! `npm run fuzz -- wire`: see `src/wire.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| call_fuzz::wire::tried(bytes));
