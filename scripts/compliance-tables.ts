import { markdownTable } from "markdown-table";
import type { Skip } from "../__tests__/checkov/skips.ts";
import type { Control } from "../__tests__/stacks/controls/control.ts";
import type { NotHeld } from "../__tests__/stacks/controls/not-held.ts";

/** The README's tables of what the tests hold the stack to, by the name of their markers. */
export function complianceTables(
  controls: readonly Control[],
  notHeld: readonly NotHeld[],
  skips: readonly Skip[],
): Readonly<Record<"compliance" | "skips", string>> {
  return {
    compliance: table(
      ["control", "what holds", "how"],
      controls.map(({ ids, title, how }) => [ids.join(", "), title, how]),
    ),
    skips: table(
      ["check", "why it is skipped"],
      [
        ...skips.map(({ check, reason }) => [check, reason]),
        ...controls.flatMap(exceptionRows),
        ...notHeld.map(({ ids, because }) => [ids.join(", "), `Not held, because ${because}`]),
      ],
    ),
  };
}

function exceptionRows({ ids, exceptions = {} }: Control): string[][] {
  return Object.entries(exceptions).map(([name, reason]) => [`${ids.join(", ")} in ${name}`, reason]);
}

function table(header: string[], rows: string[][]): string {
  return markdownTable([header, ...rows.map((cells) => cells.map((cell) => cell.replaceAll("|", "\\|")))]);
}
