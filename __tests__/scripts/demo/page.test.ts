import { describe, expect, test } from "@jest/globals";
import type { Chronicle, Step } from "../../../scripts/demo/chronicle.ts";
import { renderPage } from "../../../scripts/demo/page.ts";

const HOSTILE = `<script>alert("1")</script>`;
const at = new Date("2026-11-23T20:00:00Z");
const step: Step = { title: "Step", explanation: "", at, runs: [], flowRuns: [], pools: [], proofs: [] };

function page(steps: readonly Step[], comments: Chronicle["comments"] = []): string {
  const pullRequest = {
    ...{ repository: "octo-org/flows", number: 7, title: HOSTILE, author: HOSTILE },
    ...{ head: "feature/a", base: "main" },
  };
  return renderPage({ pullRequest, startedAt: at, steps, comments });
}

describe("the pull request's page", () => {
  test("loads nothing and runs nothing, whatever stands in a story", () => {
    const run = {
      ...{ event: HOSTILE, command: HOSTILE, environment: HOSTILE, at, seconds: 1, hasSucceeded: true },
      ...{ statuses: [], summary: HOSTILE, log: HOSTILE },
    };
    const proof = { claim: HOSTILE, holds: true, evidence: HOSTILE };
    const versions = [{ phase: HOSTILE, at, body: HOSTILE }];
    const told = page(
      [{ ...step, runs: [run], proofs: [proof] }],
      [{ id: 1, author: HOSTILE, environment: HOSTILE, versions }],
    );
    expect(told).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
    expect(told.match(/<script/gi)).toBeNull();
    expect(told.match(/\s(?:src|href)="(?!data:|#|https:\/\/github\.com)[^"]*"/g)).toBeNull();
  });

  test("says how many claims hold, and marks the one that does not", () => {
    const proofs = [
      { claim: "It runs", holds: true, evidence: "1 of 1" },
      { claim: "It is gone", holds: false, evidence: "Found a role" },
    ];
    const told = page([{ ...step, proofs }]);
    expect(told).toContain("<b>1 of 2 claims proven</b>");
    expect(told).toMatch(/<li class="bad">\s*<b>It is gone<\/b>/);
  });

  test("opens the last version of a comment, beneath the step in which it was first written", () => {
    const later = new Date("2026-11-23T20:05:00Z");
    const told = page(
      [step, { ...step, title: "Next", at: later }],
      [
        {
          ...{ id: 1, author: "github-actions[bot]", environment: "production" },
          versions: [
            { phase: "planned", at: new Date("2026-11-23T20:01:00Z"), body: "## Plan" },
            { phase: "verified", at: new Date("2026-11-23T20:06:00Z"), body: "## Proof" },
          ],
        },
      ],
    );
    const [, first = "", second = ""] = told.split(/<section /);
    expect(first).toMatch(/class="version"\s*>\s*<summary><b>planned/);
    expect(first).toMatch(/class="version" open\s*>\s*<summary>\s*<b>verified/);
    expect(second).not.toContain("production");
  });
});
