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
  | "compositeAlarmMonth"
  | "metricMonth"
  | "dashboardMonth"
  | "keyMonth"
  | "secretMonth";

const OFFERS = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws";
const FARGATE = "https://aws.amazon.com/fargate/pricing/";
const VPC_PAGE = "https://aws.amazon.com/vpc/pricing/";
const PRIVATELINK = "https://aws.amazon.com/privatelink/pricing/";
const CLOUDWATCH = "https://aws.amazon.com/cloudwatch/pricing/";

/** The same in all regions. Of a key, the first two rotations add as much each. */
const EVERYWHERE = {
  // CW:CompositeAlarmMonitorUsage
  compositeAlarmMonth: { usd: 0.5, source: CLOUDWATCH, date: "2026-11-28" },
  // Of the first ten thousand, each.
  metricMonth: { usd: 0.3, source: CLOUDWATCH, date: "2026-11-28" },
  dashboardMonth: { usd: 3, source: CLOUDWATCH, date: "2026-06-13" },
  keyMonth: { usd: 1, source: "https://aws.amazon.com/kms/pricing/", date: "2026-03-14" },
} as const;

/**
 * Prices by region. A region stands here with all of them or not at all: half a sum is worse than none. They
 * are list prices as others recorded them from AWS's price list, whose SKUs and usage types these are, and from
 * its pages. An endpoint costs its price in each zone; an alarm is of standard resolution, on one metric.
 */
export const PRICES: Readonly<Partial<Record<string, Readonly<Record<PriceName, Price>>>>> = {
  "eu-west-1": {
    ...EVERYWHERE,
    // SKUs K4EXFQ5YFQCP98EN, UP5ETC3QSW2QZGEY
    fargateVcpuHourX86: listed(0.04048, "AmazonECS/20260911124425/eu-west-1"),
    fargateGbHourX86: listed(0.004445, "AmazonECS/20260911124425/eu-west-1"),
    // SKUs KXC9CEUQGJQPNZPY, MGJ5EB5GSHR8QZDF
    fargateVcpuHourArm: { usd: 0.03238, source: FARGATE, date: "2026-05-01" },
    fargateGbHourArm: { usd: 0.00356, source: FARGATE, date: "2026-05-01" },
    // EU-NatGateway-Hours, SKU KFNSSCHWD43WZK2R
    natGatewayHour: listed(0.048, "AmazonEC2/20260925174521/eu-west-1"),
    // SKU CNZ4XSXPRJXGA4ZF
    publicAddressHour: listed(0.005, "AmazonVPC/20260917190528/eu-west-1"),
    // EU-VpcEndpoint-Hours, SKU H37WJ97MHYGDXG2A
    interfaceEndpointHour: { usd: 0.011, source: PRIVATELINK, date: "2026-05-01" },
    // SKU GDMKAEDCSYJAKBZQ
    alarmMonth: listed(0.1, "AmazonCloudWatch/20260922021715/eu-west-1"),
    // SKU 7XGGDB26HD68ED7A
    secretMonth: listed(0.4, "AWSSecretsManager/20260911124610/eu-west-1"),
  },
  "us-east-1": {
    ...EVERYWHERE,
    // SKUs 8CESGAFWKAJ98PME, PBZNQUSEXZUC34C9; the ARM ones by their usage types USE1-Fargate-ARM-….
    fargateVcpuHourX86: listed(0.04048, "AmazonECS/20260911124425/us-east-1"),
    fargateGbHourX86: listed(0.004445, "AmazonECS/20260911124425/us-east-1"),
    fargateVcpuHourArm: listed(0.03238, "AmazonECS/20260911124425/us-east-1"),
    fargateGbHourArm: listed(0.00356, "AmazonECS/20260911124425/us-east-1"),
    natGatewayHour: { usd: 0.045, source: VPC_PAGE, date: "2026-08-01" },
    // USE1-PublicIPv4:InUseAddress, USE1-VpcEndpoint-Hours
    publicAddressHour: listed(0.005, "AmazonVPC/20260917190528/us-east-1"),
    interfaceEndpointHour: listed(0.01, "AmazonVPC/20260917190528/us-east-1"),
    alarmMonth: { usd: 0.1, source: CLOUDWATCH, date: "2026-06-13" },
    secretMonth: { usd: 0.4, source: "https://aws.amazon.com/secrets-manager/pricing/", date: "2026-09-20" },
  },
};

/** A price of AWS's price list, of which `<service>/<version>/<region>` is one edition; versions are times. */
function listed(usd: number, edition: string): Price {
  const [, year = "", month = "", day = ""] = /\/(\d{4})(\d\d)(\d\d)/.exec(edition) ?? [];
  return { usd, source: `${OFFERS}/${edition}/index.json`, date: `${year}-${month}-${day}` };
}
