import type { WorkerStackConfig } from "../config.ts";
import { VpcSecurityGroupEgressRule } from "../lib/aws.ts";
import { Construct } from "../lib/cdktf.ts";
import type { VpcEndpoints } from "./vpc-endpoints.ts";

const HTTPS_PORT = 443;
const ANYWHERE = new Map([
  ["0.0.0.0/0", { name: "ipv4", words: "IPv4" }],
  ["::/0", { name: "ipv6", words: "IPv6" }],
]);

/** What our security group lets out: HTTPS and Prefect's API, to where the configuration says. */
export class EgressRules extends Construct {
  readonly rules: readonly VpcSecurityGroupEgressRule[];
  readonly #securityGroupId: string;

  /** `endpoints` are reached in any case, also where the configuration does not name their addresses. */
  constructor(
    scope: Construct,
    id: string,
    config: WorkerStackConfig,
    props: { readonly securityGroupId: string; readonly endpoints: VpcEndpoints | undefined },
  ) {
    super(scope, id);
    this.#securityGroupId = props.securityGroupId;
    const { egressCidrs } = config.network;
    const prefectPort = apiPort(config.prefect.apiUrl);
    const isNarrow = !egressCidrs.includes("0.0.0.0/0");
    this.rules = [
      ...this.#to(egressCidrs, "https", HTTPS_PORT, "HTTPS to AWS and the Prefect API"),
      ...(prefectPort === HTTPS_PORT ? [] : this.#to(egressCidrs, "prefect_api", prefectPort, "Prefect API")),
      ...(isNarrow && props.endpoints !== undefined ? this.#toEndpoints(props.endpoints) : []),
    ];
  }

  #to(
    cidrs: readonly string[],
    name: string,
    port: number,
    description: string,
  ): VpcSecurityGroupEgressRule[] {
    return cidrs.map((cidr) => {
      const place = ANYWHERE.get(cidr) ?? { name: cidr.replaceAll(/[.:/]/g, "_"), words: cidr };
      return this.#rule(`${name}_${place.name}`, port, {
        description: `${description} (${place.words})`,
        ...(cidr.includes(":") ? { cidrIpv6: cidr } : { cidrIpv4: cidr }),
      });
    });
  }

  #toEndpoints({ s3PrefixListId, securityGroupId }: VpcEndpoints): VpcSecurityGroupEgressRule[] {
    const s3 = this.#rule("https_s3", HTTPS_PORT, {
      description: "HTTPS to S3 through its gateway endpoint",
      prefixListId: s3PrefixListId,
    });
    if (securityGroupId === undefined) return [s3];
    return [
      s3,
      this.#rule("https_endpoints", HTTPS_PORT, {
        description: "HTTPS to AWS through interface endpoints",
        referencedSecurityGroupId: securityGroupId,
      }),
    ];
  }

  #rule(
    name: string,
    port: number,
    destination: {
      readonly description: string;
      readonly cidrIpv4?: string;
      readonly cidrIpv6?: string;
      readonly prefixListId?: string;
      readonly referencedSecurityGroupId?: string;
    },
  ): VpcSecurityGroupEgressRule {
    return new VpcSecurityGroupEgressRule(this, `aws_vpc_security_group_egress_rule.${name}`, {
      securityGroupId: this.#securityGroupId,
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      ...destination,
    });
  }
}

/** The port of Prefect's API, where the URL names none that of its scheme. */
function apiPort(apiUrl: string): number {
  const { port, protocol } = new URL(apiUrl);
  if (port !== "") return Number(port);
  return protocol === "http:" ? 80 : HTTPS_PORT;
}
