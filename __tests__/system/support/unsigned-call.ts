import type { AwsOptions } from "../../../local/world.ts";

/**
 * A call of a service for which no client of the SDK is installed, answered as text. The local AWS reads no more
 * of a signature than account, region and service.
 * @param service as signatures name it: `kms`
 * @param target of the JSON protocol: `TrentService.ListKeys`
 */
export async function jsonCall(
  aws: AwsOptions,
  service: string,
  target: string,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": target };
  return call(aws, service, headers, JSON.stringify(parameters));
}

/** The same of a service that has the query protocol alone, which answers in XML. */
export async function queryCall(aws: AwsOptions, service: string, action: string): Promise<string> {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return call(aws, service, headers, `Action=${action}&Version=2011-01-01`);
}

async function call(
  { endpoint, region, credentials }: AwsOptions,
  service: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<string> {
  const scope = `${credentials.accessKeyId}/20260101/${region}/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  const response = await fetch(endpoint, { method: "POST", headers: { ...headers, authorization }, body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service} answered ${String(response.status)}: ${text}`);
  return text;
}
