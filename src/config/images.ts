import type { Environment } from "./environments.ts";

/** The keys that name an image, with the reference that each was given. */
export function imagesOf({ deployment }: Environment): readonly ImageKey[] {
  const { worker, flow_runs: flowRuns } = deployment;
  return [
    { key: "worker.image", given: worker.image },
    ...(flowRuns.image === undefined ? [] : [{ key: "flow_runs.image", given: flowRuns.image } as const]),
  ];
}

export interface ImageKey {
  readonly key: "worker.image" | "flow_runs.image";
  readonly given: string;
}

/** The environment with other references in place of some of those given. */
export function withImages(
  environment: Environment,
  inPlaceOf: Readonly<Record<string, string>>,
): Environment {
  const { deployment } = environment;
  const { worker, flow_runs: flowRuns } = deployment;
  const used = (given: string) => inPlaceOf[given] ?? given;
  return {
    ...environment,
    deployment: {
      ...deployment,
      worker: { ...worker, image: used(worker.image) },
      flow_runs: flowRuns.image === undefined ? flowRuns : { ...flowRuns, image: used(flowRuns.image) },
    },
  };
}
