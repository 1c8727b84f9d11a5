export { smokeFamily } from "../../../stacks/flow-run-families.ts";

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

/**
 * Brings the flow into the task, whose image has no code of ours: the steps run in any image that can run a flow at
 * all, as they need Python and a folder for temporary files. In base64, because the step splits its script as
 * a shell does (docs/decisions/0021-the-smoke-run-brings-its-flow-along.md).
 */
export function pullSteps(): readonly unknown[] {
  const write = [
    "import base64, pathlib, tempfile",
    "folder = pathlib.Path(tempfile.mkdtemp())",
    `(folder / 'smoke.py').write_bytes(base64.b64decode('${Buffer.from(CODE).toString("base64")}'))`,
    "print(folder)",
  ].join("; ");
  return [
    { "prefect.deployments.steps.run_shell_script": { id: "code", script: `python -c "${write}"` } },
    { "prefect.deployments.steps.set_working_directory": { directory: "{{ code.stdout }}" } },
  ];
}
