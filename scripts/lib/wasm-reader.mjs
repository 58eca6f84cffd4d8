// @ts-check
/** Reads what a WebAssembly file is made of. */

/** The magic number and the version, with which a file begins. */
export const HEADER_BYTES = 8;

export class Reader {
  /** @param {Buffer} buffer @param {number} [at] */
  constructor(buffer, at = 0) {
    this.buffer = buffer;
    this.at = at;
  }

  isAtEnd() {
    return this.at >= this.buffer.length;
  }

  byte() {
    this.at += 1;
    return this.buffer.readUInt8(this.at - 1);
  }

  /** Seven bits to a byte, the lowest first. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  /** How many bytes the number has that follows. */
  sizeOfNumber() {
    let size = 1;
    while (this.buffer.readUInt8(this.at + size - 1) > 0x7f) size += 1;
    return size;
  }

  /** As many as the number says that stands before them. */
  bytes() {
    const length = this.number();
    return this.skip(length);
  }

  /** @param {number} length */
  skip(length) {
    this.at += length;
    return this.buffer.subarray(this.at - length, this.at);
  }
}
