import { environmentByName } from "../config/environments.ts";
import type { WorkerFile } from "../config/worker-file.ts";
import { OutsideError } from "../errors.ts";
import { renderSummary } from "../report/summary.ts";
import type { Context } from "./context.ts";
import { plan } from "./plan.ts";
import { openState, recordsOf } from "./state.ts";
import { Storyteller } from "./storyteller.ts";

/**
 * Plans every persistent environment that is deployed, or the one that is named, and tells what differs.
 * @throws OutsideError when any of them differs from its configuration
 */
export async function drift(context: Context, file: WorkerFile, only?: string): Promise<void> {
  const records = await recordsOf(context, await openState(context));
  const checked = records.filter(
    ({ ephemeral, environment, name }) =>
      name === file.name && (only === undefined ? !ephemeral : environment === only),
  );
  const drifted: string[] = [];
  for (const record of checked) {
    const environment = environmentByName(file, record.environment, record.branch);
    const storyteller = new Storyteller(context, {
      deploymentName: record.deploymentName,
      environment: record.environment,
      workPool: record.prefect.workPool,
      commit: record.commit,
      links: { run: context.settings.github.runUrl },
      pullRequests: () => Promise.resolve([]),
    });
    const outcome = await plan(context, environment, storyteller);
    await context.writeSummary(renderSummary(await storyteller.tell(outcome)));
    const changes = storyteller.facts.plan?.changes ?? [];
    if (changes.length > 0) drifted.push(`${record.environment} (${changes.length} changes)`);
  }
  if (drifted.length === 0) return;
  throw new OutsideError(
    "drift",
    `What is deployed differs from its configuration: ${drifted.join(", ")}. ` +
      "Read the plan in the job summary; run the command apply to restore it.",
  );
}
