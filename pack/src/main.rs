//! `call-pack JOINER PROGRAM FOLDER`: writes into the folder what the plugin's script holds of
//! the two WebAssembly files, `joiner.txt` and `program.txt`.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use call_pack::{characters, split};

/// Older browsers compile no more than that while a page waits.
const MOST_AT_ONCE: usize = 4096;

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<_> = env::args_os().skip(1).collect();
    let [joiner, program, folder] = paths.as_slice() else {
        return Err("what is needed: the joiner, the program, and a folder".into());
    };
    let (joiner, program) = (fs::read(joiner)?, fs::read(program)?);
    if joiner.len() > MOST_AT_ONCE {
        return Err(format!("{} bytes of joiner are too many", joiner.len()).into());
    }
    let folder = Path::new(folder);
    fs::write(folder.join("joiner.txt"), characters(&joiner))?;
    fs::write(folder.join("program.txt"), split(&program)?)?;
    Ok(())
}
