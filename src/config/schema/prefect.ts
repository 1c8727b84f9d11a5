import { z } from "zod";
import { secretArn } from "./primitives.ts";

export const prefect = z
  .strictObject({
    api_url: z
      .url({ protocol: /^https?$/, error: "an http or https address that ends in /api or /workspaces/<id>" })
      .refine(
        (url) => new URL(url).password === "" && new URL(url).username === "",
        "no password in an address",
      )
      .optional()
      .describe("Prefect's API as the worker's task reaches it, where that differs from the action's."),
    api_key_secret_arn: secretArn.optional().describe("An existing secret that holds the API key."),
    auth_string_secret_arn: secretArn
      .optional()
      .describe("An existing secret that holds the basic-auth string of a self-hosted server."),
  })
  .refine((value) => !(value.api_key_secret_arn && value.auth_string_secret_arn), {
    error: "either api_key_secret_arn or auth_string_secret_arn: Prefect uses one credential at a time",
    path: ["auth_string_secret_arn"],
  })
  .describe(
    "Credentials that the worker's task reads; by default a secret is made from the action's inputs.",
  );
