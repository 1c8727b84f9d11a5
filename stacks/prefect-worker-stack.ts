import { AlarmTopic } from "./alarm-topic.ts";
import { Alarms } from "./alarms.ts";
import { Arns } from "./arns.ts";
import { Cluster } from "./cluster.ts";
import type { WorkerStackConfig } from "./config.ts";
import { AwsProvider } from "./lib/aws.ts";
import { type Construct, TerraformElement, TerraformStack } from "./lib/cdktf.ts";
import { Logs } from "./logs.ts";
import { Network } from "./network.ts";
import { outputsOf } from "./outputs.ts";
import { Roles } from "./roles.ts";
import { PrefectSecret } from "./secrets.ts";
import { TaskEvents } from "./task-events.ts";
import { WorkerService } from "./worker-service.ts";
import { WorkerTask } from "./worker-task.ts";

/** A Prefect worker on Amazon ECS, and all that it needs. */
export class PrefectWorkerStack extends TerraformStack {
  readonly revision: string;

  constructor(scope: Construct, id: string, config: WorkerStackConfig) {
    super(scope, id);
    this.#requireVersions();
    this.#provider(config);

    const arns = new Arns(this, "arns", config);
    const cluster = new Cluster(this, "cluster", config, arns);
    const network = new Network(this, "network", config);
    const logs = new Logs(this, "logs", config, arns);
    const secret = new PrefectSecret(this, "secret", config, arns);
    const taskEvents = new TaskEvents(this, "task-events", config, arns, cluster);
    const roles = new Roles(this, "roles", config, { arns, cluster, logs, secret, taskEvents });
    const task = new WorkerTask(this, "worker-task", config, { logs, roles, secret, taskEvents });
    const service = new WorkerService(this, "worker-service", config, {
      arns,
      cluster,
      network,
      task,
      after: [...network.egress, logs.group, ...secret.value, ...taskEvents.delivery, ...roles.permissions],
    });
    const alarmTopic = new AlarmTopic(this, "alarm-topic", config, arns);
    new Alarms(this, "alarms", config, { cluster, topicArn: alarmTopic.arn });

    this.revision = task.revision;
    // Not as TerraformOutput: cdktf's calls util.isArray, of which Node 24 warns in the log of every run.
    this.addOverride(
      "output",
      outputsOf(config, { cluster, logs, network, roles, secret, service, task, taskEvents }),
    );
  }

  /**
   * An element's id is its Terraform address, and its name there what follows the type. cdktf would make
   * `aws_ecs_service.worker-service_aws_ecs_service_28EA3E30` of it, which is what people would review.
   */
  protected override allocateLogicalId(element: TerraformElement | Construct["node"]): string {
    const { id } = TerraformElement.isTerraformElement(element) ? element.node : element;
    return id.slice(id.lastIndexOf(".") + 1);
  }

  /** Write-only arguments need Terraform 1.11. cdktf would pin the provider to the one version it was made from. */
  #requireVersions(): void {
    this.addOverride("terraform.required_version", ">= 1.11.0");
    this.addOverride("terraform.required_providers.aws.version", ">= 5.100.0, < 7.0.0");
  }

  #provider({ region, tags, deploymentName, environment }: WorkerStackConfig): void {
    new AwsProvider(this, "aws", {
      region,
      defaultTags: [
        {
          tags: {
            ...tags,
            "prefect-ecs-worker:deployment": deploymentName,
            "prefect-ecs-worker:environment": environment,
          },
        },
      ],
    });
  }
}
