import { DescribeTaskDefinitionCommand, ECSClient } from "@aws-sdk/client-ecs";
import type { RunResult } from "../../../local/runner.ts";
import { describeService, runningWorkers } from "./cloud.ts";
import { type Case, type Good, yaml } from "./failing-cases.ts";
import type { Team } from "./team.ts";

/** Cases over one environment, one after the other. */
export interface Lane {
  readonly team: () => Team;
  readonly cases: readonly Case[];
}

/** How a case ended, and what its service was like right after. */
export interface Told {
  readonly good: Good;
  readonly result: RunResult;
  readonly service: Awaited<ReturnType<typeof describeService>>;
  /** Names of the running workers, up to the ids of their tasks. */
  readonly running: readonly string[];
}

/** Runs all lanes from now on, side by side, each in an account of its own. */
export function startLanes(lanes: readonly Lane[]): (one: Case) => Promise<Told> {
  const told = new Map(lanes.flatMap((lane) => [...startLane(lane)]));
  return async (one) => {
    const outcome = await told.get(one);
    if (outcome === undefined) throw new Error("The case was not run.");
    return outcome;
  };
}

function startLane({ team, cases }: Lane): Map<Case, Promise<Told>> {
  const deployed = deployGood(team());
  let before: Promise<unknown> = deployed;
  return new Map(
    cases.map((one) => {
      const outcome = before.then(async () => {
        const good = await deployed;
        const result = await one.run(good);
        const [service, running] = await Promise.all([
          describeService(team(), "production"),
          runningWorkers(team(), "production"),
        ]);
        return { good, result, service, running };
      });
      // A case that fails to run must not take the others with it; its own test tells.
      before = outcome.catch(() => undefined);
      return [one, outcome];
    }),
  );
}

async function deployGood(team: Team): Promise<Good> {
  team.configure(yaml(team));
  const { outputs, log } = await team.run(team.events.pushed("main", "good"));
  const [worker] = JSON.parse(outputs["workers"] ?? "[]") as string[];
  if (worker === undefined) throw new Error(`The good revision was not deployed: ${log.slice(-2_000)}`);
  const service = await describeService(team, "production");
  const { taskDefinition } = await new ECSClient(team.awsOptions).send(
    new DescribeTaskDefinitionCommand({ taskDefinition: service?.taskDefinition }),
  );
  if (taskDefinition === undefined) throw new Error("The service has no task definition.");
  return { team, revision: worker.split("-").at(-2) ?? "", taskDefinition };
}
