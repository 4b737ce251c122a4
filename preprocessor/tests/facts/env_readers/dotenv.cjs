// Prints what dotenv reads from each file named on the command line, as JSON.
const dotenv = require("dotenv");
const results = process.argv.slice(2).map((path) => {
  const processEnv = {};
  dotenv.config({ path, processEnv, quiet: true });
  return { values: processEnv };
});
process.stdout.write(JSON.stringify(results));
