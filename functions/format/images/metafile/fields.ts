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
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const has = (at: number, size: number) => at >= 0 && at + size <= bytes.length;
  return {
    bytes,
    u8: (at) => (has(at, 1) ? view.getUint8(at) : 0),
    u16: (at) => (has(at, 2) ? view.getUint16(at, true) : 0),
    i16: (at) => (has(at, 2) ? view.getInt16(at, true) : 0),
    u32: (at) => (has(at, 4) ? view.getUint32(at, true) : 0),
    i32: (at) => (has(at, 4) ? view.getInt32(at, true) : 0),
    f32: (at) => {
      const value = has(at, 4) ? view.getFloat32(at, true) : 0;
      return Number.isFinite(value) ? value : 0;
    },
    slice: (at, length) => bytes.subarray(Math.min(at, bytes.length), Math.min(at + Math.max(0, length), bytes.length)),
  };
}
