import { expect, test } from "@jest/globals";
import { prove } from "../../../scripts/demo/proof.ts";

test("a claim holds with what its check has seen", async () => {
  await expect(prove("It runs", () => Promise.resolve("1 of 1"))).resolves.toEqual({
    ...{ claim: "It runs", holds: true, evidence: "1 of 1" },
  });
});

test("a claim does not hold when its check throws, at once or later", async () => {
  const failed = { claim: "It runs", holds: false, evidence: "0 of 1" };
  const check = (): never => {
    throw new Error("0 of 1");
  };
  await expect(prove("It runs", check)).resolves.toEqual(failed);
  await expect(prove("It runs", () => Promise.reject(new Error("0 of 1")))).resolves.toEqual(failed);
});
