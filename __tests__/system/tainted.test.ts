import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "@jest/globals";
import { z } from "zod";
import { stateObjects } from "./support/cloud.ts";
import { stateBucket } from "./support/state-bucket.ts";
import { createTeam, type Team } from "./support/team.ts";

const team = createTeam();

test("a subnet that a cut-off apply left half made is kept, as AWS gives its addresses to no other", async () => {
  const { configure, yaml, run, events } = team();
  configure(yaml({ alarms: "{ enabled: false }", network: "{ create: { nat: none } }" }));
  const first = await run(events.pushed("main", "merge"));
  expect([first.exitCode, first.outputs["failure-reason"]]).toEqual([0, ""]);
  await taintSubnet(team(), "private_1");

  const { exitCode, outputs, log } = await run(events.pushed("main", "again"));
  expect([exitCode, outputs["verified"]]).toEqual([0, "true"]);
  expect(outputs).toMatchObject({ add: "0", destroy: "0" });
  // The plan before it would have replaced the subnet.
  expect(log).toMatch(/aws_subnet\.private_1 +to replace/);
});

/** As Terraform does with what a provider was still making when it was interrupted. */
async function taintSubnet(team: Team, subnet: string): Promise<void> {
  const s3 = new S3Client({ ...team.awsOptions, forcePathStyle: true });
  const Key = (await stateObjects(team)).find((key) => key.endsWith("terraform.tfstate"));
  const object = { Bucket: stateBucket(team), Key };
  const { Body } = await s3.send(new GetObjectCommand(object));
  const state = stateSchema.parse(JSON.parse((await Body?.transformToString()) ?? ""));
  const isSubnet = ({ type, name }: { type: string; name: string }) =>
    type === "aws_subnet" && name === subnet;
  const [instance] = state.resources.find(isSubnet)?.instances ?? [];
  if (instance === undefined) throw new Error(`The state has no ${subnet}.`);
  instance["status"] = "tainted";
  await s3.send(new PutObjectCommand({ ...object, Body: JSON.stringify(state) }));
}

const stateSchema = z.looseObject({
  resources: z.array(
    z.looseObject({
      type: z.string(),
      name: z.string(),
      instances: z.array(z.record(z.string(), z.unknown())),
    }),
  ),
});
