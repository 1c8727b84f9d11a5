import type { Environment } from "../config/environments.ts";
import { resourceNames } from "../config/names.ts";
import { isFilled, type JobVariableDefaults, type LastTime } from "../prefect/base-job-template.ts";
import type { PrefectClient, PrefectCredential } from "../prefect/client.ts";
import { isSecretVariable } from "../prefect/template-difference.ts";
import type { TerraformEvent } from "../terraform/events.ts";
import type { PlanSummary } from "../terraform/plan-summary.ts";
import { jobVariables, knownAfterApply } from "./job-variables.ts";
import type { State } from "./state.ts";
import { type PoolToWire, type Remember, setDefaults } from "./wire-work-pool.ts";

/** The pool in which the secret is named as soon as it can be. */
export interface SecretWiring {
  /** Hears what Terraform has made. */
  readonly hear: (event: TerraformEvent) => void;
  /** The pool as it was left. @throws PrefectError when the secret could not be named there */
  readonly finished: () => Promise<PoolToWire>;
}

export interface SecretContext {
  readonly prefect: PrefectClient;
  readonly credential: PrefectCredential["kind"];
}

const SECRET = "aws_secretsmanager_secret.prefect_credential";
/** The secret, its value, and the right to read it; the service is made after all of them. */
const NEEDED = [
  SECRET,
  "aws_secretsmanager_secret_version.prefect_credential",
  "aws_iam_role_policy.flow_run_execution",
];

/**
 * Names the secret with Prefect's credential, and the role that may read it, in the pool's template before the worker
 * can start a flow run: else it would copy the credential in clear text into the run's task until the proof is over.
 * Only in a template that is filled in: a pool with an empty one has no runs yet.
 */
export async function wireSecret(
  context: SecretContext,
  environment: Environment,
  { account }: Pick<State, "account">,
  { changes, outputs }: Pick<PlanSummary, "changes" | "outputs">,
  pool: PoolToWire,
  remember: Remember,
): Promise<SecretWiring> {
  const toCome = changes.filter(({ action }) => action !== "delete" && action !== "forget");
  const missing = new Set(NEEDED.filter((needed) => toCome.some(({ address }) => address === needed)));
  let secretArn = outputs["secret_arn"];
  let wiring: Promise<PoolToWire> = Promise.resolve(pool);
  const begin = () => {
    if (typeof secretArn !== "string") return;
    wiring = wire(context, environment, { secretArn, account, outputs }, pool, remember);
    // Whoever waits for it hears of a failure.
    wiring.catch(() => undefined);
  };
  if (missing.size === 0) begin();
  await wiring;
  return {
    hear: (event) => {
      if (event.type !== "apply_complete" || event.action === "delete") return;
      if (event.address === SECRET) secretArn = event.id ?? secretArn;
      if (missing.delete(event.address) && missing.size === 0) begin();
    },
    finished: () => wiring,
  };
}

interface Known {
  readonly secretArn: string;
  readonly account: string;
  readonly outputs: PlanSummary["outputs"];
}

async function wire(
  { prefect, credential }: SecretContext,
  environment: Environment,
  { secretArn, account, outputs }: Known,
  pool: PoolToWire,
  remember: Remember,
): Promise<PoolToWire> {
  const { template, isWired, lastTime } = pool;
  if (!isWired || template === undefined || !isFilled(template)) return pool;
  const [, partition = "aws"] = secretArn.split(":");
  const role = `arn:${partition}:iam::${account}:role/${resourceNames(environment.deploymentName).flowRunExecutionRole}`;
  const whole = jobVariables(
    environment,
    { ...knownAfterApply({ flow_run_execution_role_arn: role, ...outputs }), secret_arn: secretArn },
    credential,
  );
  const wanted = part(whole, isEarly);
  if (!Object.keys(wanted).some(isSecretVariable)) return pool;
  // What the others are is settled after the proof.
  const withOthers = ({ set, kept, before }: LastTime): LastTime => ({
    set: { ...part(lastTime.set, isLate), ...set },
    kept: [...lastTime.kept.filter(isLate), ...kept],
    before: { ...lastTime.before, ...before },
  });
  const name = environment.deployment.work_pool.name;
  const merged = await setDefaults({ prefect }, name, template, {
    wanted,
    lastTime: {
      set: part(lastTime.set, isEarly),
      kept: lastTime.kept,
      before: part(lastTime.before ?? {}, isEarly),
    },
    remember: (last) => remember(withOthers(last)),
  });
  return {
    ...pool,
    template: merged.template,
    lastTime: withOthers(merged.lastTime),
    wired: {
      changes: merged.changes.filter(({ action }) => action === "set"),
      completed: merged.completed,
    },
  };
}

function isEarly(variable: string): boolean {
  return isSecretVariable(variable) || variable === "execution_role_arn";
}

function isLate(variable: string): boolean {
  return !isEarly(variable);
}

function part(defaults: JobVariableDefaults, isMeant: (variable: string) => boolean): JobVariableDefaults {
  return Object.fromEntries(Object.entries(defaults).filter(([variable]) => isMeant(variable)));
}
