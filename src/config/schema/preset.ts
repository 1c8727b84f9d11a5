import { z } from "zod";
import { PRESET_NAMES } from "../presets.ts";

export const preset = z
  .enum(PRESET_NAMES)
  .optional()
  .describe(
    "Defaults for a purpose, each of which can still be set: `development` (cheap), `production` (redundant, kept longer).",
  );
