export interface EnvironmentName {
  /** `owner/repo` */
  readonly repository: string;
  /** `name` of `prefect-worker.yml` */
  readonly name: string;
  readonly environment: string;
}

/** Where an environment's state lies in the bucket: `<owner>/<repo>/<name>/<environment>/terraform.tfstate`. */
export function stateKey(environment: EnvironmentName): string {
  return `${environmentPrefix(environment)}terraform.tfstate`;
}

/** The lock that Terraform's `use_lockfile` puts beside the state. */
export function lockKey(environment: EnvironmentName): string {
  return `${stateKey(environment)}.tflock`;
}

export function recordKey(environment: EnvironmentName): string {
  return `${environmentPrefix(environment)}${recordFile}`;
}

/** Everything of one environment, and nothing of another, begins with this. */
export function environmentPrefix({ repository, name, environment }: EnvironmentName): string {
  return `${repository}/${name}/${environment}/`;
}

export const recordFile = "environment.json";
