//! `npm run fuzz -- words`: see `src/words.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| call_fuzz::words::tried(bytes));
