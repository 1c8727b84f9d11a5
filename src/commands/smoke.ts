import type { Environment } from "../config/environments.ts";
import type { ProofTarget } from "../proof/target.ts";
import { servingAll } from "../proof/serving.ts";
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
    // The revision is registered and polls; only what it starts does not go through.
    serving: servingAll(target, verdict.workers.length),
  });
}
