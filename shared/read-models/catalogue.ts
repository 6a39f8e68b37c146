import type { ReadModel } from "../ports/read-models.ts";
import { books } from "./books.ts";
import { deadLetters } from "./dead-letters.ts";
import { deliveries } from "./deliveries.ts";
import { devices } from "./devices.ts";
import { intakes } from "./intakes.ts";
import { tokens } from "./tokens.ts";

/** Every read model there is: stores make their indexes from it, and the rebuild goes through it. */
export const readModels: readonly ReadModel[] = [books, devices, deliveries, deadLetters, tokens, intakes];
