import { readFileSync } from "node:fs";
import { environmentByName } from "../src/config/environments.ts";
import { parseWorkerFile } from "../src/config/worker-file.ts";
import { workerStackConfig } from "../src/config/worker-stack-config.ts";
import { readSynthSettings } from "../src/settings.ts";
import { synthesize } from "./synthesize.ts";

// What `npx cdktf synth` runs: the same stack from the same configuration file, at somebody's desk.
const { configPath, environment, branch, outdir, ...surroundings } = readSynthSettings();
const file = parseWorkerFile(readFileSync(configPath, "utf8"), configPath);
const { directory, warnings } = synthesize(
  workerStackConfig(environmentByName(file, environment, branch), surroundings),
  outdir,
);
for (const warning of warnings) console.warn(warning);
console.log(`Synthesized the environment ${environment} into ${directory}.`);
