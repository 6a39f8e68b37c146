// One conversion in a workshop, in a process of its own: prints the most memory that it had, and what came of it.

import { convertJob } from "../../functions/format/format-document.ts";
import { threadWorkshop } from "../../shared/adapters/workshop/thread-workshop.ts";

const [path = "", folder = "", mailBytesMax = ""] = process.argv.slice(2);
const workshop = threadWorkshop({ threads: 1, memoryMb: 512 });
const { volumes } = await workshop.run(
  convertJob,
  {
    path,
    format: "epub",
    fileName: "pictures.epub",
    title: "",
    authors: [],
    language: "und",
    sourceSha256: "ab".repeat(32),
    modifiedAt: "2026-11-21T07:00:00.000Z",
    outputPath: `${folder}/out.epub`,
    coverPath: `${folder}/cover.jpg`,
    workPath: `${folder}/work`,
    mailBytesMax: Number(mailBytesMax),
  },
  { timeoutMs: 110_000 },
);
await workshop.close();
const residentBytesMax = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ residentBytesMax, volumes }));
