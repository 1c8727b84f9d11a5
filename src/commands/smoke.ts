import { smokeFamily } from "../../stacks/flow-run-families.ts";
import { observeService } from "../aws/ecs-service.ts";
import { workerTaskDefinitions } from "../aws/worker-task-definition.ts";
import { resourceNames } from "../config/names.ts";
import type { Environment } from "../config/environments.ts";
import { messageOf } from "../errors.ts";
import type { ProofTarget } from "../proof/target.ts";
import { revisioned } from "../proof/revisioned.ts";
import { servingNow } from "../proof/serving.ts";
import { runSmoke } from "../proof/smoke/run.ts";
import type { Verdict } from "../proof/verdict.ts";
import type { Context } from "./context.ts";
import { proofContext, ProofFailed } from "./proof.ts";

/**
 * The last rung of the proof, where the configuration asks for it: a flow run in the pool as it is wired now.
 * @returns the verdict with what came of it, or as it was
 * @throws ProofFailed when the run did not go through
 */
export async function proveFlowRun(
  context: Context,
  { deployment, deploymentName }: Environment,
  target: ProofTarget,
  verdict: Verdict,
): Promise<Verdict> {
  const { proof, work_pool: pool } = deployment;
  if (!proof.smoke) return verdict;
  const { check, causes, logTail, seconds } = await context.log.group("smoke run", () =>
    runSmoke(
      {
        ...proofContext(context),
        onTrouble: (message) => {
          context.log.notice(message);
        },
      },
      {
        deploymentName,
        family: smokeFamily(resourceNames(deploymentName).flowRunFamily),
        ...{ cluster: target.cluster, service: target.service },
        workPool: pool.name,
        workQueue: pool.queues[0],
        timeoutSeconds: proof.smoke_timeout,
      },
    ),
  );
  const whole = {
    ...verdict,
    checks: [...verdict.checks, check],
    seconds: verdict.seconds + seconds,
  };
  if (check.outcome === "passed") return whole;
  throw new ProofFailed({
    ...whole,
    outcome: "failed",
    workers: [],
    causes,
    logTail,
    ...(await servingSince(context, target, verdict)),
  });
}

/** Asked anew, as the proof may be minutes old. Left open where ECS does not answer: the smoke run is what failed. */
async function servingSince(
  { aws, prefect, log }: Context,
  target: ProofTarget,
  { checks }: Verdict,
): Promise<Pick<Verdict, "serving">> {
  try {
    const observed = await observeService(aws.ecs, target.cluster, target.service);
    const service = observed && (await revisioned(observed, workerTaskDefinitions(aws.ecs)));
    return { serving: await servingNow(prefect, target, service, checks) };
  } catch (error) {
    log.notice(`What runs now was not asked to the end: ${messageOf(error)}`);
    return {};
  }
}
