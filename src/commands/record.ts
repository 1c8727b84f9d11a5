import type { Environment } from "../config/environments.ts";
import { resourceNames } from "../config/names.ts";
import type { LastTime } from "../prefect/base-job-template.ts";
import type { EnvironmentRecord } from "../terraform/environment-record.ts";
import type { Context } from "./context.ts";
import { placeOf } from "./place.ts";

interface Deployed extends Pick<EnvironmentRecord, "commit" | "deployed" | "images"> {
  readonly revision: string;
  readonly workPoolMade: boolean;
  readonly workPoolId: string | undefined;
  readonly lastTime: LastTime;
}

/** What is kept beside the state, so that listing and teardown need neither a checkout nor the branch. */
export function environmentRecord(
  { settings, now }: Context,
  environment: Environment,
  { workPoolMade, workPoolId, lastTime, ...deployed }: Deployed,
): Omit<EnvironmentRecord, "status"> {
  const { deployment, deploymentName, ttlSeconds } = environment;
  const names = resourceNames(deploymentName);
  const updatedAt = now();
  return {
    schemaVersion: 1,
    repository: settings.github.repository,
    name: environment.project,
    environment: environment.name,
    entry: environment.entry,
    deploymentName,
    branch: environment.branch,
    ephemeral: environment.isEphemeral,
    protected: environment.isProtected,
    ...(ttlSeconds === undefined
      ? {}
      : { expiresAt: new Date(updatedAt.getTime() + ttlSeconds * 1000).toISOString() }),
    region: settings.aws.region,
    ...placeOf(environment),
    workerFamily: names.workerFamily,
    flowRunFamily: names.flowRunFamily,
    prefect: {
      apiUrl: settings.prefect.apiUrl,
      workPool: deployment.work_pool.name,
      workPoolMade,
      ...(workPoolId === undefined ? {} : { workPoolId }),
    },
    updatedAt: updatedAt.toISOString(),
    ...deployed,
    ...remembered(lastTime),
  };
}

/** What was set in the work pool, as the record holds it. */
export function remembered({ set, kept, before = {} }: LastTime) {
  return {
    jobVariables: set,
    keptJobVariables: [...kept],
    formerJobVariables: before,
  };
}
