/** The configuration that the README begins with: what a new user measures. */
export function configuration(project: string, subnetIds: readonly string[]): string {
  return `name: ${project}
work_pool: { name: "${project}-{environment}" }
network: { subnet_ids: [${subnetIds.join(", ")}] }
alarms: { email: [data-oncall@example.com] }
environments:
  production: { branches: [main], protected: true }
`;
}

/** Prefect's open server takes it for nothing; the stack makes its secret from it. */
export const API_KEY = "pnu_bench0123456789abcdef0123456789ab";
