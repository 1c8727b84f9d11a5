import { describe, expect, test } from "@jest/globals";
import { renderGitHubMarkdown } from "../../../scripts/demo/github-markdown.ts";

function rendered(markdown: string): string {
  return renderGitHubMarkdown(markdown).markup;
}

describe("what GitHub shows in a comment", () => {
  test.each(["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"])("an alert of the kind %s", (kind) => {
    const alert = rendered(`> [!${kind}]\n> Read **this**.`);
    expect(alert).toContain(`<div class="markdown-alert markdown-alert-${kind.toLowerCase()}">`);
    expect(alert).toContain("Read <strong>this</strong>.");
    expect(alert).not.toContain(kind);
  });

  test("a quotation of something else stays a quotation", () => {
    expect(rendered("> [!OTHER]\n> text")).toContain("<blockquote>");
  });

  test("a table", () => {
    expect(rendered("| a | b |\n| - | - |\n| 1 | `2` |")).toMatch(/<td>1<\/td>\s*<td><code>2<\/code><\/td>/);
  });

  test("a folded part with Markdown in it", () => {
    const folded = rendered("<details><summary>➕ <code>a.b</code></summary>\n\n**bold**\n\n</details>");
    expect(folded).toMatch(/^<details><summary>➕ <code>a\.b<\/code><\/summary>\s*<p><strong>bold/);
    expect(folded).toContain("</details>");
  });

  test("the lines of a diff in their colours", () => {
    const diff = rendered('```diff\n+ a = "<b>"\n- c\n! d\n# e\n  f\n```');
    expect(diff).toContain('<span class="pl-mi1">+ a = &quot;&lt;b&gt;&quot;</span>');
    expect(diff).toContain('<span class="pl-md">- c</span>');
    expect(diff).toContain('<span class="pl-mc">! d</span>');
    expect(diff).toContain('<span class="pl-c"># e</span>\n  f');
  });

  test("an address of the web as a link", () => {
    expect(rendered("[Run](https://github.com/a?b=1&c=2)")).toContain(
      '<a href="https://github.com/a?b=1&amp;c=2" rel="nofollow">Run</a>',
    );
  });

  test("an HTML comment not at all", () => {
    expect(rendered('<!-- prefect-ecs-worker {"version":1} -->\n\n## Title')).toBe("<h2>Title</h2>\n");
  });
});

describe("what could do harm becomes text", () => {
  test.each([
    ["a script", "<script>alert(1)</script>"],
    ["a script within a sentence", "see <script>alert(1)</script>"],
    ["an attribute that runs something", '<details ontoggle="alert(1)" open><summary>a</summary></details>'],
    ["a picture", '<img src="x" onerror="alert(1)">'],
    ["a frame", '<iframe src="https://example.com"></iframe>'],
    ["a style", "<style>body{display:none}</style>"],
    ["a comment that nobody closes", "<!-- a\n<script>alert(1)</script>"],
    ["a tag within a comment's ruins", "<<!-- -->script>alert(1)</script>"],
    ["a link that is a script", "[a](javascript:alert(1))"],
    ["a picture of Markdown", "![a](https://example.com/a.png)"],
    ["a tag in a code block", "```diff\n+ <script>alert(1)</script>\n```"],
    ["a link's address that ends its attribute", '[a](<https://e.com/"onclick="alert(1)>)'],
  ])("%s", (_, markdown) => {
    const tags = rendered(markdown).match(/<[^>]*>/g) ?? [];
    const harmless =
      /^<\/?(?:p|pre|code|details|summary|span|span class="pl-mi1"|a href="[^"]*" rel="nofollow"|a)>$/;
    expect(tags.filter((tag) => !harmless.test(tag))).toEqual([]);
  });
});
