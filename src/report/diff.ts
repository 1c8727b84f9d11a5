import type { AttributeChange, AttributeValue } from "../terraform/plan-summary.ts";
import { oneLine } from "./markdown.ts";
import { clip } from "./wording.ts";

export interface DiffLimits {
  /** For all attributes of one resource. */
  readonly resourceCharacters: number;
  /** For one value of one attribute. */
  readonly valueCharacters: number;
}

const PATH_CHARACTERS = 300;

/** The lines of a ```diff block; attributes that find no room are counted. */
export function attributeDiff(attributes: readonly AttributeChange[], limits: DiffLimits): string {
  const shown: string[] = [];
  let used = 0;
  for (const [index, attribute] of attributes.entries()) {
    const lines = diffLines(attribute, limits.valueCharacters).join("\n");
    used += lines.length + 1;
    if (used > limits.resourceCharacters && index > 0) {
      return [...shown, `# … and ${attributes.length - index} more attributes`].join("\n");
    }
    shown.push(lines);
  }
  return shown.join("\n");
}

function diffLines(
  { path, before, after, forcesReplacement }: AttributeChange,
  valueCharacters: number,
): string[] {
  const name = clip(oneLine(path), PATH_CHARACTERS);
  const lines = [
    ...valueLines("-", name, before, valueCharacters),
    ...valueLines("+", name, after, valueCharacters),
  ];
  return forcesReplacement ? [...lines, `! ${name} forces the replacement`] : lines;
}

function valueLines(sign: "-" | "+", name: string, value: AttributeValue, limit: number): string[] {
  switch (value.kind) {
    case "absent":
      return [];
    case "sensitive":
      return [`${sign} ${name} = (sensitive)`];
    case "known-after-apply":
      return [`${sign} ${name} = (known after apply)`];
    case "known": {
      const [first = "", ...rest] = printed(value.value, limit).split("\n");
      return [`${sign} ${name} = ${first}`, ...rest.map((line) => `${sign} ${line}`)];
    }
  }
}

/** JSON, but a text of several lines line by line, as a person would read it. */
function printed(value: unknown, limit: number): string {
  const isText = typeof value === "string" && value.includes("\n");
  const text = isText ? `\n${value.replace(/^/gm, "  ")}` : JSON.stringify(value ?? null, null, 2);
  return text.length <= limit
    ? text
    : `${clip(text, limit)} (${text.length.toLocaleString("en-US")} characters)`;
}
