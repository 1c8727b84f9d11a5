import { describe, expect, test } from "@jest/globals";
import { instanceArchitecture } from "../../src/config/instance-types.ts";
import { clusterConfig } from "../../src/config/stack/cluster.ts";
import { workerConfig } from "../../src/config/stack/worker.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";

/** The deployment of a file with these lines beside what every file has. */
function deployment(lines: string, network = "{ subnet_ids: [subnet-0a] }") {
  const text = `${lines}\nname: etl\nwork_pool: { name: etl }\nnetwork: ${network}\nenvironments: { production: { branches: [main] } }\n`;
  return parseWorkerFile(text, "f.yml").deployment("production", { environment: "production" });
}

function worker(keys: string) {
  return workerConfig(deployment(`worker: { ${keys} }`).worker);
}

describe("a worker's size", () => {
  test.each([
    ["cpu: 1024, memory: 2048", 1024, 2048],
    ['cpu: "1024", memory: "2048"', 1024, 2048],
    ["cpu: 1 vCPU, memory: 2 GB", 1024, 2048],
    ["cpu: 0.25 vCPU, memory: 0.5 GB", 256, 512],
    ["cpu: 2vcpu, memory: 4GiB", 2048, 4096],
    ["cpu: 16 vCPUs, memory: 120 GB", 16_384, 122_880],
    ["cpu: 512, memory: 1024 MB", 512, 1024],
  ])("may be written as %s", (keys, cpu, memoryMiB) => {
    expect(worker(keys)).toMatchObject({ cpu, memoryMiB });
  });

  test("is whatever an EC2 instance has", () => {
    const keys = "capacity: ec2, ec2: { instance_type: m7i.large }, cpu: 700, memory: 1300";
    expect(worker(keys)).toMatchObject({ cpu: 700, memoryMiB: 1300 });
  });

  test.each([
    [
      "cpu: half",
      'worker.cpu is "half": CPU units such as 512, or "0.5 vCPU"; Fargate has 256 (0.25 vCPU), 512 (0.5 vCPU), 1024 (1 vCPU)',
    ],
    ["cpu: 0", "worker.cpu is 0: CPU units"],
    ["cpu: -512", "worker.cpu is -512: CPU units"],
    ["cpu: 512.5", "worker.cpu is 512.5: CPU units"],
    ["cpu: true", "worker.cpu is true: CPU units"],
    ["memory: 1 TB", 'worker.memory is "1 TB": MiB such as 1024, or "1 GB"; Fargate has from 512 MiB'],
    ["cpu: 300", "Fargate has no task with 300 CPU units: use 256, 512, 1024, 2048, 4096, 8192 or 16384"],
    [
      "cpu: 1 vCPU, memory: 1 GB",
      "worker.memory is 1024: Fargate has no task with 1024 CPU units and 1024 MiB",
    ],
    [
      "cpu: 8 vCPU, memory: 17 GB",
      "worker.memory is 17408: Fargate has no task with 8192 CPU units and 17408 MiB of memory: use 16384, 20480,",
    ],
    ["capacity: ec2, ec2: { instance_type: m7i.large }, memory: 0", "worker.memory is 0: MiB such as 1024"],
  ])("is refused as %s", (keys, message) => {
    expect(() => worker(keys)).toThrow(message);
  });
});

