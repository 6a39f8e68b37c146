import { stepNames } from "../../events/define-event.ts";
import type { SourceFile } from "./source-files.ts";

/** One line of HANDBOOK's "who may import whom", with the sentence that explains it. */
export interface ImportRule {
  readonly because: string;
  /** Whether this import breaks the rule. */
  readonly breaks: (file: SourceFile, imported: string) => boolean;
}

const isStep = (name: string | undefined) => stepNames.some((step) => step === name);
/** The step that a path belongs to, if any. */
const stepOf = (path: string) => {
  const [top, step] = path.split("/");
  return top === "functions" && isStep(step) ? step : undefined;
};
const isComposition = (path: string) =>
  /^functions\/(local|rebuild|rebuild-google|replay)\.ts$/.test(path) ||
  path.startsWith("functions/local/") ||
  /^functions\/[^/]+\/index\.ts$/.test(path);
const isPackage = (imported: string) => !/^(functions|shared|events|test)\//.test(imported);
const isIn = (folder: string) => (path: string) => path.startsWith(`${folder}/`);

const sdks = [
  "node:sqlite",
  "nodemailer",
  "@sendgrid/mail",
  "@sendgrid/client",
  "cockatiel",
  "winston",
  "undici",
  "@google-cloud/logging-winston",
];
const isSdk = (imported: string) =>
  sdks.includes(imported) ||
  (imported.startsWith("@google-cloud/") && imported !== "@google-cloud/functions-framework");

export const importRules: readonly ImportRule[] = [
  {
    because:
      "Steps speak through events and read models alone: a step that imports another one cannot be deployed alone.",
    breaks: ({ path }, imported) => {
      const from = stepOf(path);
      const to = stepOf(imported);
      return from !== undefined && to !== undefined && from !== to;
    },
  },
  {
    because: "What is shared knows nothing of who shares it.",
    breaks: ({ path }, imported) => (isIn("shared")(path) || isIn("events")(path)) && isIn("functions")(imported),
  },
  {
    because: "Nothing that runs depends on a test.",
    breaks: ({ path }, imported) => !isIn("test")(path) && isIn("test")(imported),
  },
  {
    because: "Events are the language: they need a schema library and a hash, and nothing of ours.",
    breaks: ({ path }, imported) =>
      isIn("events")(path) && !isIn("events")(imported) && imported !== "zod" && imported !== "node:crypto",
  },
  {
    because: "A port says what a step needs, so it names no technology.",
    breaks: ({ path }, imported) =>
      isIn("shared/ports")(path) &&
      imported !== "zod" &&
      !["events", "shared/ports", "shared/read-models"].some((folder) => isIn(folder)(imported)),
  },
  {
    because: "A read model is a schema, a key and a sentence: whoever queries it must not load a driver for that.",
    breaks: ({ path }, imported) =>
      isIn("shared/read-models")(path) &&
      imported !== "zod" &&
      !["events", "shared/ports", "shared/read-models"].some((folder) => isIn(folder)(imported)),
  },
  {
    because: "Adapters are chosen where a program is put together, and nowhere else.",
    breaks: ({ path }, imported) =>
      isIn("functions")(path) && !isComposition(path) && isIn("shared/adapters")(imported),
  },
  {
    because: "One side of a port never leans on the other: each can be thrown away.",
    breaks: ({ path }, imported) =>
      (isIn("shared/adapters/local")(path) && isIn("shared/adapters/google")(imported)) ||
      (isIn("shared/adapters/google")(path) && isIn("shared/adapters/local")(imported)),
  },
  {
    because: "Who carries mail is the same on one machine and in the cloud, so those adapters lean on neither side.",
    breaks: ({ path }, imported) =>
      isIn("shared/adapters/mail")(path) &&
      (isIn("shared/adapters/local")(imported) || isIn("shared/adapters/google")(imported)),
  },
  {
    because: "The web is the same seen from one machine and from the cloud, so its guarded door leans on neither side.",
    breaks: ({ path }, imported) =>
      isIn("shared/adapters/web")(path) &&
      (isIn("shared/adapters/local")(imported) || isIn("shared/adapters/google")(imported)),
  },
  {
    because: "Only adapters name a driver or a provider's SDK.",
    breaks: ({ path }, imported) => !isIn("test")(path) && !isIn("shared/adapters")(path) && isSdk(imported),
  },
  {
    because: "The functions framework is plumbing: triggers and entry files meet it, steps never do.",
    breaks: ({ path }, imported) =>
      imported === "@google-cloud/functions-framework" &&
      !isIn("test")(path) &&
      !isIn("shared/triggers")(path) &&
      !/^functions\/[^/]+\/index\.ts$/.test(path),
  },
  {
    because: "A one-machine program runs without the Google side, whose packages it does not even install.",
    breaks: ({ path }, imported) =>
      (/^functions\/(local|rebuild)\.ts$/.test(path) || isIn("functions/local")(path)) &&
      (isIn("shared/adapters/google")(imported) ||
        imported.startsWith("@google-cloud/") ||
        /^functions\/[^/]+\/index\.ts$/.test(imported)),
  },
];

/** Words that only some files may use, with the sentence that explains it. */
export const wordRules: readonly { because: string; word: RegExp; allowed: (path: string) => boolean }[] = [
  {
    because: "Settings are parsed once, where a program is put together.",
    word: /\bprocess\.env\b/,
    allowed: (path) => isComposition(path) || path.endsWith("/environment.ts"),
  },
  {
    because: "Time is a value: handlers are told it by the clock port.",
    word: /\bDate\.now\(\)|\bnew Date\(\)/,
    allowed: (path) => path === "shared/system-clock.ts",
  },
  {
    because: "Randomness comes through its port, so that a test can say what it was.",
    word: /\bMath\.random\(/,
    allowed: (path) => path === "shared/system-clock.ts",
  },
  {
    because: "What feeds and pages say is fetched through one guarded door; global fetch is unfit for it.",
    word: /(?<![.\w])fetch\(/,
    allowed: (path) => path.startsWith("functions/api/page/"),
  },
];

/**
 * Every production package that an import names must be one that `npm ci --omit=dev` installs. Functions on Google Cloud
 * are bundled with what they need, so what only they need is installed for building alone.
 */
export function undeclaredPackages(files: readonly SourceFile[], declared: ReadonlySet<string>): readonly string[] {
  return files.flatMap(({ path, imports }) =>
    imports
      .filter((imported) => isPackage(imported) && !imported.startsWith("node:") && !declared.has(imported))
      .filter((imported) => imported !== "@google-cloud/functions-framework")
      .filter((imported) => !(isIn("shared/adapters/google")(path) && imported.startsWith("@google-cloud/")))
      .map((imported) => `${path} imports ${imported}`),
  );
}
