/** Numbers of a record, little-endian, by their offset in bytes. Behind the end there is nothing but zeros: nothing throws. */
export interface Fields {
  readonly bytes: Uint8Array;
  u8(at: number): number;
  u16(at: number): number;
  i16(at: number): number;
  u32(at: number): number;
  i32(at: number): number;
  f32(at: number): number;
  /** What lies there, shorter where the record ends before. */
  slice(at: number, length: number): Uint8Array;
}

export function fieldsOf(bytes: Uint8Array): Fields {
  return new BoundedFields(bytes);
}

/** A class, since there is one for each of hundreds of thousands of records: functions of their own would fill the memory. */
class BoundedFields implements Fields {
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  u8(at: number): number {
    return this.#has(at, 1) ? this.#view.getUint8(at) : 0;
  }
  u16(at: number): number {
    return this.#has(at, 2) ? this.#view.getUint16(at, true) : 0;
  }
  i16(at: number): number {
    return this.#has(at, 2) ? this.#view.getInt16(at, true) : 0;
  }
  u32(at: number): number {
    return this.#has(at, 4) ? this.#view.getUint32(at, true) : 0;
  }
  i32(at: number): number {
    return this.#has(at, 4) ? this.#view.getInt32(at, true) : 0;
  }
  f32(at: number): number {
    const value = this.#has(at, 4) ? this.#view.getFloat32(at, true) : 0;
    return Number.isFinite(value) ? value : 0;
  }
  slice(at: number, length: number): Uint8Array {
    const from = Math.min(at, this.bytes.length);
    return this.bytes.subarray(from, Math.min(from + Math.max(0, length), this.bytes.length));
  }
  #has(at: number, size: number): boolean {
    return at >= 0 && at + size <= this.bytes.length;
  }
}
