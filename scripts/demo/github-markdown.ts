import { Marked } from "marked";
import { escapeText, trusted, type Html } from "./html.ts";

/**
 * Markdown as GitHub shows it in a comment: tables, alerts, coloured diffs, folded parts. Of the HTML in it
 * only bare tags of a short list are kept, all else becomes text; nothing is loaded from elsewhere.
 */
export function renderGitHubMarkdown(markdown: string): Html {
  // No extension of ours is asynchronous, and only those make a promise of the answer.
  return trusted(github.parse(markdown) as string);
}

const github = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => bareTags(text),
    image: ({ text }) => escapeText(text),
    link({ href, tokens }) {
      const label = this.parser.parseInline(tokens);
      return /^https?:\/\//.test(href) ? `<a href="${escapeText(href)}" rel="nofollow">${label}</a>` : label;
    },
    code: ({ text, lang }) =>
      `<pre><code>${lang === "diff" ? colouredDiff(text) : escapeText(text)}</code></pre>\n`,
    blockquote({ tokens, text }) {
      const kind = ALERT.exec(text)?.groups?.["kind"]?.toLowerCase();
      const body = this.parser.parse(tokens);
      return kind === undefined ? `<blockquote>\n${body}</blockquote>\n` : alert(kind, body);
    },
  },
});

/** Bare, so that no attribute can do harm. */
const KEPT_TAG = /(<\/?(?:details|summary|code|sub|sup|kbd|strong|em|b|i|br)>)/;

function bareTags(html: string): string {
  const parts = html.replace(/<!--[^]*?(?:-->|$)/g, "").split(KEPT_TAG);
  // What the pattern matched stands at the odd places. Entities stay: they only ever make text.
  return parts.map((part, index) => (index % 2 === 1 ? part : part.replace(/[<>"]/g, escapeText))).join("");
}

const ALERT = /^\[!(?<kind>NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*(?:\n|$)/;

function alert(kind: string, body: string): string {
  const text = body.replace(/\[![A-Z]+\]\s*/, "");
  const title = `<p class="markdown-alert-title">${kind.replace(/^./, (first) => first.toUpperCase())}</p>`;
  return `<div class="markdown-alert markdown-alert-${kind}">${title}\n${text}</div>\n`;
}

/** The classes that GitHub gives to the lines of a diff. */
const DIFF_CLASSES: Readonly<Record<string, string>> = {
  "+": "pl-mi1",
  "-": "pl-md",
  "!": "pl-mc",
  "#": "pl-c",
};

function colouredDiff(text: string): string {
  return text
    .split("\n")
    .map((line) => {
      const name = DIFF_CLASSES[line.charAt(0)];
      return name === undefined ? escapeText(line) : `<span class="${name}">${escapeText(line)}</span>`;
    })
    .join("\n");
}
