/** Prints how many milliseconds one synthesis took, without the loading of its modules. */
import { synthesize } from "../../stacks/synthesize.ts";
import { stackConfig } from "./stack-config.ts";

const [directory = ""] = process.argv.slice(2);
const config = stackConfig();

const startedMs = performance.now();
synthesize(config, directory);
console.log(performance.now() - startedMs);
