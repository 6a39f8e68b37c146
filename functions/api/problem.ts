import { STATUS_CODES } from "node:http";
import * as z from "zod";

/** What every error answer looks like: RFC 9457, with a stable `code` for programs. */
export const ProblemBody = z.object({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.int().min(400).max(599),
  /** One sentence for people. */
  detail: z.string(),
  /** Stable: `noun/what-is-wrong`. */
  code: z.string(),
  /** Every mistake of the request: always with a 400. */
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type ProblemBody = z.infer<typeof ProblemBody>;

/** One mistake of a request: `path` names the field, parameter or header, `""` the whole of it. */
export interface Mistake {
  readonly path: string;
  readonly message: string;
}

interface ProblemOptions {
  readonly errors?: readonly Mistake[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends a request with an answer that the caller is meant to read. Everything else that is thrown becomes a bare 500. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: readonly Mistake[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, detail: string, options: ProblemOptions = {}) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }
}

/** A request with mistakes in it, all of them named. */
export function invalidRequest(errors: readonly Mistake[]): Problem {
  const named = errors.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ");
  return new Problem(400, "request/invalid", `The request has mistakes: ${named}`, { errors });
}

export function problemBody({ status, code, message, errors: named }: Problem): ProblemBody {
  // A mistake of the request as a whole is one that programs find in the same place as all others.
  const errors = named ?? (status === 400 ? [{ path: "", message }] : undefined);
  return {
    type: "about:blank",
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail: message,
    code,
    ...(errors && { errors: errors.map((mistake) => ({ path: mistake.path, message: mistake.message })) }),
  };
}

export function problemResponse(problem: Problem): Response {
  return new Response(JSON.stringify(problemBody(problem)), {
    status: problem.status,
    headers: { ...problem.headers, "content-type": "application/problem+json" },
  });
}
