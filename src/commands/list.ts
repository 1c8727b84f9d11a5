import { markdownTable } from "markdown-table";
import type { Context } from "./context.ts";
import { openState, recordsOf } from "./state.ts";

/** Lists the repository's environments as their records tell of them, in the log and the job summary. */
export async function list(context: Context): Promise<void> {
  const records = await recordsOf(context, await openState(context));
  const header = ["environment", "branch", "kind", "status", "revision", "work pool", "updated"];
  const rows = records.map((record) => [
    record.environment,
    record.branch,
    record.protected ? "protected" : record.ephemeral ? "ephemeral" : "persistent",
    record.status,
    record.revision ?? "",
    record.prefect.workPool,
    record.updatedAt,
  ]);
  const text = rows.length === 0 ? "No environment is deployed." : markdownTable([header, ...rows]);
  context.log.info(text);
  await context.writeSummary(text);
}
