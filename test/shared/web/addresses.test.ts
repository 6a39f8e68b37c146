import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { isPublicAddress } from "../../../shared/web/address-rules.ts";
import { askedAddress } from "../../../shared/web/asked-address.ts";
import { fetchAllowance, isFetchAllowEntry } from "../../../shared/web/fetch-allow.ts";
import { corporaDir } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";

const ssrf = join(corporaDir, "hostile/ssrf");
const itOverCorpus = itWhere(existsSync(ssrf), "addresses that lead inside", "no corpora");
const say = (line: string) => process.stderr.write(`ran: ${line}\n`);
const json = (path: string): unknown => JSON.parse(readFileSync(join(ssrf, path), "utf8"));

/** What becomes of an address: `asked` with its host, or the refusal. */
function verdict(url: string, ...allow: readonly string[]): string {
  const found = askedAddress(url, { allowance: fetchAllowance(allow), urlLengthMax: 8000 });
  return "code" in found ? found.code : `asked ${found.url.host}`;
}
const table = () => json("generated/address-truth-table.json") as { deny: string[]; allow: string[] };
const isIn6 = (address: string) => address.includes(":");
const literal = (address: string) => (isIn6(address) ? `[${address.replace("%25eth0", "")}]` : address);

describe("an address of the internet", () => {
  itOverCorpus("is told from others exactly as the table has it, alone and in an address of the web", () => {
    const { deny, allow } = table();
    expect(deny.filter(isPublicAddress)).toEqual([]);
    expect(allow.filter((address) => !isPublicAddress(address))).toEqual([]);
    expect(
      deny.map((address) => verdict(`http://${literal(address)}/`)).filter((one) => one !== "web/private-address"),
    ).toEqual([]);
    expect(
      allow.map((address) => verdict(`https://${literal(address)}/`)).filter((one) => !one.startsWith("asked")),
    ).toEqual([]);
    say(`addresses: ${deny.length} refused, ${allow.length} asked`);
  });

  itOverCorpus("is told however a number is written, as WHATWG reads it", () => {
    const { deny } = table();
    const written = deny
      .filter((address) => !isIn6(address))
      .flatMap((address) => {
        const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
        const whole = ((a * 256 + b) * 256 + c) * 256 + d;
        const octal = [a, b, c, d].map((part) => `0${part.toString(8)}`).join(".");
        const hex = [a, b, c, d].map((part) => `0x${part.toString(16)}`).join(".");
        const full = address.replaceAll(/[\d.]/gu, (sign) =>
          String.fromCodePoint(sign === "." ? 0x3002 : 0xff10 + Number(sign)),
        );
        return [
          `${whole}`,
          `0x${whole.toString(16)}`,
          `0${whole.toString(8)}`,
          octal,
          hex,
          full,
          `${a}.${b}.${c * 256 + d}`,
          `${a}.${(b * 256 + c) * 256 + d}`,
          `${address}.`,
          encodeURIComponent(address).replaceAll(".", "%2e"),
        ];
      });
    expect(written.filter((host) => verdict(`http://${host}/`) !== "web/private-address")).toEqual([]);
    say(`spellings of addresses: ${written.length} refused`);
  });

  it("is none where it names an interface, or is none at all", () => {
    expect(
      ["fe80::1%eth0", "2606:4700::1111%eth0", "", "localhost", "1.2.3", "1.2.3.4.5", "::g"].filter(isPublicAddress),
    ).toEqual([]);
  });

  it("is never one in any IPv6 address that carries a private IPv4 address, whatever that is", () => {
    const private4 = fc.constantFrom([127, 0], [10, 1], [192, 168], [169, 254], [172, 16], [0, 0], [100, 64]);
    const carriers = ["::ffff:", "::", "64:ff9b::", "64:ff9b:1::", "::ffff:0:"];
    fc.assert(
      fc.property(private4, fc.nat(255), fc.nat(255), fc.constantFrom(...carriers), (start, c, d, carrier) => {
        const address = `${carrier}${[...start, c, d].join(".")}`;
        expect(isPublicAddress(address)).toBe(false);
        expect(verdict(`http://[${address}]/`)).toBe("web/private-address");
      }),
    );
  });
});

