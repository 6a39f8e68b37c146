import { expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { bytesOf, splitIntoVolumes } from "../../../../functions/format/write/split-into-volumes.ts";

const parts = fc
  .array(
    fc.record({
      begins: fc.boolean(),
      bytes: fc.nat(30),
      pictures: fc.uniqueArray(fc.nat(5), { maxLength: 3 }),
    }),
  )
  .map((all) => {
    let chapter = 0;
    return all.map(({ begins, bytes, pictures }) => {
      if (begins) chapter += 1;
      return { chapter: String(chapter), bytes, pictures: new Map(pictures.map((id) => [id, 4 + id] as const)) };
    });
  });
const limit = fc.integer({ min: 1, max: 120 });

it("puts every part into exactly one volume, in order, whatever the limit", () => {
  fc.assert(
    fc.property(parts, limit, (all, bytesMax) => {
      const volumes = splitIntoVolumes(all, { bytesMax });
      expect(volumes.flat()).toEqual(all);
      expect(volumes.every((volume) => volume.length > 0)).toBe(true);
    }),
  );
});

it("never makes a volume too large but of a part that is so by itself", () => {
  fc.assert(
    fc.property(parts, limit, (all, bytesMax) => {
      for (const volume of splitIntoVolumes(all, { bytesMax }))
        if (volume.length > 1) expect(bytesOf(volume)).toBeLessThanOrEqual(bytesMax);
    }),
  );
});

it("never divides a chapter that one volume could hold", () => {
  fc.assert(
    fc.property(parts, limit, (all, bytesMax) => {
      const volumes = splitIntoVolumes(all, { bytesMax });
      for (const chapter of new Set(all.map((part) => part.chapter))) {
        const whole = all.filter((part) => part.chapter === chapter);
        const holding = volumes.filter((volume) => volume.some((part) => part.chapter === chapter));
        if (bytesOf(whole) <= bytesMax) expect(holding).toHaveLength(1);
      }
    }),
  );
});

it("is one volume where everything fits", () => {
  fc.assert(
    fc.property(parts, (all) => {
      expect(splitIntoVolumes(all, { bytesMax: bytesOf(all) }).length).toBeLessThanOrEqual(1);
    }),
  );
});
