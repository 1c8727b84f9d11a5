import { readFileSync } from "node:fs";
import { environmentByName } from "../src/config/environments.ts";
import { parseWorkerFile } from "../src/config/worker-file.ts";
import { surroundingsOf, workerStackConfig } from "../src/config/worker-stack-config.ts";
import { readSynthSettings } from "../src/settings.ts";
import { synthesize } from "./synthesize.ts";

// What `npx cdktf synth` runs: the same stack from the same configuration file, at somebody's desk.
const { configPath, environment, branch, outdir, region, prefect } = readSynthSettings();
const file = parseWorkerFile(readFileSync(configPath, "utf8"), configPath);
const subject = environmentByName(file, environment, branch);
const surroundings = await surroundingsOf(subject.deploymentName, region, prefect);
const { directory, warnings } = synthesize(workerStackConfig(subject, surroundings), outdir);
for (const warning of warnings) console.warn(warning);
console.log(`Synthesized the environment ${environment} into ${directory}.`);
