/** Says what happens, for operators. Fields are ids, codes, numbers: never an address, a title, a token or a body. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  /** Something a person may want to know of, and that has been taken care of. */
  warn(event: string, fields?: LogFields): void;
  /** Something a person has to look at. */
  error(event: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;
