import type { CapacityConfig, WorkerConfig, WorkerRoleConfig } from "../../../stacks/config.ts";
import type { DeploymentConfig } from "../schema.ts";
import { ec2, spot } from "../schema/worker/capacity.ts";

type Worker = DeploymentConfig["worker"];

export function workerConfig(worker: Worker): WorkerConfig {
  return {
    image: worker.image,
    cpu: worker.cpu,
    memoryMiB: worker.memory,
    architecture: worker.architecture,
    count: worker.count,
    capacity: capacityOf(worker),
    env: worker.env,
    secrets: worker.secrets,
    logLevel: worker.log_level,
    awsRetryMode: worker.aws_retry_mode,
    user: worker.user,
    isRootReadOnly: worker.read_only_root,
    tmpfsMiB: worker.tmpfs_mib,
    stopTimeoutSeconds: worker.stop_timeout,
    isExecEnabled: worker.exec,
    role: roleOf(worker),
    permissionsBoundaryArn: worker.permissions_boundary,
  };
}

function capacityOf(worker: Worker): CapacityConfig {
  switch (worker.capacity) {
    case "fargate":
    case "fargate-spot":
      return { kind: worker.capacity };
    case "mixed": {
      const { on_demand_base, on_demand_weight, spot_weight } = worker.spot ?? spot.parse({});
      return {
        kind: "mixed",
        onDemandBase: on_demand_base,
        onDemandWeight: on_demand_weight,
        spotWeight: spot_weight,
      };
    }
    case "ec2": {
      // The schema asks for the key; parsing nothing says so, should that ever change.
      const { instance_type: instanceType, min, max } = ec2.parse(worker.ec2);
      return { kind: "ec2", instanceType, min, max };
    }
  }
}

function roleOf({ role_arn: roleArn, policy_arns: policyArns = [] }: Worker): WorkerRoleConfig {
  return roleArn === undefined ? { kind: "make", policyArns } : { kind: "existing", roleArn };
}
