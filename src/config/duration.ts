import { z } from "zod";

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** "90s", "10m", "12h" or "7d" -> seconds; between one second and a year. */
export const duration = z
  .string()
  .regex(/^[1-9]\d{0,5}[smhd]$/, 'a whole number with a unit, such as "90s", "10m", "12h" or "7d"')
  .transform((text) => Number(text.slice(0, -1)) * SECONDS[text.slice(-1) as keyof typeof SECONDS])
  .refine((seconds) => seconds <= 366 * SECONDS.d, "at most a year");
