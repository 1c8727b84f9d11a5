import { stripVTControlCharacters } from "node:util";
import { marked, type Token, type Tokens } from "marked";
import type { Styled } from "./terminal.ts";

/**
 * A comment's Markdown as rows for a terminal: headings bold, tables aligned, what GitHub folds away reduced
 * to its summary line, HTML comments invisible.
 * @param width columns that a row may take; code is not wrapped
 */
export function renderForTerminal(markdown: string, width: number, styled: Styled): string[] {
  const blocks = unfolded(marked.lexer(markdown)).map((token) => renderBlock(token, width, styled));
  // Folded parts stand close together; all else has a blank row before it.
  return blocks
    .filter(({ rows }) => rows.length > 0)
    .flatMap(({ rows, isFolded }, index, shown) =>
      index === 0 || (isFolded && shown[index - 1]?.isFolded === true) ? rows : ["", ...rows],
    );
}

interface Block {
  readonly rows: readonly string[];
  readonly isFolded: boolean;
}

/** Drops what stands between `<details>` and `</details>`, but not the summary, which is in the first. */
function unfolded(tokens: readonly Token[]): Token[] {
  const shown: Token[] = [];
  let depth = 0;
  for (const token of tokens) {
    const isHtml = token.type === "html";
    if (depth === 0) shown.push(token);
    if (isHtml) depth += count(token.raw, "<details>") - count(token.raw, "</details>");
  }
  return shown;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

function renderBlock(token: Token, width: number, styled: Styled): Block {
  const rows = (text: readonly string[], isFolded = false): Block => ({ rows: text, isFolded });
  switch (token.type) {
    case "heading":
      return rows(wrap(inline(token.tokens, styled), width).map((row) => styled("bold", row)));
    case "paragraph":
      return rows(wrap(inline(token.tokens, styled), width));
    case "list":
      return rows(
        (token as Tokens.List).items.flatMap((item) =>
          hang("• ", wrap(inline(inlineTokens(item.tokens), styled), width - 2)),
        ),
      );
    case "blockquote":
      return rows(renderQuote(token as Tokens.Blockquote, width, styled));
    case "table":
      return rows(renderTable(token as Tokens.Table, width, styled));
    case "code":
      return rows((token as Tokens.Code).text.split("\n").map((row) => styled("dim", `  ${row}`)));
    case "html": {
      const summaries = [...token.raw.matchAll(/<summary>([^]*?)<\/summary>/g)];
      return rows(
        summaries.map(([, summary = ""]) => `▸ ${plainHtml(summary)}`),
        true,
      );
    }
    default:
      return rows([]);
  }
}

/** An item's text is wrapped in a token of its own. */
function inlineTokens(tokens: readonly Token[]): Token[] {
  return tokens.flatMap((token) => ("tokens" in token ? (token.tokens ?? []) : [token]));
}

function inline(tokens: readonly Token[] = [], styled: Styled): string {
  return tokens
    .map((token) => {
      switch (token.type) {
        case "strong":
          return styled("bold", inline(token.tokens, styled));
        case "em":
          return styled("italic", inline(token.tokens, styled));
        case "codespan":
          return styled("cyan", (token as Tokens.Codespan).text);
        case "link":
          return styled("underline", inline(token.tokens, styled));
        case "br":
          return "\n";
        case "html":
          return plainHtml(token.raw);
        default:
          return plainHtml("text" in token ? String(token.text) : token.raw);
      }
    })
    .join("");
}

function renderQuote({ text }: Tokens.Blockquote, width: number, styled: Styled): string[] {
  const kind = /^\[!(?<kind>[A-Z]+)\]\n/.exec(text)?.groups?.["kind"];
  const body = renderForTerminal(kind === undefined ? text : text.slice(kind.length + 4), width - 2, styled);
  const title = kind === undefined ? [] : [styled("bold", kind)];
  return [...title, ...body].map((row) => `${styled("yellow", "┃")} ${row}`);
}

/** Columns side by side; the last one takes the room that is left, and wraps. */
function renderTable({ header, rows }: Tokens.Table, width: number, styled: Styled): string[] {
  const cells = [header, ...rows].map((row) => row.map(({ tokens }) => inline(tokens, styled)));
  const widths = header.map((_, column) => Math.max(...cells.map((row) => columnsOf(row[column] ?? ""))));
  const fixed = widths.slice(0, -1);
  const rest = Math.max(20, width - fixed.reduce((sum, each) => sum + each + 2, 0));
  return cells.flatMap((row, index) => {
    const first = fixed.map((columns, column) => padded(row[column] ?? "", columns + 2)).join("");
    const wrapped = hang(first, wrap(row.at(-1) ?? "", rest));
    return index === 0 ? wrapped.map((text) => styled("bold", text)) : wrapped;
  });
}

/** Puts a mark before the first row and the same room before the others. */
function hang(mark: string, rows: readonly string[]): string[] {
  const room = " ".repeat(columnsOf(mark));
  return rows.map((row, index) => `${index === 0 ? mark : room}${row}`);
}

function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => {
    const rows: string[] = [];
    let row = "";
    for (const word of line.split(" ")) {
      const longer = row === "" ? word : `${row} ${word}`;
      if (row !== "" && columnsOf(longer) > width) {
        rows.push(row);
        row = word;
      } else row = longer;
    }
    return [...rows, row];
  });
}

function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

/** Columns that a text takes in a terminal: an emoji takes two, a colour none. */
function columnsOf(text: string): number {
  const seen = stripVTControlCharacters(text);
  let columns = 0;
  for (const { segment } of new Intl.Segmenter("en").segment(seen)) {
    columns += /\p{Emoji_Presentation}|\uFE0F/u.test(segment) ? 2 : 1;
  }
  return columns;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

/** The text that HTML shows. */
function plainHtml(html: string): string {
  return html
    .replace(/<!--[^]*?-->|<[^>]+>/g, "")
    .replace(/&#(\d+);/g, (_, point: string) => String.fromCodePoint(Number(point)))
    .replace(/&(amp|lt|gt|quot);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}
