import { z } from "zod";
import { dnsSuffixOf } from "../../stacks/dns-suffix.ts";
import { rootCause } from "../root-cause.ts";
import { jsonText } from "../json-text.ts";
import { errorName, signedJsonCall, type Signing } from "./signed-json-call.ts";

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
  readonly signing: Signing;
  readonly region: string;
  /** In place of AWS's own. */
  readonly endpointUrl: string | undefined;
}

/** Asks SQS about a queue, and never fails. */
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
  const { url, request } = await signedJsonCall(
    {
      ...{ service: "sqs", region, version: "1.0", target: `AmazonSQS.${operation}`, parameters },
      endpointUrl: endpointUrl ?? `https://sqs.${region}.${dnsSuffixOf(region)}`,
    },
    signing,
  );
  const response = await fetch(url, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const text = await response.text();
  return response.ok ? text : { error: errorName(text) ?? String(response.status) };
}

const TIMEOUT_MS = 10_000;

/** Older answers say NonExistentQueue. */
function refusal({ error }: { readonly error: string }): EventQueue {
  return /QueueDoesNotExist|NonExistentQueue/.test(error)
    ? { kind: "missing" }
    : { kind: "unreadable", reason: error };
}
