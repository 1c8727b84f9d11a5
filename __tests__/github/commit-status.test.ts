import { describe, expect, test } from "@jest/globals";
import { setCommitStatus } from "../../src/github/commit-status.ts";
import { HEAD_SHA, playGitHub, REPOSITORY } from "./played.ts";

const played = playGitHub();
const runUrl = "https://github.com/acme/etl/actions/runs/101";

describe("the status of a commit", () => {
  test("stands under the environment's name and leads to the run", async () => {
    const status = { state: "success", description: "2 workers are registered" } as const;
    await setCommitStatus(played().github, HEAD_SHA, "production", status, runUrl);
    expect(played().player.statuses(REPOSITORY, HEAD_SHA)).toMatchObject([
      { ...status, context: "prefect-worker/production", target_url: runUrl },
    ]);
  });

  test("is cut between words to the length that GitHub takes", async () => {
    const status = { state: "failure", description: "word ".repeat(60) } as const;
    await setCommitStatus(played().github, HEAD_SHA, "production", status, runUrl);
    const [told] = played().player.statuses(REPOSITORY, HEAD_SHA);
    expect(told?.description).toMatch(/^(?:word )+word…$/);
    expect(told?.description?.length).toBeGreaterThan(130);
  });
});
