import { markdownTable } from "markdown-table";
import { keepsLimit, spread, type Figure } from "./figure.ts";

/** A row for each figure: what was measured, the limit, and whether it is kept. */
export function figureTable(figures: readonly Figure[]): string {
  const head = ["figure", "min", "median", "max", "limit", ""];
  return markdownTable([head, ...figures.map(row)], { align: ["l", "r", "r", "r", "l", "l"] });
}

function row(figure: Figure): string[] {
  const { name, unit, values, limit } = figure;
  const { min, median, max } = spread(values);
  const measured =
    values.length === 1
      ? ["", quantity(median, unit), ""]
      : [min, median, max].map((each) => quantity(each, unit));
  const kept = limit.keptBy === "median" || values.length === 1 ? "" : `, ${limit.keptBy}`;
  const bound = `${limit.bound} ${quantity(limit.value, unit)}${kept}`;
  return [name, ...measured, bound, keepsLimit(figure) ? "ok" : "NOT KEPT"];
}

/** `1.08 times`, `3.24 MB`, `41 ms`, `8 requests` */
function quantity(value: number, unit: Figure["unit"]): string {
  const digits = unit === "ms" || unit === "requests" ? 0 : 2;
  return `${value.toFixed(digits)} ${unit}`;
}
