import js from "@eslint/js";
import { importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** A folder may not import from these others (CONTRIBUTING.md, "Where things are"). */
const zone = (target, from, message) => ({ target, from, message });

const PURE = "values in, values out: nothing that talks to the outside";
const OUTSIDE = ["./src/aws/clients.ts", "./src/commands", "./src/github/client.ts", "./src/settings.ts"];

export default tseslint.config(
  { ignores: ["dist/", "lib/", "node_modules/", "cdktf.out/", "demo-out/", ".local/", "coverage/"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["*.js", "scripts/*.js"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { "import-x": importX },
    rules: {
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/dot-notation": "off",
      // It refuses Promise.withResolvers<void>().
      "@typescript-eslint/no-invalid-void-type": "off",
      // Taking a key out of an object names it.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      eqeqeq: "error",
      "no-restricted-imports": [
        "error",
        {
          paths: [
            {
              name: "@cdktf/provider-aws",
              message: "Import @cdktf/provider-aws/lib/<resource>: the index costs seconds and gigabytes.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["src/**/*.ts", "stacks/**/*.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "src/settings.ts alone reads the environment." },
        { object: "core", property: "getInput", message: "src/settings.ts alone reads inputs." },
        { object: "core", property: "getState", message: "src/step-state.ts alone reads the step's state." },
      ],
      // `core.getInput` is refused above; this is the same by another way.
      "no-restricted-syntax": [
        "error",
        {
          selector: "ImportSpecifier[imported.name=/^get(Multiline|Boolean)?(Input|State)$/]",
          message: "src/settings.ts alone reads inputs, and src/step-state.ts the step's state.",
        },
      ],
      "import-x/no-restricted-paths": [
        "error",
        {
          zones: [
            zone("./src/!(commands)/**/*", "./src/commands", "Nothing below commands/ calls back up."),
            zone("./src/config", OUTSIDE, `config/ is pure: ${PURE}.`),
            zone("./src/report", OUTSIDE, `report/ is pure: ${PURE}.`),
            zone("./src/diagnosis", OUTSIDE, `diagnosis/ is pure: ${PURE}.`),
            zone(
              "./stacks/!(main).ts",
              "./src",
              "stacks/ knows nothing of the action; only main.ts may load it.",
            ),
            zone("./stacks/lib", "./src", "stacks/ knows nothing of the action."),
          ],
        },
      ],
    },
  },
  { files: ["src/settings.ts", "src/step-state.ts"], rules: { "no-restricted-properties": "off" } },
  {
    files: ["stacks/!(lib)/**/*.ts", "stacks/*.ts", "src/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["cdktf", "@cdktf/*", "constructs"],
              message: "CDKTF is imported through stacks/lib alone.",
            },
          ],
          paths: ["process", "node:process"].map((name) => ({
            name,
            message: "src/settings.ts alone reads the environment.",
          })),
        },
      ],
    },
  },
  {
    files: ["**/*.js"],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: { globals: { console: "readonly", process: "readonly" } },
  },
);
