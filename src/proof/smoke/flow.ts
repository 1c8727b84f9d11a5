import { pullSteps } from "./pull-steps.ts";

/** What all smoke runs of an environment are found by. */
export function smokeTags(deploymentName: string): readonly string[] {
  return ["prefect-ecs-worker", "smoke", deploymentName];
}

/** A person who meets it in Prefect's lists sees what it is; the end tells one run of the action from another. */
export function smokeName(deploymentName: string, unique: string): string {
  return `${smokePrefix(deploymentName)}${unique}`;
}

export function smokePrefix(deploymentName: string): string {
  return `prefect-ecs-worker smoke run of ${deploymentName} `;
}

export const ENTRYPOINT = "smoke.py:smoke";

/** A flow that needs nothing but Prefect. What it prints goes to Prefect, and to the run's log group. */
const CODE = `from prefect import flow

@flow(log_prints=True)
def smoke():
    print("This smoke run of prefect-ecs-worker ran as an ECS task.")
`;

export const PULL_STEPS = pullSteps("smoke.py", CODE);
