import { z } from "zod";

export const tags = z
  .record(z.string().min(1).max(128), z.string().max(256))
  .describe("Tags of every AWS resource.");
