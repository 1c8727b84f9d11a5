/** The host of AWS's console in a region: each partition has one of its own. */
export function consoleHost(region: string): string {
  return `${region}.console.${domainOf(region)}`;
}

function domainOf(region: string): string {
  if (region.startsWith("cn-")) return "amazonaws.cn";
  if (region.startsWith("us-gov-")) return "amazonaws-us-gov.com";
  return "aws.amazon.com";
}
