import { createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import {
  isSignedBy,
  judgePost,
  postAgeMsMax,
  postAheadMsMax,
  readEventKey,
} from "../../../functions/mail-events/sendgrid/event-signature.ts";
import { corporaDir } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";
import { signedPost } from "../../sendgrid-events.ts";

const folder = join(corporaDir, "hostile/signature-vectors/wycheproof");
const itWithVectors = itWhere(existsSync(folder), "signature vectors", "the corpora are absent");

interface VectorFile {
  readonly testGroups: readonly {
    readonly publicKeyDer: string;
    readonly tests: readonly {
      readonly tcId: number;
      readonly msg: string;
      readonly sig: string;
      readonly result: string;
    }[];
  }[];
}

/** Every vector that is not judged as its file says; `acceptable` has to be refused. */
function misjudged(file: string, derOf: (signature: Buffer) => Buffer | undefined): readonly string[] {
  const { testGroups } = JSON.parse(readFileSync(join(folder, file), "utf8")) as VectorFile;
  const wrong: string[] = [];
  let count = 0;
  for (const { publicKeyDer, tests } of testGroups) {
    const key = createPublicKey({ key: Buffer.from(publicKeyDer, "hex"), format: "der", type: "spki" });
    for (const { tcId, msg, sig, result } of tests) {
      count += 1;
      const der = derOf(Buffer.from(sig, "hex"));
      const verdict = der !== undefined && isSignedBy(key, Buffer.from(msg, "hex"), der.toString("base64"));
      if (verdict !== (result === "valid")) wrong.push(`${file} ${tcId}: ${result}, judged ${verdict}`);
    }
  }
  process.stderr.write(`${file}: ${count} vectors, ${wrong.length} misjudged\n`);
  expect(count).toBeGreaterThan(200);
  return wrong;
}

function integer(bytes: Buffer): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const digits = bytes.subarray(start);
  const padded = (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits;
  return Buffer.concat([Buffer.of(2, padded.length), padded]);
}

/** Two numbers of 32 bytes each as strict DER has them; `undefined` for another length. */
function derOfPair(signature: Buffer): Buffer | undefined {
  if (signature.length !== 64) return undefined;
  const body = Buffer.concat([integer(signature.subarray(0, 32)), integer(signature.subarray(32))]);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

describe("a signature of SendGrid's", () => {
  itWithVectors("is judged as every public vector of ECDSA on P-256 says", () => {
    expect(misjudged("ecdsa_secp256r1_sha256_test.json", (signature) => signature)).toEqual([]);
  });

  itWithVectors("is judged so where the vectors have the two numbers side by side", () => {
    expect(misjudged("ecdsa_secp256r1_sha256_p1363_test.json", derOfPair)).toEqual([]);
  });

  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const other = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const now = new Date("2026-03-01T08:00:00.000Z");
  const post = (at = now, key = privateKey) => {
    const { body, headers } = signedPost([{ event: "processed" }], key, at);
    return {
      body: Buffer.from(body),
      signature: headers["x-twilio-email-event-webhook-signature"],
      timestamp: headers["x-twilio-email-event-webhook-timestamp"],
    };
  };

  it("is genuine by either of two keys, while they are changed", () => {
    expect(judgePost(post(), [publicKey], now)).toBe("genuine");
    expect(judgePost(post(), [other.publicKey, publicKey], now)).toBe("genuine");
    expect(judgePost(post(), [other.publicKey], now)).toBe("forged");
    expect(judgePost(post(), [], now)).toBe("forged");
  });

  it("is wanted, and is stale before long", () => {
    expect(judgePost({ ...post(), signature: undefined }, [publicKey], now)).toBe("unsigned");
    expect(judgePost({ ...post(), timestamp: undefined }, [publicKey], now)).toBe("unsigned");
    const later = (ms: number) => new Date(now.getTime() + ms);
    expect(judgePost(post(), [publicKey], later(postAgeMsMax))).toBe("genuine");
    expect(judgePost(post(), [publicKey], later(postAgeMsMax + 1000))).toBe("stale");
    expect(judgePost(post(later(postAheadMsMax)), [publicKey], now)).toBe("genuine");
    expect(judgePost(post(later(postAheadMsMax + 1000)), [publicKey], now)).toBe("stale");
  });

  it("says nothing of a post whose border between time and body was moved", () => {
    const { body, signature, timestamp = "" } = post();
    const moved = [
      { timestamp: timestamp.slice(0, 9), body: Buffer.concat([Buffer.from(timestamp.slice(9)), body]) },
      { timestamp: `${timestamp}[`, body: body.subarray(1) },
      { timestamp: "", body: Buffer.concat([Buffer.from(timestamp), body]) },
    ];
    for (const one of moved) expect(judgePost({ ...one, signature }, [publicKey], now)).toBe("forged");
  });

  it("is one text: nothing that base64 readers skip may be in it", () => {
    const { signature = "", ...rest } = post();
    for (const text of [`${signature}\n`, ` ${signature}`, signature.replace(/=*$/, "") + "====", `${signature}AA==`]) {
      expect(judgePost({ ...rest, signature: text }, [publicKey], now)).toBe("forged");
    }
  });

  it("never holds for anything that was changed, whatever was", () => {
    const { body, signature = "", timestamp } = post();
    const der = Buffer.from(signature, "base64");
    fc.assert(
      fc.property(
        fc.nat(body.length - 1),
        fc.nat(der.length - 1),
        fc.integer({ min: 1, max: 255 }),
        (at, place, flip) => {
          const changed = Buffer.from(body);
          changed[at] = (changed[at] ?? 0) ^ flip;
          expect(judgePost({ body: changed, signature, timestamp }, [publicKey], now)).toBe("forged");
          const broken = Buffer.from(der);
          broken[place] = (broken[place] ?? 0) ^ flip;
          expect(judgePost({ body, signature: broken.toString("base64"), timestamp }, [publicKey], now)).toBe("forged");
        },
      ),
    );
  });

  it("is never asked of a key on another curve, nor of a text that is no key", () => {
    const shown = publicKey.export({ format: "der", type: "spki" }).toString("base64");
    expect(readEventKey(shown)?.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
    const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey;
    expect(readEventKey(p384.export({ format: "der", type: "spki" }).toString("base64"))).toBeUndefined();
    for (const text of ["", "MFkw", `${shown} `, "-----BEGIN PUBLIC KEY-----"])
      expect(readEventKey(text)).toBeUndefined();
    expect(
      isSignedBy(publicKey, Buffer.from("x"), sign("sha256", Buffer.from("x"), privateKey).toString("base64")),
    ).toBe(true);
  });
});
