/** What AWS asks for one unit, without free tiers, savings plans and taxes. */
export interface Price {
  readonly usd: number;
  readonly source: string;
  /** When AWS published it, or where that is not known when it was read there: `YYYY-MM-DD`. */
  readonly date: string;
}

export type PriceName =
  | "fargateVcpuHourX86"
  | "fargateGbHourX86"
  | "fargateVcpuHourArm"
  | "fargateGbHourArm"
  | "natGatewayHour"
  | "publicAddressHour"
  | "interfaceEndpointHour"
  | "alarmMonth"
  | "dashboardMonth"
  | "keyMonth"
  | "secretMonth";

const ECS =
  "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonECS/20260911124425/eu-west-1/index.json";
const EC2 =
  "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/20260925174521/eu-west-1/index.json";
const VPC =
  "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonVPC/20260917190528/eu-west-1/index.json";
const CLOUDWATCH =
  "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonCloudWatch/20260922021715/eu-west-1/index.json";
const SECRETS =
  "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AWSSecretsManager/20260911124610/eu-west-1/index.json";

/**
 * Prices by region. A region stands here with all of them or not at all: half a sum is worse than none. They
 * are list prices, which others recorded from AWS's price list; SKUs are those of that list.
 */
export const PRICES: Readonly<Partial<Record<string, Readonly<Record<PriceName, Price>>>>> = {
  "eu-west-1": {
    // SKU K4EXFQ5YFQCP98EN
    fargateVcpuHourX86: { usd: 0.04048, source: ECS, date: "2026-09-11" },
    // SKU UP5ETC3QSW2QZGEY
    fargateGbHourX86: { usd: 0.004445, source: ECS, date: "2026-09-11" },
    // SKUs KXC9CEUQGJQPNZPY and MGJ5EB5GSHR8QZDF, read by AWS's pricing API.
    fargateVcpuHourArm: {
      usd: 0.03238,
      source: "https://aws.amazon.com/fargate/pricing/",
      date: "2026-05-01",
    },
    fargateGbHourArm: { usd: 0.00356, source: "https://aws.amazon.com/fargate/pricing/", date: "2026-05-01" },
    // EU-NatGateway-Hours, SKU KFNSSCHWD43WZK2R
    natGatewayHour: { usd: 0.048, source: EC2, date: "2026-09-25" },
    // SKU CNZ4XSXPRJXGA4ZF
    publicAddressHour: { usd: 0.005, source: VPC, date: "2026-09-17" },
    // EU-VpcEndpoint-Hours, SKU H37WJ97MHYGDXG2A; for each endpoint in each zone. Read by AWS's pricing API.
    interfaceEndpointHour: {
      usd: 0.011,
      source: "https://aws.amazon.com/privatelink/pricing/",
      date: "2026-05-01",
    },
    // SKU GDMKAEDCSYJAKBZQ; a metric alarm of standard resolution.
    alarmMonth: { usd: 0.1, source: CLOUDWATCH, date: "2026-09-22" },
    dashboardMonth: { usd: 3, source: "https://aws.amazon.com/cloudwatch/pricing/", date: "2026-06-13" },
    // The same in all regions. The first two rotations add as much each.
    keyMonth: { usd: 1, source: "https://aws.amazon.com/kms/pricing/", date: "2026-03-14" },
    // SKU 7XGGDB26HD68ED7A
    secretMonth: { usd: 0.4, source: SECRETS, date: "2026-09-11" },
  },
};
