/**
 * What a preset sets, in the words of the configuration file. Anything that the file itself says, for all
 * environments or for one, goes before it.
 */
export const PRESETS: Readonly<Record<PresetName, Readonly<Record<string, unknown>>>> = {
  /** Cheap, and quick to go: nothing here is worth keeping. */
  development: { logs: { retention_days: 7 } },
  /**
   * Two workers in two zones, logs that outlast an audit (CKV_AWS_338 asks for a year), a place to look, and a flow
   * run that goes through.
   */
  production: {
    worker: { count: 2 },
    logs: { retention_days: 365 },
    alarms: { dashboard: true },
    proof: { smoke: true },
  },
};

export const PRESET_NAMES = ["development", "production"] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

/** The preset's values; none for no preset, and for a name that the schema will refuse. */
export function presetValues(preset: unknown): Readonly<Record<string, unknown>> {
  const name = PRESET_NAMES.find((known) => known === preset);
  return name === undefined ? {} : PRESETS[name];
}
