import type { DeploymentConfig } from "../../src/config/schema.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";

/** The deployment `production` of a file with these sections beside what every file has. */
export function deploymentWith(sections: string): DeploymentConfig {
  const file = `
name: etl
work_pool: { name: etl }
network: { subnet_ids: [subnet-0a] }
environments: { production: { branches: [main] } }
${sections}
`;
  return parseWorkerFile(file, "f.yml").deployment("production", {});
}
