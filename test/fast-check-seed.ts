import * as fc from "fast-check";

// The same cases in every run, so that a failure can be repeated and a change is judged by what it changes. To look for
// new ones: FC_SEED=random npm test. What fails prints its seed, and becomes a test of its own.
const asked = process.env["FC_SEED"];
if (asked !== "random") fc.configureGlobal({ seed: Number(asked ?? 20_261_121) });
