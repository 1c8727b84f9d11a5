/**
 * Steps that bring one file of code into a flow run's task, which has neither an image with it nor a storage to fetch
 * it from. They run in any image that can run a flow at all, as they need Python and a folder for temporary files. In
 * base64, because the step splits its script as a shell does
 * (docs/decisions/0021-the-smoke-run-brings-its-flow-along.md).
 */
export function pullSteps(file: string, code: string): readonly unknown[] {
  const write = [
    "import base64, pathlib, tempfile",
    "folder = pathlib.Path(tempfile.mkdtemp())",
    `(folder / '${file}').write_bytes(base64.b64decode('${Buffer.from(code).toString("base64")}'))`,
    "print(folder)",
  ].join("; ");
  return [
    { "prefect.deployments.steps.run_shell_script": { id: "code", script: `python -c "${write}"` } },
    { "prefect.deployments.steps.set_working_directory": { directory: "{{ code.stdout }}" } },
  ];
}
