import { describe, expect, test } from "@jest/globals";
import {
  type Deployed,
  deployedBefore,
  withProof,
  withRevision,
} from "../../src/commands/deployed-revisions.ts";

const PROVEN_AT = "2026-11-23T14:10:00.000Z";
const A = { revision: "a", commit: "c1", provenAt: PROVEN_AT };
const B = { revision: "b", commit: "c2" };

describe("what was deployed before", () => {
  const record = (deployed: Deployed) => ({ revision: "b", commit: "c2", deployed });

  test.each([
    ["nothing, when there is no record", undefined, []],
    ["the record's list", record([B, A]), [B, A]],
    ["with what a run was deploying when it was cut off", record([A]), [B, A]],
    ["what a record without a list calls its own", record([]), [B]],
  ])("is %s", (_, given, expected) => {
    expect(deployedBefore(given)).toEqual(expected);
  });
});

describe("a revision that is deployed", () => {
  test("is the newest, and the one before it keeps its commit and its proof", () => {
    expect(withRevision([A], B, true)).toEqual([B, A]);
  });

  test("keeps its commit when a later commit leaves the service as it is", () => {
    expect(withRevision([A], { revision: "a", commit: "c3" }, false)).toEqual([A]);
  });

  test("has the commit that brought it back", () => {
    const back = withRevision([B, A], { revision: "a", commit: "c3" }, true);
    expect(back).toEqual([{ ...A, commit: "c3" }, B]);
  });

  test("does not drive out the last that was proven, however many fail", () => {
    const failures = Array.from({ length: 30 }, (_, index) => ({ revision: `f${index}`, commit: "c" }));
    const deployed = failures.reduce<Deployed>((before, one) => withRevision(before, one, true), [A]);
    expect(deployed).toHaveLength(21);
    expect(deployed.at(-1)).toEqual(A);
  });

  test("is told with the time of its proof", () => {
    expect(withProof([B, A], new Date(PROVEN_AT))).toEqual([{ ...B, provenAt: PROVEN_AT }, A]);
  });
});
