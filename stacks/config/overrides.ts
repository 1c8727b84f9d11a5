/** By Terraform address; arguments in the words and the shape of Terraform's JSON configuration. */
export type OverridesConfig = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
