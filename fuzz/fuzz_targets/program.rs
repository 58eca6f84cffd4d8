//! `npm run fuzz -- program`: see `src/program.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| call_fuzz::program::tried(bytes));
