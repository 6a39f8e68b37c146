const units = ["bytes", "KB", "MB", "GB"] as const;

/** A number of bytes as people read it, in powers of 1000: `1.2 MB`, `830 KB`, `1 byte`. */
export function sizeInWords(bytes: number): string {
  if (bytes === 1) return "1 byte";
  let amount = bytes;
  let unit = 0;
  // Rounded before it is compared: 999,999 bytes are 1 MB, not 1000 KB.
  while (unit < units.length - 1 && rounded(amount) >= 1000) {
    amount /= 1000;
    unit += 1;
  }
  return `${rounded(amount)} ${units[unit]}`;
}

function rounded(amount: number): number {
  return amount < 10 ? Math.round(amount * 10) / 10 : Math.round(amount);
}
