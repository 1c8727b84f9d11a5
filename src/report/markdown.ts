/**
 * The only place where values from outside become Markdown. Whatever a resource name, a log line or a
 * branch is called, it can neither leave its table, fence or sentence, nor mention anybody, nor make HTML.
 */
import { clip } from "./wording.ts";

/** Rendered length to which a sentence is held. Everything that is not the plan stays small through it. */
const SENTENCE_CHARACTERS = 600;

/** Longer addresses are dropped: no page that we link to has one. */
const URL_CHARACTERS = 500;

/**
 * One line of running text, at most `limit` characters once rendered. Code spans in backticks are kept, so
 * that our own sentences can set off the values they name; URLs become code, since an address in a log line
 * is not one to click.
 */
export function prose(text: string, limit = SENTENCE_CHARACTERS): string {
  let rendered = "";
  for (const [token] of clip(oneLine(text), limit).matchAll(TOKEN)) {
    const piece = renderToken(token);
    if (rendered.length + piece.length >= limit) return `${guardLineStart(rendered)}…`;
    rendered += piece;
  }
  return guardLineStart(rendered);
}

/** A value within a sentence or a table. */
export function code(value: string, limit = SENTENCE_CHARACTERS): string {
  const text = clip(oneLine(value), limit);
  const fitsInBackticks = text.trim() !== "" && !/[`|]/.test(text);
  return fitsInBackticks ? `\`${text}\`` : `<code>${text.replace(/[^A-Za-z0-9 ]/gu, entity)}</code>`;
}

/** A value within HTML, such as the summary line of a folded part, where Markdown has no meaning. */
export function htmlCode(value: string, limit = SENTENCE_CHARACTERS): string {
  return `<code>${clip(oneLine(value), limit).replace(/[&<>"]/g, entity)}</code>`;
}

/** A fenced block. Its fence is longer than any run of backticks inside, so that nothing inside ends it. */
export function fence(language: string, text: string): string {
  const content = visible(text);
  const longestRun = Math.max(2, ...Array.from(content.matchAll(/`+/g), ([run]) => run.length));
  const marks = "`".repeat(longestRun + 1);
  return `${marks}${language}\n${content}\n${marks}`;
}

/** A folded part. `summaryHtml` and `body` are rendered already. */
export function details(summaryHtml: string, body: string): string {
  return `<details><summary>${summaryHtml}</summary>\n\n${body}\n\n</details>`;
}

/** A link under a label of our own, or nothing when the address is not one of the web. */
export function link(label: string, address: string | undefined): string | undefined {
  const url = address === undefined ? null : URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol) || url.href.length > URL_CHARACTERS) return undefined;
  return `[${label}](${url.href.replace(/[()[\]<>|\\`]/g, encodeURIPart).replaceAll("&", "&amp;")})`;
}

/** Text as it is to be seen: no terminal colours, no control characters, no hidden change of direction. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(ANSI_SEQUENCE, "")
    .replace(CONTROL_CHARACTER, "")
    .replace(DIRECTION_MARK, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`);
}

export function oneLine(text: string): string {
  return visible(text).replace(GAP, " ").trim();
}

/** White space but for a single blank: to put blanks in the place of blanks takes most of a comment's time. */
const GAP = /\s*[^\S ]\s*| {2,}/g;

// A code span, a URL, a word (an underscore inside a word is no emphasis), or any other character.
const TOKEN = /`[^`]+`|(?:https?:\/\/|www\.)[^\s<>"'`]*[^\s<>"'`.,;:!?)]|[a-z0-9]+(?:_[a-z0-9]+)*|[^]/giu;

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const ANSI_SEQUENCE = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\))/g;
/** But for tab and line feed. */
const CONTROL_CHARACTER = /[^\P{Cc}\t\n]/gu;
/** They make a text read differently from what it says (CVE-2021-42574). */
const DIRECTION_MARK = /[\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

function renderToken(token: string): string {
  if (/^`.+`$/.test(token)) return code(token.slice(1, -1));
  if (/^(?:https?:|www\.)./i.test(token)) return code(token);
  // A zero-width space after it: GitHub finds mentions and issue numbers after entities are decoded.
  if (token === "@" || token === "#") return `${token}&#8203;`;
  return /^[\\`*_[\]<>&|~$]$/.test(token) ? entity(token) : token;
}

/** What would open a list or a rule there. (A `#` is followed by its zero-width space: no heading.) */
function guardLineStart(rendered: string): string {
  return rendered.replace(/^[-+=]|(?<=^\d+)[.)]/, entity);
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

function encodeURIPart(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
