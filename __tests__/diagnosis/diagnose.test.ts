import { describe, expect, test } from "@jest/globals";
import { diagnose } from "../../src/diagnosis/diagnose.ts";
import { DIAGNOSES, type Symptoms } from "../../src/diagnosis/table.ts";

const symptoms = (over: Partial<Symptoms>): Symptoms => ({
  stoppedReasons: [],
  exitCodes: [],
  log: [],
  ...over,
});

/**
 * Messages as they were seen on the local cloud with prefect 3.8.8, or as AWS documents them in "Amazon ECS
 * stopped tasks error messages".
 */
const SEEN: readonly [id: string, symptoms: Partial<Symptoms>][] = [
  [
    "image-not-found",
    {
      stoppedReasons: [
        "CannotPullContainerError: pull access denied for prefecthq/nothing, repository does not exist or may require 'docker login'",
      ],
    },
  ],
  [
    "image-not-found",
    {
      stoppedReasons: [
        "CannotPullContainerError: failed to resolve ref docker.io/library/nothing:1: not found",
      ],
    },
  ],
  [
    "image-not-pulled",
    {
      stoppedReasons: [
        "CannotPullContainerError: The task cannot pull registry.example.com/x from registry: context deadline exceeded",
      ],
    },
  ],
  [
    "secret-not-read",
    {
      stoppedReasons: [
        "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm",
      ],
    },
  ],
  [
    "prefect-unauthorized",
    {
      exitCodes: [1],
      log: [
        "prefect.exceptions.PrefectHTTPStatusError: Client error '401 Unauthorized' for url 'http://127.0.0.1/api/work_pools/p-auth'",
      ],
    },
  ],
  [
    "prefect-forbidden",
    { exitCodes: [1], log: ["Client error '403 Forbidden' for url 'https://api.prefect.cloud/api/…'"] },
  ],
  [
    "prefect-unreachable",
    {
      log: [
        "WARNING | Unable to reach the Prefect API while starting up; the worker will keep attempting to connect: All connection attempts failed",
      ],
    },
  ],
  ["work-pool-missing", { log: ["WARNING | Work pool 'missing' not found!"] }],
  ["command-not-found", { exitCodes: [127] }],
  [
    "command-not-found",
    { exitCodes: [1], log: ["FileNotFoundError: [Errno 2] No such file or directory: 'prefect'"] },
  ],
  ["module-not-found", { exitCodes: [1], log: ["ModuleNotFoundError: No module named 'mylib'"] }],
  [
    "out-of-memory",
    { stoppedReasons: ["OutOfMemoryError: Container killed due to memory usage"], exitCodes: [137] },
  ],
  [
    "worker-exited",
    {
      stoppedReasons: ["Essential container in task exited"],
      exitCodes: [2],
      log: ["Unknown option: --no-such-flag."],
    },
  ],
];

describe("the first cause", () => {
  test.each(SEEN)("is %s", (id, seen) => {
    expect(diagnose(symptoms(seen))[0]?.id).toBe(id);
  });

  test("carries what was seen, a cause and a remedy in whole sentences", () => {
    for (const { cause, remedy } of DIAGNOSES) {
      expect(cause).toMatch(/^[A-Z].*\.$/);
      expect(remedy).toMatch(/^[A-Z].*\.$/);
    }
    expect(diagnose(symptoms({ exitCodes: [127] }))[0]?.evidence).toBe("exit code 127");
  });
});

test("tells an image that is missing once, not also as one that cannot be pulled", () => {
  const causes = diagnose(symptoms({ stoppedReasons: ["CannotPullContainerError: manifest unknown"] }));
  expect(causes.map(({ id }) => id)).toEqual(["image-not-found"]);
});

test("tells at most three causes", () => {
  const all = symptoms({
    stoppedReasons: SEEN.flatMap(([, { stoppedReasons = [] }]) => stoppedReasons),
    exitCodes: [127, 137],
    log: SEEN.flatMap(([, { log = [] }]) => log),
  });
  expect(diagnose(all)).toHaveLength(3);
});

test("calls unknown what no row explains, shows what was seen, and never guesses", () => {
  expect(diagnose(symptoms({ stoppedReasons: ["", "Something new"] }))).toEqual([
    expect.objectContaining({ id: "unknown", evidence: "Something new" }),
  ]);
  expect(diagnose(symptoms({}))[0]?.evidence).toBe("The task left neither a reason nor a log.");
});
