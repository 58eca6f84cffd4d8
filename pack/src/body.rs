//! What stands in the body of a WebAssembly function: which numbers follow which opcode.

/// One kind of what a program is made of: each has a text of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// How long each of the other texts is.
    Lengths,
    /// All that stands before the first function.
    Before,
    /// What is to be done.
    Opcode,
    /// How many locals of which types a function has besides its parameters.
    Locals,
    /// What a block gives.
    Type,
    /// How many blocks a jump leaves.
    Depth,
    /// How many targets a table of jumps has.
    Labels,
    /// The function that is called.
    Callee,
    /// The type of a function that is looked up.
    Signature,
    /// A table or memory.
    Table,
    /// A local, by how many others were used since.
    Local,
    /// A global.
    Global,
    /// How an address is aligned, where that is not usual.
    Alignment,
    /// What is added to an address.
    Offset,
    /// A constant of 32 bits that is written in one byte; the next ones in two to five.
    Constant,
    /// One that is written in two.
    Constant2,
    /// One that is written in three.
    Constant3,
    /// One that is written in four.
    Constant4,
    /// One that is written in five.
    Constant5,
    /// A constant of 64 bits.
    Long,
    /// A constant of 32 bits with a point.
    Single,
    /// A constant of 64 bits with a point.
    Double,
    /// All that stands behind the last function.
    After,
}

impl Kind {
    /// All of them, in the order of their texts.
    pub(crate) const ALL: [Kind; 23] = [
        Kind::Lengths,
        Kind::Before,
        Kind::Opcode,
        Kind::Locals,
        Kind::Type,
        Kind::Depth,
        Kind::Labels,
        Kind::Callee,
        Kind::Signature,
        Kind::Table,
        Kind::Local,
        Kind::Global,
        Kind::Alignment,
        Kind::Offset,
        Kind::Constant,
        Kind::Constant2,
        Kind::Constant3,
        Kind::Constant4,
        Kind::Constant5,
        Kind::Long,
        Kind::Single,
        Kind::Double,
        Kind::After,
    ];

    /// Of a constant of 32 bits in so many bytes, one to five.
    pub(crate) fn constant(bytes: usize) -> Kind {
        match bytes {
            2 => Kind::Constant2,
            3 => Kind::Constant3,
            4 => Kind::Constant4,
            5 => Kind::Constant5,
            _ => Kind::Constant,
        }
    }
}

const BLOCK: u8 = 0x02;
const IF: u8 = 0x04;
const END: u8 = 0x0b;
const FIRST_LOAD: u8 = 0x28;
const LAST_STORE: u8 = 0x3e;
pub(crate) const I32_CONST: u8 = 0x41;
/// A second number follows, which says what is to be done.
pub(crate) const PREFIX: u8 = 0xfc;

/// Not in WebAssembly: before a load or store whose alignment is not the usual one, which alone
/// is written.
pub(crate) const UNALIGNED: u8 = 0x06;

/// Not in WebAssembly: this plus n is a constant of n bytes more than one.
pub(crate) const WIDE: u8 = 0x11;
pub(crate) const WIDEST: u8 = WIDE + 4;

/// The usual alignment of each load and store, as a power of two.
const ALIGNMENTS: &[u8; (LAST_STORE - FIRST_LOAD + 1) as usize] =
    &[2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2];

/// How a load or store is usually aligned; nothing for any other opcode.
pub(crate) fn usual_alignment(opcode: u8) -> Option<u8> {
    ALIGNMENTS.get(usize::from(opcode.wrapping_sub(FIRST_LOAD))).copied()
}

/// Takes what stands in a function from where it is to where it belongs.
pub(crate) trait Mover {
    /// Why it cannot.
    type Error;

    /// The next opcode.
    fn opcode(&mut self) -> Result<u8, Self::Error>;

    /// A number that stands behind [`PREFIX`].
    fn second(&mut self) -> Result<u8, Self::Error>;

    /// The next local.
    fn local(&mut self) -> Result<(), Self::Error>;

    /// How the address of this load or store is aligned.
    fn alignment(&mut self, opcode: u8) -> Result<(), Self::Error>;

    /// A constant of 32 bits.
    fn constant(&mut self) -> Result<(), Self::Error>;

    /// A constant with a point, in so many bytes.
    fn bytes(&mut self, kind: Kind, count: usize) -> Result<(), Self::Error>;

    /// Any other number of this kind; gives what it says where that is a count.
    fn number(&mut self, kind: Kind) -> Result<u32, Self::Error>;
}

/// Goes through one function's body, from its locals to its end.
#[inline(always)]
pub(crate) fn walk<M: Mover>(mover: &mut M) -> Result<(), M::Error> {
    for _ in 0..mover.number(Kind::Locals)? {
        mover.number(Kind::Locals)?;
        mover.number(Kind::Locals)?;
    }
    let mut depth = 1_u32;
    while depth > 0 {
        let opcode = mover.opcode()?;
        match opcode {
            BLOCK..=IF => depth += 1,
            END => depth -= 1,
            _ => {}
        }
        operands(mover, opcode)?;
    }
    Ok(())
}

/// The numbers that follow an opcode.
#[inline(always)]
fn operands<M: Mover>(mover: &mut M, opcode: u8) -> Result<(), M::Error> {
    let kind = match opcode {
        0x20..=0x22 => return mover.local(),
        I32_CONST => return mover.constant(),
        FIRST_LOAD..=LAST_STORE => {
            mover.alignment(opcode)?;
            Kind::Offset
        }
        BLOCK..=IF | 0xd0 => Kind::Type,
        0x0c | 0x0d => Kind::Depth,
        0x0e => {
            // A table of jumps has one more than it says.
            for _ in 0..mover.number(Kind::Labels)? {
                mover.number(Kind::Depth)?;
            }
            Kind::Depth
        }
        0x10 => Kind::Callee,
        0x11 => {
            mover.number(Kind::Signature)?;
            Kind::Table
        }
        0x23 | 0x24 => Kind::Global,
        0x25 | 0x26 | 0x3f | 0x40 => Kind::Table,
        0x42 => Kind::Long,
        0x43 => return mover.bytes(Kind::Single, 4),
        0x44 => return mover.bytes(Kind::Double, 8),
        PREFIX => match mover.second()? {
            0x0a => {
                mover.number(Kind::Table)?;
                Kind::Table
            }
            0x0b => Kind::Table,
            _ => return Ok(()),
        },
        _ => return Ok(()),
    };
    mover.number(kind).map(|_| ())
}
