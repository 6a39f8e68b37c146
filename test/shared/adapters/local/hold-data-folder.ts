import { openDataFolder } from "../../../../shared/adapters/local/data-folder.ts";

/** A process that takes a data folder, says "held" or why not, and keeps it until its input ends. */
const [path = ""] = process.argv.slice(2);
try {
  const folder = await openDataFolder(path);
  process.stdout.write("held\n");
  process.stdin.on("end", () => void folder.close());
  process.stdin.resume();
} catch (error) {
  process.stdout.write(`${JSON.stringify({ code: (error as { code?: unknown }).code, message: String(error) })}\n`);
}
