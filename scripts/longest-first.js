import { basename } from "node:path";
import Sequencer from "@jest/test-sequencer";

/**
 * The system tests that take longest: begun last, one of them would be waited for alone in the end. `refused` computes
 * while the first three wait for AWS. Jest knows how long a test takes only where it has run before.
 */
const LONGEST = [
  "examples",
  "diagnosis",
  "apply",
  "refused",
  "rungs",
  "schedule",
  "smoke",
  "images",
  "guarded",
];

/** Tests in Jest's own order, but for the longest. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
}

function rank({ path }) {
  const index = path.includes("/system/") ? LONGEST.indexOf(basename(path, ".test.ts")) : -1;
  return index === -1 ? LONGEST.length : index;
}
