import type { SignatureV4 as Signer } from "@smithy/signature-v4";
import { SignatureV4 } from "@smithy/signature-v4";
import { z } from "zod";
import { rootCause } from "../root-cause.ts";
import { jsonText } from "../json-text.ts";

/** The queue of task events as SQS knows it, or why that is not known. */
export type EventQueue =
  | {
      readonly kind: "there";
      /** By AWS's clock. */
      readonly createdAt: Date;
      /** How many messages wait, and how many a worker is at; both are approximations of SQS's. */
      readonly waiting: number;
      readonly inHand: number;
    }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable"; readonly reason: string };

export interface SqsOptions {
  /** Of any client of the SDK: credentials, and how it makes digests. */
  readonly signing: Pick<ConstructorParameters<typeof Signer>[0], "credentials" | "sha256">;
  readonly region: string;
  /** In place of AWS's own. */
  readonly endpointUrl: string | undefined;
}

/**
 * Asks SQS about a queue, and never fails. The calls are signed here, because the SDK's client for SQS would
 * add several times as much to the bundle as all of this.
 */
export async function readEventQueue(name: string, options: SqsOptions): Promise<EventQueue> {
  try {
    const url = await call("GetQueueUrl", { QueueName: name }, options);
    if (typeof url === "object") return refusal(url);
    const { QueueUrl } = queueUrl.parse(url);
    const facts = await call("GetQueueAttributes", { QueueUrl, AttributeNames: NAMES }, options);
    if (typeof facts === "object") return refusal(facts);
    const { Attributes } = attributes.parse(facts);
    return {
      kind: "there",
      createdAt: new Date(Attributes.CreatedTimestamp * 1000),
      waiting: Attributes.ApproximateNumberOfMessages,
      inHand: Attributes.ApproximateNumberOfMessagesNotVisible,
    };
  } catch (error) {
    return { kind: "unreadable", reason: rootCause(error) };
  }
}

const NAMES = ["CreatedTimestamp", "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"];
const queueUrl = jsonText.pipe(z.object({ QueueUrl: z.string() }));
const number = z.coerce.number();
const attributes = jsonText.pipe(
  z.object({
    Attributes: z.object({
      CreatedTimestamp: number,
      ApproximateNumberOfMessages: number,
      ApproximateNumberOfMessagesNotVisible: number,
    }),
  }),
);

/** The answer's text, or the name of the error. */
async function call(
  operation: string,
  parameters: object,
  { signing, region, endpointUrl }: SqsOptions,
): Promise<string | { readonly error: string }> {
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const url = new URL(endpointUrl ?? `https://sqs.${region}.${domain}`);
  const body = JSON.stringify(parameters);
  const { headers } = await new SignatureV4({ ...signing, region, service: "sqs" }).sign({
    method: "POST",
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === "" ? {} : { port: Number(url.port) }),
    path: "/",
    query: {},
    headers: {
      host: url.host,
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `AmazonSQS.${operation}`,
    },
    body,
  });
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(new URL("/", url), { method: "POST", headers, body, signal });
  const text = await response.text();
  return response.ok ? text : { error: failure.safeParse(text).data?.__type ?? String(response.status) };
}

const TIMEOUT_MS = 10_000;
const failure = jsonText.pipe(z.object({ __type: z.string() }));

/** `com.amazonaws.sqs#QueueDoesNotExist`; older answers say NonExistentQueue. */
function refusal({ error }: { readonly error: string }): EventQueue {
  const name = error.split("#").at(-1) ?? error;
  return /QueueDoesNotExist|NonExistentQueue/.test(name)
    ? { kind: "missing" }
    : { kind: "unreadable", reason: name };
}
