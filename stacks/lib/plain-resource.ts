import { type Construct, type TerraformMetaArguments, TerraformResource } from "./cdktf.ts";

/**
 * A class for an AWS resource with the type of the provider's bindings but without their code: that spells
 * out each argument several times over, and for some resources it outweighs everything of ours (840 kB for
 * `aws_launch_template`).
 * @param terraformType such as `aws_launch_template`
 */
export function plainResource<Config extends TerraformMetaArguments>(terraformType: string) {
  return class extends TerraformResource {
    readonly #config: Config;

    constructor(scope: Construct, id: string, config: Config) {
      super(scope, id, {
        ...config,
        terraformResourceType: terraformType,
        terraformGeneratorMetadata: { providerName: "aws" },
      });
      this.#config = config;
    }

    get arn(): string {
      return this.getStringAttribute("arn");
    }

    get id(): string {
      return this.getStringAttribute("id");
    }

    protected override synthesizeAttributes() {
      const own = Object.entries(this.#config).filter(([name]) => !META_ARGUMENTS.has(name));
      return inTerraformsSpelling(Object.fromEntries(own));
    }
  };
}

/** cdktf writes these itself. */
const META_ARGUMENTS: ReadonlySet<string> = new Set<keyof TerraformMetaArguments>([
  "connection",
  "count",
  "dependsOn",
  "forEach",
  "lifecycle",
  "provider",
  "provisioners",
]);

/** Arguments of Terraform's type map: their keys are the user's. */
const MAPS: ReadonlySet<string> = new Set(["dimensions", "inputPaths", "tags"]);

/** `{ userData: … }` as `{ user_data: … }`, at every depth. */
function inTerraformsSpelling(config: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]: [string, unknown]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      MAPS.has(name) ? value : spelled(value),
    ]),
  );
}

function spelled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(spelled);
  // A token is an object of a class, and becomes a value only when the stack is written.
  const isPlain =
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? inTerraformsSpelling(value) : value;
}
