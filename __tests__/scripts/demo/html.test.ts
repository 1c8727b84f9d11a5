import { expect, test } from "@jest/globals";
import { html, trusted } from "../../../scripts/demo/html.ts";

test("escapes text, numbers stay, markup stays", () => {
  const name = `<i>"a" & b</i>`;
  expect(html`<b title="${name}">${1}${html`<u>${name}</u>`}</b>`.markup).toBe(
    '<b title="&lt;i&gt;&quot;a&quot; &amp; b&lt;/i&gt;">1<u>&lt;i&gt;&quot;a&quot; &amp; b&lt;/i&gt;</u></b>',
  );
});

test("puts the parts of a list on lines of their own", () => {
  expect(html`${[trusted("<i>1</i>"), html`${"<"}`]}`.markup).toBe("<i>1</i>\n&lt;");
});

test("leaves backslashes as they are", () => {
  expect(html`${"a\\nb"}`.markup).toBe("a\\nb");
});
