/** What the name of one of our workers tells: `<deployment name>-<revision>-<task id>`. */
export interface WorkerName {
  /** 8 hex digits. */
  readonly revision: string;
  /** The last part of its ECS task's ARN, hex digits; nothing where ECS did not tell the worker. */
  readonly taskId: string | undefined;
}

/** Nothing for a worker that is not one of the deployment's. Another one's name may begin like this one's. */
export function parseWorkerName(deploymentName: string, worker: string): WorkerName | undefined {
  if (!worker.startsWith(`${deploymentName}-`)) return undefined;
  const rest = worker.slice(deploymentName.length + 1);
  const [, revision, suffix] = /^([0-9a-f]{8})-([0-9a-f]+)$/.exec(rest) ?? [];
  if (revision === undefined || suffix === undefined) return undefined;
  return { revision, taskId: suffix.length === RANDOM_SUFFIX_LENGTH ? undefined : suffix };
}

/** What the launcher puts in the place of an id that it was not told; ECS refuses to look for such a task. */
const RANDOM_SUFFIX_LENGTH = 8;

/** Whether a worker is one of a deployment's. */
export function isWorkerOf(deploymentName: string, worker: string): boolean {
  return parseWorkerName(deploymentName, worker) !== undefined;
}
