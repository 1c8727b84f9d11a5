import type { Environment } from "../config/environments.ts";
import { resourceNames } from "../config/names.ts";
import { OutsideError } from "../errors.ts";
import type { ProofContext, ProofTarget } from "../proof/prove-worker.ts";
import type { Verdict } from "../proof/verdict.ts";
import type { Context } from "./context.ts";

/** The deployment did not prove itself; the verdict says which link broke. */
export class ProofFailed extends OutsideError {
  readonly verdict: Verdict;

  constructor(verdict: Verdict) {
    const [cause] = verdict.causes;
    const check = verdict.checks.find(({ outcome }) => outcome === "failed");
    super(
      cause?.id === "unknown" || cause === undefined ? "worker-not-registered" : cause.id,
      `The worker did not register: ${check?.evidence ?? "the time for the proof was up."} ` +
        (cause === undefined ? "" : `${cause.cause} ${cause.remedy}`),
    );
    this.verdict = verdict;
  }
}

/** What must be seen of an environment's revision, and where. */
export function proofTarget(environment: Environment, revision: string, isDeployed: boolean): ProofTarget {
  const { deployment, deploymentName } = environment;
  const names = resourceNames(deploymentName);
  return {
    deploymentName,
    workerName: `${deploymentName}-${revision}`,
    count: deployment.worker.count,
    isAutoscaled: deployment.autoscaling !== undefined,
    workPool: deployment.work_pool.name,
    isDeployed,
    cluster: deployment.cluster.existing ?? names.cluster,
    service: names.service,
    registrationTimeoutSeconds: deployment.proof.registration_timeout,
    timeoutSeconds: deployment.proof.timeout,
  };
}

export function proofContext(context: Context): ProofContext {
  const { aws, prefect, log, sleep, seconds, interrupt } = context;
  return {
    ecs: aws.ecs,
    logs: aws.logs,
    prefect,
    sleep,
    seconds,
    signal: interrupt,
    onCheck: ({ outcome, title, evidence }) => {
      log.info(`${SIGNS[outcome]} ${title}: ${evidence}`);
    },
  };
}

const SIGNS = { passed: "✓", failed: "✗", unknown: "…", skipped: "-" } as const;
