import { expect, test } from "@jest/globals";
import { type ApplyAndProof, proveApply } from "../../src/commands/prove-apply.ts";
import type { Verdict } from "../../src/proof/verdict.ts";

const verdict = (outcome: Verdict["outcome"], seconds = 1): Verdict => ({
  outcome,
  seconds,
  checks: [],
  workers: [],
  causes: [],
  logTail: [],
});

/** What happens in which order, as the apply and the proof are let go on one by one. */
function steps(proven = verdict("verified")) {
  const happened: string[] = [];
  const applied = Promise.withResolvers<void>();
  const proof = Promise.withResolvers<Verdict>();
  let deploy: () => void = () => undefined;
  let abandoned: AbortSignal | undefined;
  const given: ApplyAndProof = {
    apply: (onDeployed) => {
      deploy = onDeployed;
      return applied.promise;
    },
    prove: (signal) => {
      happened.push("proof begins");
      abandoned = signal;
      return proof.promise;
    },
    confirm: () => {
      happened.push("confirmed");
      return Promise.resolve(verdict("failed", 2));
    },
  };
  const result = proveApply(given);
  const settled = () => new Promise<void>((done) => setImmediate(done));
  return {
    happened,
    result,
    abandoned: () => abandoned?.aborted,
    deploy: async () => {
      deploy();
      await settled();
    },
    applies: async () => {
      happened.push("applied");
      applied.resolve();
      await settled();
    },
    breaks: async () => {
      applied.reject(new Error("apply"));
      await settled();
    },
    proves: async () => {
      proof.resolve(proven);
      await settled();
    },
  };
}

test("a service that stays as it is is proven once all is applied", async () => {
  const { happened, result, applies, proves } = steps();
  await applies();
  await proves();
  expect((await result).outcome).toBe("verified");
  expect(happened).toEqual(["applied", "proof begins"]);
});

test("a verdict that was there before the apply had ended is confirmed then", async () => {
  const { happened, result, deploy, applies, proves } = steps();
  await deploy();
  await proves();
  expect(happened).toEqual(["proof begins"]);
  await applies();
  expect((await result).outcome).toBe("failed");
  expect(happened).toEqual(["proof begins", "applied", "confirmed"]);
});

test("a verdict that came after the apply needs no other, and a failure neither", async () => {
  const late = steps();
  await late.deploy();
  await late.applies();
  await late.proves();
  expect((await late.result).outcome).toBe("verified");
  const failing = steps(verdict("failed"));
  await failing.deploy();
  await failing.proves();
  await failing.applies();
  expect((await failing.result).seconds).toBe(1);
  expect([...late.happened, ...failing.happened]).not.toContain("confirmed");
});

test("an apply that fails is why, and ends the proof", async () => {
  const { result, deploy, breaks, proves, abandoned } = steps();
  const refused = expect(result).rejects.toThrow("apply");
  await deploy();
  await breaks();
  expect(abandoned()).toBe(true);
  await proves();
  await refused;
});
