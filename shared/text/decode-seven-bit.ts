const shiftOut = 0x0e;
const shiftIn = 0x0f;
const escape = 0x1b;
const tilde = 0x7e;

/** ISO-2022-KR: between Shift Out and Shift In, two bytes are a character of KS X 1001 without its high bits (RFC 1557). */
export function decodeIso2022Kr(bytes: Uint8Array): string {
  const korean = new Uint8Array(bytes.length);
  let length = 0;
  let shifted = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === escape && bytes[at + 1] === 0x24 && bytes[at + 2] === 0x29 && bytes[at + 3] === 0x43) {
      at += 3;
    } else if (byte === shiftOut) {
      shifted = true;
    } else if (byte === shiftIn) {
      shifted = false;
    } else {
      if (byte === 0x0a) shifted = false;
      korean[length] = shifted && byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte;
      length += 1;
    }
  }
  return new TextDecoder("euc-kr").decode(korean.subarray(0, length));
}

/** HZ: between `~{` and `~}`, two bytes are a character of GB 2312 without its high bits (RFC 1843). */
export function decodeHz(bytes: Uint8Array): string {
  const chinese = new Uint8Array(bytes.length);
  let length = 0;
  let shifted = false;
  const put = (byte: number) => {
    chinese[length] = byte;
    length += 1;
  };
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    const next = bytes[at + 1];
    if (!shifted && byte === tilde) {
      at += 1;
      if (next === 0x7b) shifted = true;
      else if (next === tilde) put(tilde);
      else if (next !== 0x0a) {
        put(tilde);
        at -= 1;
      }
    } else if (shifted && byte === tilde && next === 0x7d) {
      shifted = false;
      at += 1;
    } else {
      if (byte === 0x0a) shifted = false;
      put(shifted && byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte);
    }
  }
  return new TextDecoder("gb18030").decode(chinese.subarray(0, length));
}
