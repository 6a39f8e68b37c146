/** Time is a value: handlers are told it, and never ask the system. */
export interface Clock {
  now(): Date;
}

/** Tokens that nobody can guess or repeat: 128 random bits, in hexadecimal. */
export interface Randomness {
  token(): string;
  /** At least 0, less than 1: for jitter. */
  fraction(): number;
}
