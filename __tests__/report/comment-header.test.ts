import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseCommentHeader, renderCommentHeader } from "../../src/report/comment-header.ts";
import type { StoryEvent } from "../../src/report/story.ts";

const event: StoryEvent = { phase: "planned", at: "2026-11-23T13:40:00.000Z", commit: "3f2a91c0", run: "r" };
const header = { deployment: "etl-production", environment: "production", history: [event] };

describe("the header of a comment", () => {
  test("reads back as it was written", () => {
    expect(parseCommentHeader(`${renderCommentHeader(header)}\n\n## Text`)).toEqual(header);
  });

  test("cannot be ended by a value in it", () => {
    const hostile = fc.string({ unit: fc.constantFrom("-", ">", "<", "!", "\n", '"', "\\", "@", "a") });
    fc.assert(
      fc.property(hostile, hostile, (deployment, commit) => {
        const told = { ...header, deployment, history: [{ ...event, commit }] };
        const rendered = renderCommentHeader(told);
        expect(rendered.slice(4, -3)).not.toMatch(/--|[<>@\n]/);
        expect(parseCommentHeader(rendered)).toEqual(told);
      }),
    );
  });

  test("gives up its oldest history when it grows too long, never its key", () => {
    const history = Array.from({ length: 100 }, (_, i) => ({
      ...event,
      commit: `${i}`,
      run: "r".repeat(400),
    }));
    const rendered = renderCommentHeader({ ...header, history });
    expect(rendered.length).toBeLessThan(8_100);
    expect(parseCommentHeader(rendered)).toMatchObject({ deployment: "etl-production" });
    expect(parseCommentHeader(rendered)?.history.at(-1)?.commit).toBe("99");
  });

  test.each([
    ["a text of somebody else", "Looks good to me"],
    ["a header that is not at the start", `> ${renderCommentHeader(header)}`],
    ["an unknown version", renderCommentHeader(header).replace('"version":1', '"version":2')],
    ["broken JSON", "<!-- prefect-ecs-worker {nonsense} -->"],
    ["another tool's header", renderCommentHeader(header).replace("prefect-ecs-worker", "another-tool")],
  ])("is not found in %s", (_, body) => {
    expect(parseCommentHeader(body)).toBeUndefined();
  });

  test("is still found when its history cannot be read, which begins anew then", () => {
    const broken = renderCommentHeader(header).replace('"planned"', '"forgotten"');
    expect(parseCommentHeader(broken)).toEqual({ ...header, history: [] });
  });
});
