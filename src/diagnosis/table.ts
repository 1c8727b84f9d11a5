import type { Row } from "./row.ts";
import { CAPACITY_ROWS } from "./rows/capacity.ts";
import { DEPLOYMENT_ROWS, ROLLBACK_ROWS } from "./rows/deployment.ts";
import { FLOW_RUN_ROWS } from "./rows/flow-runs.ts";
import { IMAGE_ROWS } from "./rows/image.ts";
import { START_ROWS } from "./rows/network.ts";
import { PREFECT_API_ROWS, SILENCE_ROWS } from "./rows/prefect-api.ts";
import { EXIT_CODE_ROWS, PROCESS_ROWS } from "./rows/process.ts";
import { SECRET_ROWS } from "./rows/secrets.ts";
import { WORK_POOL_ROWS } from "./rows/work-pool.ts";

/**
 * Symptom to cause and remedy, most certain first: what ECS says of a task that never started, then what the
 * worker's process and Prefect said, then what a flow run showed, then how the deployment went, and at last bare
 * exit codes and silence. Within a group the narrower row comes first.
 */
const ROWS = [
  ...SECRET_ROWS,
  ...IMAGE_ROWS,
  ...START_ROWS,
  ...CAPACITY_ROWS,
  ...PROCESS_ROWS,
  ...PREFECT_API_ROWS,
  ...WORK_POOL_ROWS,
  ...FLOW_RUN_ROWS,
  ...DEPLOYMENT_ROWS,
  ...EXIT_CODE_ROWS,
  ...ROLLBACK_ROWS,
  ...SILENCE_ROWS,
] as const satisfies readonly Row[];

/** Stable name of a cause. */
export type CauseId = (typeof ROWS)[number]["id"];

export const DIAGNOSES: readonly (Row & { readonly id: CauseId })[] = ROWS;
