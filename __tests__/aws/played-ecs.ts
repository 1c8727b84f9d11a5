import { ECSClient } from "@aws-sdk/client-ecs";

/** An ECS whose calls never leave the process. */
export interface PlayedEcs {
  readonly ecs: ECSClient;
  /** `ListTasks`, and what was given to it. */
  readonly calls: (readonly [call: string, input: unknown])[];
}

/** @param answer what each call gets, in the shapes of the SDK */
export function playEcs(answer: (call: string, input: object) => object): PlayedEcs {
  const calls: (readonly [string, unknown])[] = [];
  const ecs = new ECSClient({ region: "eu-west-1" });
  ecs.middlewareStack.add(
    (_, { commandName = "" }) =>
      ({ input }) => {
        const call = commandName.replace("Command", "");
        calls.push([call, input]);
        return Promise.resolve({ output: { $metadata: {}, ...answer(call, input) }, response: {} });
      },
    { step: "initialize" },
  );
  return { ecs, calls };
}
