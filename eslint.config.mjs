import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules/", "bin/", "**/*.mjs"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { "@pulumi": pulumi },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      // Pulumi prints a ResourceError's resource, and all that hangs on it: 19 s of CPU for three vendors.
      "no-restricted-properties": [
        "error",
        { object: "pulumi", property: "ResourceError", message: "Throw a pulumi.RunError." },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      eqeqeq: "error",
    },
  },
  {
    // Plain CommonJS without types, as Auth0 and Node run it.
    ...tseslint.configs.disableTypeChecked,
    files: ["src/auth0/actions/**", "**/*.cjs"],
    rules: {
      ...tseslint.configs.disableTypeChecked.rules,
      "@pulumi/no-output-in-template-literal": "off",
      "@typescript-eslint/no-require-imports": "off",
    },
  },
  {
    // chai's assertions are expressions; node and mocha infer the rest.
    files: ["tests/**"],
    rules: {
      "@typescript-eslint/no-unused-expressions": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
);
