import { z } from "zod";
import { duration } from "../duration.ts";

export const proof = z
  .strictObject({
    timeout: duration.prefault("10m").describe("How long a deployment may take in all."),
    registration_timeout: duration
      .prefault("90s")
      .describe("How long a running task may take until its worker is registered."),
  })
  .describe("The proof that the worker registered.");