describe("an address of the web", () => {
  it.each([
    ["ftp://a.example/", "web/scheme"],
    ["file:///etc/passwd", "web/scheme"],
    ["gopher://127.0.0.1:6379/_", "web/scheme"],
    ["javascript:alert(1)", "web/scheme"],
    ["data:text/html,x", "web/scheme"],
    ["jar:http://a.example!/", "web/scheme"],
    ["http://a.example:22/", "web/port"],
    ["https://a.example:8443/", "web/port"],
    ["http://a.example:0/", "web/port"],
    ["http://a.example:80/", "asked a.example"],
    ["https://a.example:80/", "asked a.example:80"],
    ["HTTP://A.EXAMPLE/", "asked a.example"],
    ["//a.example/", "web/bad-address"],
    ["http://", "web/bad-address"],
    ["http://a b/", "web/bad-address"],
    ["http://1.2.3.4.5.6/", "web/bad-address"],
    ["http://[fe80::1%25eth0]/", "web/bad-address"],
    [`http://a.example/${"x".repeat(8000)}`, "web/bad-address"],
    ["http://user:pw@127.0.0.1@a.example/", "asked a.example"],
    ["http://a.example@127.0.0.1/", "web/private-address"],
    ["http://a.example#@127.0.0.1/", "asked a.example"],
    ["http:\\\\127.0.0.1\\a", "web/private-address"],
    ["http:127.0.0.1", "web/private-address"],
    ["\thttp://1\n27.0.0.1/", "web/private-address"],
  ])("is asked or not: %s", (url, expected) => {
    expect(verdict(url)).toBe(expected);
  });

  itOverCorpus("is never one of those that lists of attacks have, where they show what they are", () => {
    const lines = readFileSync(join(ssrf, "patt-redirect/Intruder__openredirects.txt"), "utf8").split("\n");
    const svgs = ["svg_css_link", "svg_css_import", "svg_css_xmlstylesheet", "svg_use"].map((name) =>
      readFileSync(join(ssrf, `patt-ssrf/Files__ssrf_${name}.svg`), "utf8"),
    );
    const fuzzed = readFileSync(join(ssrf, "gofuzz-url.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => Buffer.from((JSON.parse(line) as { b: string }).b, "base64").toString());
    const wpt = (json("wpt-url/urltestdata.json") as (string | { input: string; base: string | null })[]).flatMap(
      (one) => (typeof one === "string" ? [] : [one.input]),
    );
    const dictionary = readFileSync(join(ssrf, "ada-dict/url.dict"), "utf8").split("\n");
    const counts = new Map<string, number>();
    for (const text of [...lines, ...svgs, ...fuzzed, ...wpt, ...dictionary]) {
      const found = askedAddress(text, { allowance: fetchAllowance([]), urlLengthMax: 8000 });
      const kind = "code" in found ? found.code : "asked";
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      if ("code" in found) continue;
      const { protocol, port, hostname, username, password, hash } = found.url;
      expect([protocol === "http:" || protocol === "https:", port, username + password + hash]).toEqual([
        true,
        expect.stringMatching(/^(?:80|443)?$/),
        "",
      ]);
      // A name: what it resolves to is checked when it is connected to. A number was checked now.
      const bare = hostname.replaceAll(/[[\]]/gu, "");
      expect([bare, isIP(bare) === 0 || isPublicAddress(bare)]).toEqual([bare, true]);
    }
    say(`hostile addresses: ${JSON.stringify(Object.fromEntries(counts))}`);
    expect(counts.get("web/private-address")).toBeGreaterThan(10);
  });

  itOverCorpus("is read as WHATWG reads it", () => {
    type Case = {
      readonly input: string;
      readonly base: string | null;
      readonly failure?: true;
      readonly href?: string;
    };
    const cases = (json("wpt-url/urltestdata.json") as (string | Case)[]).filter((one) => typeof one !== "string");
    const wrong = cases.filter(({ input, base, failure, href }) => {
      const url = base === null ? URL.parse(input) : URL.parse(input, base);
      return failure === true ? url !== null : url?.href !== href;
    });
    say(`WHATWG's addresses: ${cases.length - wrong.length}/${cases.length} as expected`);
    expect(wrong.map(({ input, base }) => [input, base])).toEqual([]);
  });
});

describe("FETCH_ALLOW", () => {
  it.each([
    ["http://127.0.0.1:8080/", "127.0.0.1:8080", "asked 127.0.0.1:8080"],
    ["http://127.0.0.1:8081/", "127.0.0.1:8080", "web/port"],
    ["http://127.0.0.1/", "127.0.0.1:8080", "web/private-address"],
    ["http://127.0.0.2:8080/", "127.0.0.1:8080", "web/private-address"],
    ["http://[::1]:8080/", "[0:0::1]:8080", "asked [::1]:8080"],
    ["http://feeds.local:8080/", "Feeds.local:8080", "asked feeds.local:8080"],
    ["http://b\u00fccher.example:8080/", "b\u00fccher.example:8080", "asked xn--bcher-kva.example:8080"],
    ["http://10.1.2.3:9000/", "10.0.0.0/8", "asked 10.1.2.3:9000"],
    ["http://11.1.2.3:9000/", "10.0.0.0/8", "web/port"],
    ["http://11.1.2.3/", "10.0.0.0/8", "asked 11.1.2.3"],
    ["http://[fd00::1]/", "fd00::/8", "asked [fd00::1]"],
    ["http://[fe80::1]/", "fd00::/8", "web/private-address"],
    // What is mapped is another address.
    ["http://[::ffff:10.0.0.1]/", "10.0.0.0/8", "web/private-address"],
    ["ftp://10.0.0.1/", "10.0.0.0/8", "web/scheme"],
  ])("lets through what it names, and nothing else: %s", (url, allow, expected) => {
    expect(verdict(url, allow)).toBe(expected);
  });

  it.each(["127.0.0.1:80", "[::1]:80", "feeds.local:8080", "my_nas:80", "10.0.0.0/8", "fd00::/8", "1.2.3.4/32"])(
    "takes %s",
    (entry) => expect(isFetchAllowEntry(entry)).toBe(true),
  );

  it.each([
    "",
    "localhost",
    "10.0.0.0/33",
    "fd00::/129",
    "a:0",
    "a:65536",
    "a b:80",
    "::1:80",
    "[1.2.3.4]:80",
    "http://a:80",
    "fe80::1%eth0/64",
  ])("does not take %j", (entry) => {
    expect(isFetchAllowEntry(entry)).toBe(false);
    expect(verdict("http://127.0.0.1:80/", entry)).toBe("web/private-address");
  });
});
