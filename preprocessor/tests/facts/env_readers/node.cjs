// Prints what Node.js itself reads from each file named on the command line, as JSON.
const fs = require("node:fs");
const { parseEnv } = require("node:util");
const results = process.argv
  .slice(2)
  .map((path) => ({ values: { ...parseEnv(fs.readFileSync(path, "utf8")) } }));
process.stdout.write(JSON.stringify(results));
