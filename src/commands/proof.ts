import type { Environment } from "../config/environments.ts";
import { resourceNames } from "../config/names.ts";
import { OutsideError } from "../errors.ts";
import { SMOKE_CHECK } from "../proof/smoke/end.ts";
import type { ProofContext, ProofTarget } from "../proof/target.ts";
import { imageVersion } from "../proof/versions.ts";
import type { DeployedRevision, Verdict } from "../proof/verdict.ts";
import { brokenRung, brokenText } from "../report/broken-rung.ts";
import type { Context } from "./context.ts";
import { placeOf } from "./place.ts";

/** The deployment did not prove itself; the verdict says which link broke. */
export class ProofFailed extends OutsideError {
  readonly verdict: Verdict;

  constructor(verdict: Verdict) {
    const [cause] = verdict.causes;
    const check = brokenRung(verdict);
    const otherwise = check?.id === "smoke" ? "smoke-run-failed" : "worker-not-registered";
    super(
      cause?.id === "unknown" || cause === undefined ? otherwise : cause.id,
      `${brokenText(check?.id, "the workers", "the work pool")}: ` +
        `${check?.evidence ?? "the time for the proof was up."} ` +
        (cause === undefined ? "" : `${cause.cause} ${cause.remedy}`),
    );
    this.verdict = verdict;
  }
}

/** The whole ladder: with its last rung, where the configuration leaves that out. */
export function withLastRung({ deployment }: Environment, verdict: Verdict): Verdict {
  if (deployment.proof.smoke) return verdict;
  const evidence = "No flow run was tried: proof.smoke is off.";
  const check = { ...SMOKE_CHECK, outcome: "skipped", evidence } as const;
  return { ...verdict, checks: [...verdict.checks, check] };
}

/**
 * What must be seen of an environment's revision, and where.
 * @param deployed revisions that were deployed, newest first: that of the proof, and what may serve in its place
 */
export function proofTarget(
  environment: Environment,
  revision: string,
  isDeployed: boolean,
  deployed: readonly DeployedRevision[],
): ProofTarget {
  const { deployment, deploymentName } = environment;
  return {
    deploymentName,
    deployed,
    workerName: `${deploymentName}-${revision}`,
    count: deployment.worker.count,
    isAutoscaled: deployment.autoscaling !== undefined,
    workPool: deployment.work_pool.name,
    workQueues: deployment.work_pool.queues,
    pollSeconds: pollSeconds(deployment.worker.env["PREFECT_WORKER_QUERY_SECONDS"]),
    imageVersion: imageVersion(deployment.worker.image),
    eventQueue: resourceNames(deploymentName).eventQueue,
    isDeployed,
    isDisturbed: false,
    ...placeOf(environment),
    registrationTimeoutSeconds: deployment.proof.registration_timeout,
    timeoutSeconds: deployment.proof.timeout,
  };
}

/** How often a worker polls, of its PREFECT_WORKER_QUERY_SECONDS; Prefect's own default is 10. */
function pollSeconds(given: string | undefined): number {
  const seconds = Number(given ?? DEFAULT_POLL_SECONDS);
  return seconds > 0 ? seconds : DEFAULT_POLL_SECONDS;
}

const DEFAULT_POLL_SECONDS = 10;

/** What a proof works with; each check is told in the log whenever it changes. */
export function proofContext(context: Context): ProofContext {
  const { aws, prefect, log, settings, sleep, seconds, interrupt } = context;
  const { credentials, sha256 } = aws.sts.config;
  return {
    ecs: aws.ecs,
    logs: aws.logs,
    sqs: { signing: { credentials, sha256 }, ...settings.aws },
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
