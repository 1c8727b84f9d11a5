import { describe, expect, test } from "@jest/globals";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { inventory } from "./support/inventory.ts";
import { createTeam, prefectServers } from "./support/team.ts";

const { apiUrl, authString } = prefectServers.guarded;
const team = createTeam({ prefectApiUrl: apiUrl, credential: { "prefect-auth-string": authString } });

describe("a self-hosted server with basic authentication and CSRF protection", () => {
  test("is refused before the apply when the action's own credential is wrong", async () => {
    const { configure, yaml, run, events } = team();
    configure(yaml());
    const { exitCode, outputs, annotations } = await run(events.pushed("main", "wrong"), {
      inputs: { "prefect-auth-string": "admin:wrong" },
    });
    expect([exitCode, outputs["failure-reason"]]).toEqual([1, "prefect-basic-auth"]);
    expect(annotations.at(-1)?.message).toContain(
      "401 Unauthorized. The self-hosted server wants basic auth",
    );
    expect(await inventory(team())).toEqual({});
  });

  test("gets a worker that registers", async () => {
    const { run, events } = team();
    const { exitCode, outputs } = await run(events.pushed("main", "right"));
    expect([exitCode, outputs["verified"]]).toEqual([0, "true"]);
  });

  test("fails when the worker's secret holds another credential, and says which link broke", async () => {
    const { configure, yaml, run, events, commit, awsOptions, project } = team();
    const { ARN: arn = "" } = await new SecretsManagerClient(awsOptions).send(
      new CreateSecretCommand({ Name: `${project}-foreign`, SecretString: "admin:wrong" }),
    );
    configure(yaml({ prefect: `{ auth_string_secret_arn: '${arn}' }` }));
    const { exitCode, outputs, summary } = await run(events.pushed("main", "foreign"));
    expect([exitCode, outputs["failure-reason"]]).toEqual([1, "prefect-basic-auth"]);
    // The revision before still serves.
    expect(JSON.parse(outputs["serving"] ?? "")).toMatchObject({
      commit: commit("right"),
      tasks: 1,
      served: true,
    });
    expect(summary).toContain(
      "The self-hosted server wants basic auth, and the credential is missing, wrong",
    );
  });

  test("is torn down by name, protected or not, because somebody asked for it by name", async () => {
    const { run, events, project } = team();
    const { exitCode, outputs } = await run(events.pushed("main", "right"), {
      inputs: { command: "destroy", environment: "production" },
    });
    expect([exitCode, outputs["environment"]]).toEqual([0, "production"]);
    expect(await inventory(team())).toEqual({ aws_secretsmanager_secret: [`${project}-foreign`] });
  });
});
