import { z } from "zod";
import { duration } from "../duration.ts";

export const proof = z
  .strictObject({
    timeout: duration
      .prefault("10m")
      .describe(
        "How long the proof may take, Terraform and the flow run aside. It begins once Terraform has changed the service, else when " +
          "the apply ends. A verdict that is there before the apply ends is looked at again then, which may take as long.",
      ),
    registration_timeout: duration
      .prefault("90s")
      .describe("How long a running task may take until its worker is registered."),
    smoke: z
      .boolean()
      .default(false)
      .describe(
        "Run a flow of no one's code in the work pool at the end of the proof, and remove it again; on with preset `production`.",
      ),
    smoke_timeout: duration
      .prefault("5m")
      .describe(
        "How long that run may take from Scheduled to its end, and, before it begins, the workers of former revisions " +
          "to stop; its container has a minute more to exit. A certain failure ends it at once.",
      ),
    rescue: z
      .boolean()
      .default(false)
      .describe(
        "Set flow runs that a replaced worker left Pending, claimed and never started, back to Scheduled after an apply.",
      ),
  })
  .describe("The proof that the worker registered.");
