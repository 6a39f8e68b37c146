/** Castagnoli's polynomial, reflected (RFC 3720 appendix B.4). Not the SDK's own: what checks itself proves nothing. */
const polynomial = 0x82f63b78;
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
  return value;
});

/** As Cloud Storage writes it: four bytes, the highest first, in base64. */
export function crc32cOf(bytes: Uint8Array): string {
  let value = 0xffffffff;
  for (const byte of bytes) value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  const four = Buffer.alloc(4);
  four.writeUInt32BE((value ^ 0xffffffff) >>> 0);
  return four.toString("base64");
}
