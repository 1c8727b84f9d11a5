import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { lexer, type Token, type Tokens } from "marked";
import { parseCommentHeader } from "../../src/report/comment-header.ts";
import { COMMENT_CHARACTERS, renderComment } from "../../src/report/comment.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { HOSTILE, outsideText, storyArbitrary } from "./arbitraries.ts";
import { attribute, change, failed, planned } from "./stories.ts";
import { credentialRefused } from "./verdicts.ts";

describe("any story", () => {
  test("fits, its header reads back, and it makes no HTML but ours, mentions nobody and closes what it opens", () => {
    fc.assert(
      fc.property(storyArbitrary, (story) => {
        const comment = renderComment(story);
        expect(comment.length).toBeLessThanOrEqual(COMMENT_CHARACTERS);
        expect(Buffer.byteLength(renderSummary(story))).toBeLessThanOrEqual(1024 ** 2);
        const header = parseCommentHeader(comment);
        expect(header).toMatchObject({
          deployment: story.deploymentName.toWellFormed(),
          environment: story.environment.toWellFormed(),
        });
        expect(header?.history.at(-1)?.phase).toBe(story.phase);
        const { html, text } = partsOf(comment);
        expect(html.filter((tag) => !OUR_HTML.test(tag))).toEqual([]);
        expect(text.filter((each) => /@\w/.test(each))).toEqual([]);
        const tags = html.join("");
        expect(tags.match(/<details>/g)?.length).toBe(tags.match(/<\/details>/g)?.length);
      }),
      { numRuns: 50 },
    );
  });
});

describe("a hostile value", () => {
  const benign = structureOf(renderComment(storyTelling("benign")));

  test.each([...HOSTILE].filter((text) => text !== "").map((text) => [text]))(
    "leaves the structure of the comment as it is: %j",
    (hostile) => {
      expect(structureOf(renderComment(storyTelling(hostile)))).toEqual(benign);
    },
  );

  test.each(HOSTILE.map((text) => [text]))("keeps to its column of a table: %j", (hostile) => {
    const checks = [{ id: "worker", title: hostile, outcome: "failed", evidence: "settled" }] as const;
    const table = lexer(renderComment(failed({ checks }))).find(isTable);
    expect(table?.rows[0]?.at(-1)).toMatchObject({ text: "settled" });
  });

  test("leaves the structure as it is, whatever it is", () => {
    const visibleText = outsideText.filter((text) => /[a-z]/.test(text));
    fc.assert(
      fc.property(visibleText, (hostile) => {
        expect(structureOf(renderComment(storyTelling(hostile)))).toEqual(benign);
      }),
      { numRuns: 70 },
    );
  });
});

describe("a plan that does not fit", () => {
  const updates = Array.from({ length: 1_000 }, (_, i) =>
    change("update", `aws_ecs_service.s${i}`, [attribute("policy", "x".repeat(500), "y".repeat(500))]),
  );
  const destroyed = change("replace", "aws_ecs_cluster.this", [attribute("name", "old", "new", true)]);

  test("shows in full what destroys, then as much as fits, then names, then a number", () => {
    const comment = renderComment(planned([...updates, destroyed]));
    expect(comment).toContain('- name = "old"\n+ name = "new"');
    expect(comment.indexOf("aws_ecs_cluster.this")).toBeLessThan(comment.indexOf("aws_ecs_service.s0"));
    const inFull = comment.match(/<details>/g)?.length ?? 0;
    const byName = comment.match(/^- /gm)?.length ?? 0;
    const [, omitted = ""] = /… and (\d+) more; see the job summary\./.exec(comment) ?? [];
    expect(inFull).toBeGreaterThan(20);
    expect(byName).toBeGreaterThan(100);
    // The lines of the one small diff begin with "- " as well.
    expect(inFull + (byName - diffLines(comment)) + Number(omitted)).toBe(1_001);
  });

  test("is whole in the job summary", () => {
    expect(renderSummary(planned(updates.slice(0, 200))).match(/<details>/g)).toHaveLength(200);
  });

  test("says of an oversized value how long it is", () => {
    const comment = renderComment(
      planned([change("update", "a.b", [attribute("p", "", "z".repeat(99_999))])]),
    );
    expect(comment).toContain("… (100,001 characters)");
  });

  test("counts the attributes of an oversized resource that find no room", () => {
    const attributes = Array.from({ length: 50 }, (_, i) => attribute(`p${i}`, undefined, "z".repeat(1_000)));
    expect(renderComment(planned([change("create", "a.b", attributes)]))).toMatch(
      /# … and 3\d more attributes/,
    );
  });
});

