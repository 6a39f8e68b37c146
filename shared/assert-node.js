// Plain JavaScript on purpose: it has to run on the Node that is too old, in order to say so.
const required = 24;
const found = Number.parseInt(process.versions.node, 10);
if (found !== required) {
  process.stderr.write(
    `This project runs on Node ${required}, and this is Node ${process.versions.node}. ` +
      `"npm ci" brings the right one for Linux, macOS and Windows; on other platforms install Node ${required} yourself.\n`,
  );
  process.exit(2);
}
