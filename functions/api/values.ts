import * as z from "zod";

/** An id in a path. However long it is and whatever it looks like, one that names nothing of the caller's answers 404. */
export const Id = z.string().min(1).max(200);
/** What a command answers: the id of what it will make or change. */
export const Accepted = z.object({ id: z.string() });
