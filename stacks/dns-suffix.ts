/** What the names of AWS's services end in: China has a suffix of its own, GovCloud has not. */
export function dnsSuffixOf(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}