describe("a worker's capacity", () => {
  test.each([
    ["", { kind: "fargate" }],
    ["capacity: fargate-spot", { kind: "fargate-spot" }],
    ["capacity: mixed", { kind: "mixed", onDemandBase: 1, onDemandWeight: 1, spotWeight: 1 }],
    [
      "capacity: mixed, spot: { on_demand_base: 2, on_demand_weight: 0, spot_weight: 3 }",
      { kind: "mixed", onDemandBase: 2, onDemandWeight: 0, spotWeight: 3 },
    ],
    [
      "capacity: ec2, ec2: { instance_type: m7i.large }",
      { kind: "ec2", instanceType: "m7i.large", min: 1, max: 4 },
    ],
    [
      "capacity: ec2, architecture: ARM64, ec2: { instance_type: c6gn.xlarge, min: 0, max: 2 }",
      { kind: "ec2", instanceType: "c6gn.xlarge", min: 0, max: 2 },
    ],
  ])("of %j", (keys, capacity) => {
    expect(worker(keys).capacity).toEqual(capacity);
  });

  test.each([
    ["capacity: spot", 'worker.capacity is "spot": allowed are fargate, fargate-spot, mixed, ec2'],
    ["spot: {}", "worker.spot: only for capacity mixed, and capacity is fargate"],
    [
      "capacity: fargate-spot, spot: {}",
      "worker.spot: only for capacity mixed, and capacity is fargate-spot",
    ],
    ["ec2: { instance_type: m7i.large }", "worker.ec2: only for capacity ec2, and capacity is fargate"],
    ["capacity: ec2", "worker.capacity: capacity ec2 needs ec2.instance_type"],
    ["capacity: ec2, ec2: {}", "worker.ec2.instance_type is missing"],
    ["capacity: mixed, spot: { spot_weight: 0 }", "worker.spot.spot_weight is 0: "],
    [
      "capacity: ec2, ec2: { instance_type: large }",
      'worker.ec2.instance_type is "large": allowed is an EC2 instance type, such as m7g.large',
    ],
    [
      "capacity: ec2, ec2: { instance_type: m7i.large, min: 5 }",
      "worker.ec2.min is 5: more than ec2.max, which is 4",
    ],
    [
      "capacity: ec2, architecture: ARM64, ec2: { instance_type: m7i.large }",
      'worker.ec2.instance_type is "m7i.large": its processors are X86_64, and worker.architecture is ARM64',
    ],
    [
      "capacity: ec2, ec2: { instance_type: t4g.small }",
      'worker.ec2.instance_type is "t4g.small": its processors are ARM64, and worker.architecture is X86_64',
    ],
  ])("is refused as %s", (keys, message) => {
    expect(() => worker(keys)).toThrow(message);
  });

  const EC2 = "worker: { capacity: ec2, ec2: { instance_type: m7i.large } }";

  test("of EC2 is refused in an existing cluster, whose capacity providers it would replace", () => {
    expect(() => deployment(`${EC2}\ncluster: { existing: shared }`)).toThrow(
      'worker.capacity is "ec2": it needs a cluster of its own, since it would replace the capacity providers of shared',
    );
  });

  test("of EC2 is refused with public addresses, which ECS does not give there", () => {
    expect(() => deployment(EC2, "{ subnet_ids: [subnet-0a], assign_public_ip: true }")).toThrow(
      "network.assign_public_ip is true: ECS gives no public address to a task on EC2",
    );
  });
});

describe("the processors of an instance type", () => {
  test.each([
    "m7g.large",
    "c6gn.xlarge",
    "t4g.small",
    "im4gn.large",
    "a1.medium",
    "x2gd.metal",
    "g5g.xlarge",
  ])("%s are Graviton", (type) => {
    expect(instanceArchitecture(type)).toBe("ARM64");
  });
  test.each([
    "m7i.large",
    "m7i-flex.large",
    "c6a.xlarge",
    "g5.xlarge",
    "g4dn.xlarge",
    "t3.small",
    "u-6tb1.metal",
  ])("%s are not", (type) => {
    expect(instanceArchitecture(type)).toBe("X86_64");
  });
});

describe("a worker's container", () => {
  test("has defaults that are hard to misuse", () => {
    expect(worker("")).toMatchObject({
      awsRetryMode: "adaptive",
      user: "1000:1000",
      isRootReadOnly: true,
      tmpfsMiB: 256,
      stopTimeoutSeconds: 120,
      isExecEnabled: false,
      secrets: {},
      role: { kind: "make", policyArns: [] },
    });
  });

  test.each([
    ["user: '0'", 'worker.user is "0": never root'],
    ["user: '1000:0'", 'worker.user is "1000:0": never root'],
    ["user: '00:5'", 'worker.user is "00:5": never root'],
    ["user: root", 'worker.user is "root": allowed is numeric ids'],
    ["stop_timeout: 1", "worker.stop_timeout is 1: "],
    ["stop_timeout: 121", "worker.stop_timeout is 121: "],
    ["tmpfs_mib: 1024", "worker.tmpfs_mib is 1024: it counts towards the memory, which is 1024 MiB"],
    ["log_level: TRACE", 'worker.log_level is "TRACE": allowed are DEBUG, INFO, WARNING, ERROR, CRITICAL'],
    ["aws_retry_mode: none", 'worker.aws_retry_mode is "none": allowed are legacy, standard, adaptive'],
    [
      "log_level: DEBUG, env: { PREFECT_LOGGING_LEVEL: INFO }",
      "worker.log_level: either log_level or env.PREFECT_LOGGING_LEVEL, not both",
    ],
  ])("is refused with %s", (keys, message) => {
    expect(() => worker(keys)).toThrow(message);
  });
});

