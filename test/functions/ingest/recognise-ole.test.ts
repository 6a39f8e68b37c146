import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { fates } from "../../../functions/ingest/file-kinds.ts";
import { recogniseOle } from "../../../functions/ingest/recognise-ole.ts";
import { compoundFile } from "./compound-file.ts";

const kindOf = (file: Buffer) =>
  recogniseOle((position, length) => Promise.resolve(file.subarray(position, position + length)));

describe("recogniseOle", () => {
  it.each([
    ["encrypted-office", ["EncryptionInfo", "EncryptedPackage"]],
    ["doc", ["1Table", "CompObj", "WordDocument"]],
    ["spreadsheet", ["Workbook"]],
    ["spreadsheet", ["Book"]],
    ["presentation", ["Current User", "PowerPoint Document"]],
    ["ole", ["__properties_version1.0"]],
    ["ole", []],
  ])("says %s of a file with the streams %j, wherever in its directory they are named", async (kind, names) => {
    expect(await kindOf(compoundFile(names))).toBe(kind);
    const padded = [...Array.from({ length: 9 }, (_, at) => `Other ${at}`), ...names];
    expect(await kindOf(compoundFile(padded))).toBe(kind);
  });

  it("comes to an end whatever the chains are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(4095), fc.nat(255)), { maxLength: 40 }), async (changes) => {
        const file = compoundFile(["A", "B", "C", "D", "E", "F"]);
        for (const [at, byte] of changes) file[at % file.length] = byte;
        expect(fates).toHaveProperty([await kindOf(file)]);
      }),
    );
    expect(await kindOf(compoundFile(["WordDocument"]).subarray(0, 300))).toBe("ole");
  });
});
