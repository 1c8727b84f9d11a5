import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { code, fence, htmlCode, link, prose } from "../../src/report/markdown.ts";
import { outsideText } from "./arbitraries.ts";

describe("prose", () => {
  test.each([
    ["plain words", "2 of 2, last heartbeat 4 s ago.", "2 of 2, last heartbeat 4 s ago."],
    ["a code span of ours", "Set `worker.image`.", "Set `worker.image`."],
    ["a lone backtick", "a ` b", "a &#96; b"],
    ["an underscore inside a word", "desired_count", "desired_count"],
    ["an underscore around a word", "_x_", "&#95;x&#95;"],
    ["a pipe", "a | b", "a &#124; b"],
    ["a mention", "by @octocat", "by @&#8203;octocat"],
    ["an issue", "see #12", "see #&#8203;12"],
    ["HTML", "<b>", "&#60;b&#62;"],
    ["an entity", "&lt;", "&#38;lt;"],
    ["a URL", "see https://x.example/a_b.", "see `https://x.example/a_b`."],
    ["several lines", "a\n\n# b", "a #&#8203; b"],
    ["a list at the start", "- a", "&#45; a"],
    ["a number at the start", "1. a", "1&#46; a"],
  ])("renders %s", (_, text, rendered) => {
    expect(prose(text)).toBe(rendered);
  });

  test("is never longer than its limit, once rendered", () => {
    fc.assert(
      fc.property(outsideText, fc.integer({ min: 20, max: 300 }), (text, limit) => {
        expect(prose(text, limit).length).toBeLessThanOrEqual(limit + 8);
      }),
    );
  });
});

test.each([
  ["a plain value", "3f2a91c0", "`3f2a91c0`"],
  ["a pipe, which ends a cell even in code", "a|b", "<code>a&#124;b</code>"],
  ["a backtick", "a`b", "<code>a&#96;b</code>"],
  ["nothing", "", "<code></code>"],
])("code renders %s", (_, value, rendered) => {
  expect(code(value)).toBe(rendered);
});

test("code in HTML keeps Markdown's characters and escapes HTML's", () => {
  expect(htmlCode('aws_x.y["<a>"]')).toBe("<code>aws_x.y[&#34;&#60;a&#62;&#34;]</code>");
});

test("a fence is longer than any run of backticks in it", () => {
  expect(fence("text", "a ```` b")).toBe("`````text\na ```` b\n`````");
});

test.each([
  ["an address of the web", "https://x.example/a?b=1&c=2", "[Run](https://x.example/a?b=1&amp;c=2)"],
  ["parentheses, which would end it", "https://x.example/(a)", "[Run](https://x.example/%28a%29)"],
  ["no link for a script", "javascript:alert(1)", undefined],
  ["no link for what is no address", "not a url", undefined],
  ["no link for an endless address", `https://x.example/${"a".repeat(600)}`, undefined],
])("a link renders %s", (_, address, rendered) => {
  expect(link("Run", address)).toBe(rendered);
});