describe("a worker's secrets", () => {
  const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shared/db-AbCdEf";

  test.each([ARN, `${ARN}:password::`, "arn:aws:ssm:eu-west-1:111122223333:parameter/etl/db"])(
    "may be %s",
    (arn) => {
      expect(worker(`secrets: { DB: "${arn}" }`).secrets).toEqual({ DB: arn });
    },
  );

  test.each([
    ["PREFECT_API_KEY", "worker.secrets.PREFECT_API_KEY: set by the action itself, and not to be overridden"],
    ["HOME", "worker.secrets.HOME: set by the action itself"],
    ["1ST", "the name of an environment variable"],
  ])("are refused under the name %s", (name, message) => {
    expect(() => worker(`secrets: { ${name}: "${ARN}" }`)).toThrow(message);
  });

  test("are refused under a name that env has, too", () => {
    expect(() => worker(`secrets: { DB: "${ARN}" }, env: { DB: x }`)).toThrow(
      "worker.secrets.DB: in env, too: keep one of the two",
    );
  });

  test("are refused, and not shown, where the value itself stands in place of an ARN", () => {
    const read = () => worker("secrets: { DB: hunter2 }");
    expect(read).toThrow(
      "worker.secrets.DB: allowed is the ARN of an SSM parameter, or of a Secrets Manager secret",
    );
    expect(read).not.toThrow("hunter2");
  });

  test.each([
    ["none of the six characters", "secret:shared/db"],
    ["none, and a key", "secret:shared/db:password::"],
    ["fewer", "secret:shared/db-AbCd"],
    ["others", "secret:shared/db-my_own"],
    ["a key without its colons", "secret:shared/db-AbCdEf:password"],
  ])("are refused with %s, since no task would get them", (_, secret) => {
    expect(() =>
      worker(`secrets: { DB: "arn:aws:secretsmanager:eu-west-1:111122223333:${secret}" }`),
    ).toThrow("aws secretsmanager describe-secret --secret-id NAME --query ARN");
  });
});

describe("a worker's role", () => {
  const POLICY = "arn:aws:iam::111122223333:policy/team/read-lake";
  const ROLE = "arn:aws:iam::111122223333:role/team/worker";

  test.each([
    [`policy_arns: ["${POLICY}"]`, { kind: "make", policyArns: [POLICY] }],
    [`role_arn: "${ROLE}"`, { kind: "existing", roleArn: ROLE }],
  ])("of %s", (keys, role) => {
    expect(worker(keys).role).toEqual(role);
  });

  test.each([
    [`policy_arns: ["${POLICY}"], role_arn: "${ROLE}"`, "worker.policy_arns: either policy_arns or role_arn"],
    ["policy_arns: [ReadOnlyAccess]", "the ARN of a managed IAM policy"],
    ["role_arn: worker", 'worker.role_arn is "worker": allowed is the ARN of an IAM role'],
    [
      "permissions_boundary: all",
      'worker.permissions_boundary is "all": allowed is the ARN of a managed IAM policy',
    ],
  ])("is refused with %s", (keys, message) => {
    expect(() => worker(keys)).toThrow(message);
  });
});

describe("a cluster", () => {
  test.each([
    ["", { kind: "create", insights: "enhanced" }],
    ["insights: disabled", { kind: "create", insights: "disabled" }],
    ["existing: shared", { kind: "existing", cluster: "shared" }],
  ])("of {%s}", (keys, cluster) => {
    expect(clusterConfig(deployment(`cluster: { ${keys} }`).cluster)).toEqual(cluster);
  });

  test.each([
    ["insights: yes", "cluster.insights"],
    ["existing: shared, insights: enabled", "cluster.insights: only for a cluster that is made"],
    ["existing: a/b", 'cluster.existing is "a/b": allowed is the name or the ARN of an ECS cluster'],
  ])("is refused with %s", (keys, message) => {
    expect(() => deployment(`cluster: { ${keys} }`)).toThrow(message);
  });
});