test("at most three causes are told", () => {
  const cause = { id: "unknown" as const, cause: "Because.", remedy: "Mend it.", evidence: "It is seen." };
  const comment = renderComment(failed({ causes: [cause, cause, cause, cause] }));
  expect(comment.match(/What to do/g)).toHaveLength(3);
});

test("a first deployment that failed says that there is nothing to go back to, and that nothing serves", () => {
  const comment = renderComment(failed({}, credentialRefused()));
  expect(comment).toContain("nothing; this is the first deployment");
  expect(comment).toContain("not picked up; nothing ever served them");
});

const OUR_HTML = /^(?:<!-- prefect-ecs-worker .* -->\s*|<\/?(?:details|summary|code|sub)>)+$/;

/** HTML tags, and the texts that GitHub looks through for mentions: those outside of code. */
function partsOf(markdown: string): { html: string[]; text: string[] } {
  const html: string[] = [];
  const text: string[] = [];
  walk(lexer(markdown), (token) => {
    if (token.type === "html") {
      const tags = token.raw.match(/<!--[^]*?-->|<[^>]*>/g) ?? [];
      html.push(...tags);
    } else if (token.type === "text" && childrenOf(token).length === 0) {
      text.push(token.raw);
    }
  });
  return { html, text };
}

/** The kinds of all blocks, and of what is in a table; not what they say, nor how sentences set off values. */
function structureOf(markdown: string): string[] {
  const inline = new Set(["text", "codespan", "escape"]);
  const kinds: string[] = [];
  walk(lexer(markdown), (token) => {
    const isOwnCode = token.type === "html" && /^<\/?code>$/.test(token.raw);
    if (!inline.has(token.type) && !isOwnCode) kinds.push(token.type);
    if (isTable(token)) kinds.push(`${token.header.length} columns, ${token.rows.length} rows`);
  });
  return kinds;
}

function walk(tokens: readonly Token[], visit: (token: Token) => void): void {
  for (const token of tokens) {
    visit(token);
    walk(childrenOf(token), visit);
  }
}

function childrenOf(token: Token): readonly Token[] {
  if (isTable(token)) return [token.header, ...token.rows].flat().flatMap(({ tokens }) => tokens);
  if (isList(token)) return token.items;
  return "tokens" in token ? (token.tokens ?? []) : [];
}

// Marked also has a token for its extensions that may be anything, so that comparing types tells too little.
function isTable(token: Token): token is Tokens.Table {
  return token.type === "table";
}

function isList(token: Token): token is Tokens.List {
  return token.type === "list";
}

function storyTelling(text: string) {
  return {
    ...failed({
      checks: [{ id: "worker", title: text, outcome: "failed", evidence: text }],
      causes: [{ id: "unknown", cause: text, remedy: text, evidence: text }],
      logTail: [text],
      serving: {
        tried: { revision: text, commit: text },
        isFirst: false,
        now: [{ revision: text, commit: text, tasks: 1, liveWorkers: 1, isPrimary: true }],
        isServed: true,
      },
    }),
    workPool: text,
    environment: text,
    planNote: text,
    plan: planned([change("update", text, [attribute(text, text, { [text]: text })])]).plan,
  } as ReturnType<typeof failed>;
}

function diffLines(comment: string): number {
  return Array.from(comment.matchAll(/```diff\n[^]*?```/g), ([block]) => block.match(/^- /gm) ?? []).flat()
    .length;
}
