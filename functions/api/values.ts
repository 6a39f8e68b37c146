import * as z from "zod";

/** An id in a path. However long it is and whatever it looks like, one that names nothing of the caller's answers 404. */
export const Id = z.string().min(1).max(200);
/** What a command answers: the id of what it will make or change. */
export const Accepted = z.object({ id: z.string() });

/** Decimal digits alone: what else JavaScript takes for a number (`1e2`, `0x10`, spaces) nobody means in an address. */
const digits = /^\d{1,15}$/;

/** A whole number in a path or a query. */
export function wholeNumber(min: number, max: number) {
  return z.preprocess(readDigits, z.int({ error: "must be a whole number" }).min(min).max(max));
}

function readDigits(written: unknown): unknown {
  return typeof written === "string" && digits.test(written) ? Number(written) : written;
}
