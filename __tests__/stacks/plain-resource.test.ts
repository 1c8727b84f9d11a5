import { describe, expect, test } from "@jest/globals";
import { LaunchTemplate as BoundLaunchTemplate } from "@cdktf/provider-aws/lib/launch-template/index.js";
import { CloudwatchEventTarget as BoundEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target/index.js";
import { CloudwatchEventTarget, LaunchTemplate } from "../../stacks/lib/aws.ts";
import { App, type Construct, TerraformStack } from "../../stacks/lib/cdktf.ts";

describe("a plain resource writes what the provider's bindings write", () => {
  test("nested blocks, a map of the user's keys, and meta arguments", () => {
    const config = {
      description: "instances",
      metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
      tagSpecifications: [{ resourceType: "volume", tags: { costCenter: "Data" } }],
      updateDefaultVersion: true,
      lifecycle: { createBeforeDestroy: true, ignoreChanges: ["user_data"] },
    };
    expect(written((stack) => new LaunchTemplate(stack, "one", config))).toEqual(
      written((stack) => new BoundLaunchTemplate(stack, "one", config)),
    );
  });

  test("a reference to another resource, and one that it waits for", () => {
    const target = (Template: typeof LaunchTemplate | typeof BoundLaunchTemplate) => (stack: Construct) => {
      const template = new Template(stack, "one", {});
      const config = {
        rule: template.id,
        arn: template.arn,
        inputTransformer: { inputPaths: { taskArn: "$.detail.taskArn" }, inputTemplate: '"<taskArn>"' },
        dependsOn: [template],
      };
      if (Template === LaunchTemplate) new CloudwatchEventTarget(stack, "two", config);
      else new BoundEventTarget(stack, "two", config);
    };
    expect(written(target(LaunchTemplate))).toEqual(written(target(BoundLaunchTemplate)));
  });
});

function written(fill: (stack: Construct) => unknown): unknown {
  const stack = new TerraformStack(new App({ stackTraces: false }), "stack");
  fill(stack);
  const { resource } = stack.toTerraform() as { resource: unknown };
  return resource;
}
