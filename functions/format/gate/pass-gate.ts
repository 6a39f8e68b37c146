import { Rejected } from "../../../events/rejected.ts";
import type { WayToKindle } from "./check.ts";
import { type Finding, findings } from "./findings.ts";

/**
 * Lets an EPUB through that keeps every rule.
 * @throws Rejected `gate/k1` to `gate/k51` for the first rule that it breaks, with the rule's sentence. The repairs have
 * been made by then: sending the file again does not help
 */
export async function passGate(path: string, way: WayToKindle): Promise<void> {
  const [first] = await findings(path, way);
  if (first !== undefined) throw refusalFor(first);
}

function refusalFor({ rule, sentence, found }: Finding): Rejected {
  return new Rejected(
    `gate/${rule.toLowerCase()}`,
    `No book that a Kindle takes could be made of this file. This has to be true of one, and is not (rule ${rule}): ` +
      `“${sentence}” Please save it in another format, and send that.`,
    { cause: new Error(found) },
  );
}
