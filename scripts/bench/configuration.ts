/**
 * Everything on that a deployment into existing subnets can have. A smaller one is made of the same parts,
 * and is there no later.
 */
export function configuration(
  project: string,
  subnetIds: readonly string[],
  { workerEnv = "{}", workPool = `{ name: "${project}-{environment}" }`, sections = [] }: Changes = {},
): string {
  return `name: ${project}
preset: production
work_pool: ${workPool}
network: { subnet_ids: [${subnetIds.join(", ")}] }
encryption: { create_key: true }
worker: { capacity: mixed, exec: true, env: ${workerEnv} }
flow_runs: { capacity: mixed }
alarms: { email: [data-oncall@example.com], roll_back: true, late_runs: true }
autoscaling: { min: 2, max: 6, schedule: [{ cron: "0 5 ? * MON-FRI *", min: 4, max: 6 }] }
environments:
  production: { branches: [main], protected: true }
${sections.map((section) => `${section}\n`).join("")}`;
}

/** What a run has otherwise. */
export interface Changes {
  readonly workerEnv?: string;
  readonly workPool?: string;
  /** Lines with sections of their own. */
  readonly sections?: readonly string[];
}

/** Prefect's open server takes it for nothing; the stack makes its secret from it. */
export const API_KEY = "pnu_bench0123456789abcdef0123456789ab";
