import { expect, test } from "@jest/globals";
import { AttachRolePolicyCommand, CreatePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { stateObjects, workPoolsOf } from "./support/cloud.ts";
import { counted, inventory, statedCounts } from "./support/inventory.ts";
import { createTeam, prefectServers, type Team } from "./support/team.ts";

const { apiUrl } = prefectServers.open;
const team = createTeam();

test("a closed pull request takes the environment of its branch along, and what somebody attached to it", async () => {
  const { configure, yaml, run, events, github, repository, pullRequest, project } = team();
  configure(yaml());
  github.remember(events.opened());
  const { exitCode, outputs } = await run(events.pushed("feature/new-thing", "head"));
  expect(exitCode).toBe(0);
  const deploymentName = outputs["cluster"] ?? "";
  const made = await inventory(team());
  expect(made["aws_ecs_cluster"]).toEqual([expect.stringMatching(`/${deploymentName}$`)]);
  // What must be gone afterwards was there.
  expect(counted(made)).toEqual(await statedCounts(team()));
  expect(await workPoolsOf({ apiUrl }, team())).toEqual([`${project}-${outputs["environment"] ?? ""}`]);
  await attachPolicy(team(), `${deploymentName}-flow-run`);

  const closed = await run(events.closed());
  expect([closed.exitCode, closed.outputs["command"]]).toEqual([0, "destroy"]);
  expect(await inventory(team())).toEqual({});
  expect(await stateObjects(team())).toEqual([]);
  expect(await workPoolsOf({ apiUrl }, team())).toEqual([]);
  expect(github.comments(repository, pullRequest).at(-1)?.body).toContain("is destroyed");
});

/** What flows need is attached by hand, and must not stand in the way. */
async function attachPolicy({ awsOptions }: Team, role: string): Promise<void> {
  const iam = new IAMClient(awsOptions);
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
  });
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "flows", PolicyDocument }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: role, PolicyArn: Policy?.Arn }));
}
