/**
 * The processor architecture of an EC2 instance type, by its family's name: a `g` among the letters after
 * the generation means Graviton (m7g, c6gn, t4g, im4gn, hpc7g), and so does the first generation, a1. In
 * Nitro families with GPUs the `g` comes before the generation (g5, but g5g is Graviton).
 */
export function instanceArchitecture(instanceType: string): "X86_64" | "ARM64" {
  const [family = ""] = instanceType.split(".");
  const options = /^[a-z]+\d+(?<options>[a-z]*)/.exec(family)?.groups?.["options"] ?? "";
  return family === "a1" || options.includes("g") ? "ARM64" : "X86_64";
}
