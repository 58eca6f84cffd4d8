//! A program that is taken apart and put together again is the same program.

mod foreign;

use call_pack::{Broken, Kind, characters, split};

use foreign::joined;

/// A program that needs every kind of number.
const EVERYTHING: &str = r#"(module
    (memory 5)
    (data (i32.const 300000) "behind the functions")
    (table 1 funcref)
    (elem (i32.const 0) $seven)
    (type $number (func (result i32)))
    (global $left (mut i32) (i32.const 0))
    (func $seven (result i32) (i32.const 7))
    (func (export "answer") (param i32 i32 i64) (result f64) (local f32 f64)
        (global.set $left (i32.const -70000000))
        (drop (i32.const -1)) (drop (i32.const 300)) (drop (i32.const 70000))
        (drop (i32.const 5000000)) (drop (i32.const -1000000000))
        (drop (i64.load (i32.const 8)))
        (drop (ref.is_null (ref.null func)))
        (drop (memory.grow (memory.size)))
        (i64.store offset=200 align=1 (local.get 1) (i64.const -5000000000000000000))
        (i32.store (local.get 0) (call_indirect (type $number) (i32.const 0)))
        (memory.copy (i32.const 500) (local.get 0) (i32.const 4))
        (memory.fill (i32.const 500) (i32.const 0) (call $seven))
        (local.set 3 (f32.const 0.5))
        (local.set 4 (f64.const 1e300))
        (block $b (block $a
            (br_table $a $b $a (local.get 1))))
        (f64.add
            (f64.convert_i32_s (i32.add (i32.load (i32.const 500)) (global.get $left)))
            (f64.promote_f32 (local.get 3)))))"#;

fn assembled(text: &str) -> Vec<u8> {
    wat::parse_str(text).expect("the text is a program")
}

fn taken_apart(program: &[u8]) -> Vec<u8> {
    split(program).expect("all of it is known").into_bytes()
}

#[test]
fn a_program_that_needs_every_kind_of_number_comes_together_again() {
    let program = assembled(EVERYTHING);
    assert_eq!(joined(&taken_apart(&program), program.len()), Ok(program));
}

#[test]
fn so_does_one_without_a_function() {
    for text in ["(module)", r#"(module (memory 1) (data (i32.const 0) "\00\42\80\ff"))"#] {
        let program = assembled(text);
        assert_eq!(joined(&taken_apart(&program), program.len()), Ok(program));
    }
}

#[test]
fn each_byte_becomes_one_character_of_the_first_256() {
    let bytes: Vec<u8> = (0..=255).collect();
    let written = characters(&bytes);
    assert!(written.chars().all(|one| u32::from(one) < 256));
    assert_eq!(written.chars().count(), 256);
}

#[test]
fn locals_are_told_by_how_many_others_were_used_since_in_the_same_function() {
    let program = assembled(
        "(module
            (func (param i32 i32 i32) (result i32)
                (local.set 2 (local.get 2)) (local.set 2 (local.get 0)) (local.get 2))
            (func (param i32 i32 i32) (result i32) (local.get 1)))",
    );
    let text = String::from_utf8(taken_apart(&program)).expect("it is a text");
    assert!(text.contains(&characters(&[2, 0, 1, 1, 0, 1])));
}

#[test]
fn what_is_not_known_is_not_taken_apart() {
    let table: [(&str, Vec<u8>); 3] = [
        ("a vector", assembled("(module (func (result v128) (v128.const i64x2 1 2)))")),
        (
            "the size of a function in three bytes where one would do",
            b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\x0a\x06\x01\x82\x80\0\0\x0b"
                .to_vec(),
        ),
        ("half of a program", assembled(EVERYTHING)[..200].to_vec()),
    ];
    for (what, program) in table {
        assert!(split(&program).is_err(), "{what} was taken apart");
    }
}

#[test]
fn a_text_that_is_not_what_was_written_is_told() {
    let program = assembled(EVERYTHING);
    let whole = taken_apart(&program);
    let mut lengths = whole.clone();
    // How long the second text is.
    lengths[2] ^= 1;
    let in_a_wrong_encoding: String = whole.iter().map(|&byte| char::from(byte)).collect();
    let table: [(&str, Vec<u8>); 6] = [
        ("nothing", vec![]),
        ("its first half", whole[..whole.len() / 2].to_vec()),
        ("all but its last byte", whole[..whole.len() - 1].to_vec()),
        ("one byte more", [whole.as_slice(), b"x"].concat()),
        ("another length", lengths),
        ("a wrong encoding", in_a_wrong_encoding.into_bytes()),
    ];
    for (what, text) in table {
        assert!(joined(&text, program.len()).is_err(), "{what} was joined");
    }
    let text = String::from_utf8(whole).expect("it is a text");
    for beyond in [0x100, 0x700, 0x2000, 0x1_0000] {
        // Whoever looked at the lowest bits alone would take it for the byte.
        let no_byte = |one| char::from_u32(u32::from(one) + beyond).expect("it is a character");
        let spoiled: String =
            text.chars().take(1).map(no_byte).chain(text.chars().skip(1)).collect();
        let joined = joined(spoiled.as_bytes(), program.len());
        assert_eq!(joined, Err(Broken(Kind::Lengths)), "{beyond:#x}");
    }
}

#[test]
fn a_function_without_its_end_is_told() {
    let program = assembled("(module (func nop nop))");
    let text = String::from_utf8(taken_apart(&program)).expect("it is a text");
    let cut = text.replace(&characters(&[0x01, 0x01, 0x0b]), &characters(&[0x01, 0x01, 0x01]));
    assert_eq!(joined(cut.as_bytes(), program.len()), Err(Broken(Kind::Opcode)));
}

#[test]
fn too_little_room_is_told() {
    let program = assembled(EVERYTHING);
    let text = taken_apart(&program);
    for room in 0..program.len() {
        assert!(joined(&text, room).is_err(), "{room} bytes did");
    }
}
