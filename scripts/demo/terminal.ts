import { styleText } from "node:util";
import type { Proof } from "./proof.ts";
import { renderForTerminal } from "./terminal-markdown.ts";

/** What a person sees who started the demo. */
export interface Terminal {
  readonly line: (text?: string) => void;
  readonly heading: (title: string, explanation: string) => void;
  /** A line of somebody's log: dimmed and indented. */
  readonly log: (text: string) => void;
  readonly aside: (text: string) => void;
  readonly comment: (title: string, markdown: string) => void;
  readonly proof: (proof: Proof) => void;
}

export type Style = Parameters<typeof styleText>[0];
export type Styled = (style: Style, text: string) => string;

const NARROWEST = 60;
const WIDEST = 120;

/** Colour is left out where nobody sees it: when the output is no terminal, or `NO_COLOR` is set. */
export function createTerminal(stream: NodeJS.WriteStream): Terminal {
  const styled: Styled = (style, text) => styleText(style, text, { stream });
  const line = (text = ""): void => void stream.write(`${text}\n`);
  // A pipe has no width, whatever the type says.
  const columns = (stream.columns as number | undefined) ?? WIDEST;
  const width = Math.min(Math.max(columns, NARROWEST), WIDEST);
  return {
    line,
    heading: (title, explanation) => {
      line();
      line(styled(["bold", "cyan"], `━━ ${title} ${"━".repeat(Math.max(2, width - title.length - 4))}`));
      if (explanation !== "") line(styled("dim", explanation));
    },
    log: (text) => {
      const shown = text.replace(/^##\[group\]/, "▾ ").replace(/^##\[(error|warning|notice)\]/, "$1: ");
      if (text !== "##[endgroup]" && text !== "") line(styled("dim", `     ${shown}`));
    },
    aside: (text) => {
      line(`  ${text}`);
    },
    comment: (title, markdown) => {
      const edge = (text: string): string => styled("magenta", text);
      line();
      line(`  ${edge("╭─")} ${styled("bold", title)}`);
      for (const row of renderForTerminal(markdown, width - 4, styled))
        line(`  ${edge("│")} ${row}`.trimEnd());
      line(`  ${edge("╰─")}`);
    },
    proof: ({ claim, holds, evidence }) => {
      line(`  ${holds ? styled("green", "✔") : styled("red", "✘")} ${claim}`);
      line(styled("dim", `    ${evidence}`));
    },
  };
}
