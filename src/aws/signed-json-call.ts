import { SignatureV4 } from "@smithy/signature-v4";
import { z } from "zod";
import { jsonText } from "../json-text.ts";

/** Of any client of the SDK: credentials, and how it makes digests. */
export type Signing = Pick<ConstructorParameters<typeof SignatureV4>[0], "credentials" | "sha256">;

export interface JsonCall {
  /** As signatures name it: `sqs`. */
  readonly service: string;
  readonly region: string;
  readonly endpointUrl: string;
  /** Of the service's JSON protocol. */
  readonly version: "1.0" | "1.1";
  /** The service's own name of the operation: `AmazonSQS.GetQueueUrl`. */
  readonly target: string;
  readonly parameters: object;
}

export interface SignedJsonCall {
  readonly url: URL;
  readonly request: {
    readonly method: "POST";
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
}

/**
 * A call of an AWS service, ready to be fetched. It is signed here, because the SDK's client for a service would add
 * several times as much to the bundle as all of this.
 * @throws what the SDK throws when there are no credentials
 */
export async function signedJsonCall(call: JsonCall, signing: Signing): Promise<SignedJsonCall> {
  const { service, region, endpointUrl, version, target, parameters } = call;
  const { protocol, hostname, port, host, origin } = new URL(endpointUrl);
  const body = JSON.stringify(parameters);
  const { headers } = await new SignatureV4({ ...signing, region, service }).sign({
    method: "POST",
    protocol,
    hostname,
    ...(port === "" ? {} : { port: Number(port) }),
    path: "/",
    query: {},
    headers: { host, "content-type": `application/x-amz-json-${version}`, "x-amz-target": target },
    body,
  });
  return { url: new URL("/", origin), request: { method: "POST", headers, body } };
}

/** The name of the error that a refused call was answered with, at times with a namespace before it. */
export function errorName(answer: string): string | undefined {
  return failure.safeParse(answer).data?.__type.split("#").at(-1);
}

const failure = jsonText.pipe(z.object({ __type: z.string() }));
