/**
 * Whether a worker is one of a deployment's: `<deployment name>-<revision>-<task id>`. Another deployment's
 * name may begin like this one's.
 */
export function isWorkerOf(deploymentName: string, worker: string): boolean {
  return (
    worker.startsWith(`${deploymentName}-`) &&
    /^[0-9a-f]{8}-[0-9a-f]+$/.test(worker.slice(deploymentName.length + 1))
  );
}
