import { Arns } from "./arns.ts";
import { Autoscaling } from "./autoscaling.ts";
import { Capacity } from "./capacity.ts";
import { Cluster } from "./cluster.ts";
import type { OverridesConfig, WorkerStackConfig } from "./config.ts";
import { deploymentTags } from "./deployment-tags.ts";
import { Encryption } from "./encryption.ts";
import { AwsProvider } from "./lib/aws.ts";
import { type Construct, TerraformElement, TerraformStack } from "./lib/cdktf.ts";
import { type Mapping, merged } from "./lib/merged.ts";
import { resolvedMapping } from "./lib/resolved.ts";
import { Logs } from "./logs.ts";
import { Monitoring } from "./monitoring.ts";
import { Network } from "./network.ts";
import { outputsOf } from "./outputs.ts";
import { Roles } from "./roles.ts";
import { type Configuration, withOverrides } from "./overrides.ts";
import { boundRoles } from "./permissions-boundary.ts";
import { AWS_PROVIDER_RANGE } from "./provider-range.ts";
import { PrefectSecret } from "./secrets.ts";
import { TaskEvents } from "./task-events.ts";
import { WorkerService } from "./worker-service.ts";
import { WorkerTask } from "./worker-task.ts";

/** A Prefect worker on Amazon ECS, and all that it needs. */
export class PrefectWorkerStack extends TerraformStack {
  readonly revision: string;
  readonly #overrides: OverridesConfig;
  readonly #outputs: Mapping;

  constructor(scope: Construct, id: string, config: WorkerStackConfig) {
    super(scope, id);
    this.#overrides = config.overrides;
    this.#provider(config);

    const arns = new Arns(this, "arns", config);
    const encryption = new Encryption(this, "encryption", config, arns);
    const cluster = new Cluster(this, "cluster", config, arns, encryption);
    const network = new Network(this, "network", config, { arns, encryption });
    const logs = new Logs(this, "logs", config, arns, encryption);
    const secret = new PrefectSecret(this, "secret", config, arns, encryption);
    const taskEvents = new TaskEvents(this, "task-events", config, { arns, cluster, encryption });
    const roles = new Roles(this, "roles", config, { arns, cluster, encryption, logs, secret, taskEvents });
    const capacity = new Capacity(this, "capacity", config, { cluster, network });
    const task = new WorkerTask(this, "worker-task", config, { logs, roles, secret, taskEvents });
    const monitoring = new Monitoring(this, "monitoring", config, { arns, cluster, encryption, logs });
    const service = new WorkerService(this, "worker-service", config, {
      arns,
      capacity,
      cluster,
      network,
      task,
      rollBackAlarms: monitoring.rollBackAlarms,
      after: [
        ...network.egress,
        ...capacity.ready,
        logs.group,
        ...secret.value,
        ...taskEvents.delivery,
        ...roles.permissions,
      ],
    });
    new Autoscaling(this, "autoscaling", config, { cluster, service: service.resource });

    boundRoles(this, config.worker.permissionsBoundaryArn);

    this.revision = task.revision;
    // Not as TerraformOutput: cdktf's calls util.isArray, of which Node 24 warns in the log of every run.
    this.#outputs = outputsOf(config, { cluster, logs, network, roles, secret, service, task, taskEvents });
  }

  override toTerraform(): Configuration {
    // cdktf's would resolve the whole once more after each of its elements.
    const elements = this.node.findAll().filter((node) => TerraformElement.isTerraformElement(node));
    // cdktf's declaration says any.
    const parts = elements.map((element) => element.toTerraform() as Mapping);
    const whole = [this.#metadata(), ...parts, { terraform: VERSIONS, output: this.#outputs }]
      .map((part) => resolvedMapping(this, part))
      .reduce(merged);
    return withOverrides(whole, this.#overrides);
  }

  override prepareStack(): void {
    // cdktf's would add a backend with a path of this machine, and resolve all elements once more for references
    // between stacks: there is one stack, and where its state lies is not its business.
  }

  /**
   * An element's id is its Terraform address, and its name there what follows the type. cdktf would make
   * `aws_ecs_service.worker-service_aws_ecs_service_28EA3E30` of it, which is what people would review.
   */
  protected override allocateLogicalId(element: TerraformElement | Construct["node"]): string {
    const { id } = TerraformElement.isTerraformElement(element) ? element.node : element;
    return id.slice(id.lastIndexOf(".") + 1);
  }

  /** Of a stack without it, CDKTF's command line makes nothing. Terraform takes `//` for a comment. */
  #metadata(): Mapping {
    return { "//": { metadata: { version: this.node.tryGetContext("cdktfVersion") as string } } };
  }

  #provider(config: WorkerStackConfig): void {
    new AwsProvider(this, "aws", {
      region: config.region,
      defaultTags: [{ tags: deploymentTags(config) }],
    });
  }
}

/** Write-only arguments need Terraform 1.11. cdktf would pin the provider to the one version it was made from. */
const VERSIONS = {
  required_version: ">= 1.11.0",
  required_providers: { aws: { version: AWS_PROVIDER_RANGE } },
};
