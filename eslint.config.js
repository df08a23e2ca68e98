import { defineConfig, globalIgnores } from "eslint/config";
import vue from "eslint-plugin-vue";
import tseslint from "typescript-eslint";

/** Folders whose code must be replayable: time comes in as a value or a `Clock`. */
const REPLAYABLE = ["domain", "alerts", "ingest", "care"];
const PRODUCT = ["domain", "broker", "ingest", "alerts", "care", "store", "api", "dashboard", "simulators", "app"];
const files = (...folders) => folders.flatMap((folder) => [`${folder}/**/*.ts`, `${folder}/**/*.vue`]);

/** One entry per banned form; `no-restricted-syntax` of a later block replaces that of an earlier one, so blocks repeat the lists. */
const LANGUAGE = [
  { selector: "TSEnumDeclaration", message: "Node runs no enums: use an `as const` object or a union of literals." },
  { selector: "TSParameterProperty", message: "Node runs no parameter properties: declare the field and assign it." },
  { selector: "TSModuleDeclaration[declare!=true]", message: "Node runs no namespaces: use a module." },
  { selector: "Decorator", message: "Node runs no decorators." },
];
const CARELESS = [
  {
    selector:
      "CallExpression[callee.property.name='catch'] > :matches(ArrowFunctionExpression, FunctionExpression)[body.type='BlockStatement'][body.body.length=0]",
    message: "A swallowed failure: name the handler, and say what happens then.",
  },
  {
    selector: "TSAsExpression:not([typeAnnotation.type='TSUnknownKeyword']) > CallExpression[callee.object.name='JSON']",
    message: "Outside data: parse it with a schema, do not cast it.",
  },
  {
    selector:
      "TSAsExpression:not([typeAnnotation.type='TSUnknownKeyword']) > AwaitExpression > CallExpression[callee.property.name='json']",
    message: "Outside data: parse it with a schema, do not cast it.",
  },
];
const ENVIRONMENT = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: "Only app/config.ts reads the environment; everything else is handed its settings.",
  },
];
const WALL_TIME = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: "Time enters as a value or a Clock." },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: "Time enters as a value or a Clock." },
  { selector: "CallExpression[callee.name='Date']", message: "Time enters as a value or a Clock." },
  { selector: "MemberExpression[object.name='performance'][property.name='now']", message: "Time enters as a value or a Clock." },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: "Chance enters as a seeded value: rules are replayable.",
  },
];
const TESTS = [
  {
    selector: "CallExpression[callee.object.name='vi'][callee.property.name=/^(mock|doMock)$/]",
    message: "Hand a fake to the port instead.",
  },
];

const rules = {
  eqeqeq: ["error", "always", { null: "ignore" }],
  "no-var": "error",
  "prefer-const": "error",
  "no-empty": ["error", { allowEmptyCatch: false }],
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-param-reassign": "error",
  "no-self-compare": "error",
  "no-useless-assignment": "error",
  "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx", "hack"], location: "start" }],
  "no-restricted-syntax": ["error", ...LANGUAGE],
  "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports", disallowTypeAnnotations: false }],
  "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true }],
  // A port may have nothing to do; a rejection that is swallowed is banned in CARELESS.
  "@typescript-eslint/no-empty-function": "off",
};
/** Rules that need types; loosened where strict fights plain code. */
const typedRules = {
  "@typescript-eslint/no-floating-promises": "error",
  "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { arguments: false, attributes: false, properties: false } }],
  "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
  "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
  "@typescript-eslint/no-confusing-void-expression": "off",
  // `void` as the answer of a request is a type like any other.
  "@typescript-eslint/no-invalid-void-type": "off",
  "@typescript-eslint/no-meaningless-void-operator": "off",
  // Ports are objects of functions, written with method syntax.
  "@typescript-eslint/unbound-method": "off",
  // An implementation of an asynchronous port may have nothing to await.
  "@typescript-eslint/require-await": "off",
  "@typescript-eslint/no-unnecessary-type-parameters": "off",
  // A check that types call needless is sometimes a guard against what a library really does.
  "@typescript-eslint/no-unnecessary-condition": "off",
  // Field names in square brackets keep `exactOptionalPropertyTypes` honest in tables.
  "@typescript-eslint/no-dynamic-delete": "off",
};

export default defineConfig(
  globalIgnores(["node_modules/", "**/dist/", "output/", "coverage/"]),
  { linterOptions: { noInlineConfig: true, reportUnusedInlineConfigs: "error" } },
  {
    files: ["**/*.ts"],
    ignores: ["dashboard/**"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { ...rules, ...typedRules },
  },
  {
    // Types of the dashboard are vue-tsc's task; here it is read without them, which keeps the lint fast.
    files: ["dashboard/**/*.ts"],
    extends: [tseslint.configs.strict],
    rules,
  },
  {
    files: ["dashboard/**/*.vue"],
    extends: [tseslint.configs.strict, vue.configs["flat/recommended"]],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: [".vue"] } },
    rules: {
      ...rules,
      "vue/block-lang": ["error", { script: { lang: "ts" } }],
      "vue/block-order": ["error", { order: ["script", "template", "style"] }],
      "vue/component-api-style": ["error", ["script-setup"]],
      "vue/define-emits-declaration": ["error", "type-based"],
      "vue/define-props-declaration": ["error", "type-based"],
      "vue/no-v-html": "error",
      "vue/require-typed-ref": "error",
      // Layout is Prettier's.
      "vue/html-closing-bracket-newline": "off",
      "vue/html-closing-bracket-spacing": "off",
      "vue/html-indent": "off",
      "vue/html-quotes": "off",
      "vue/html-self-closing": "off",
      "vue/first-attribute-linebreak": "off",
      "vue/max-attributes-per-line": "off",
      "vue/multiline-html-element-content-newline": "off",
      "vue/mustache-interpolation-spacing": "off",
      "vue/no-multi-spaces": "off",
      "vue/singleline-html-element-content-newline": "off",
      // Props are typed optional; `undefined` is their honest default.
      "vue/require-default-prop": "off",
      "vue/multi-word-component-names": ["error", { ignores: ["App", "Prompt120"] }],
    },
  },
  {
    files: files(...PRODUCT),
    ignores: ["app/config.ts"],
    rules: { "no-restricted-syntax": ["error", ...LANGUAGE, ...CARELESS, ...ENVIRONMENT] },
  },
  {
    files: files(...REPLAYABLE),
    rules: { "no-restricted-syntax": ["error", ...LANGUAGE, ...CARELESS, ...ENVIRONMENT, ...WALL_TIME] },
  },
  {
    files: files("domain", "broker", "ingest", "alerts", "care", "store", "api"),
    rules: { "no-console": "error" },
  },
  {
    files: ["tests/**/*.ts", "bench/**/*.ts"],
    rules: {
      "no-restricted-syntax": ["error", ...LANGUAGE, ...TESTS],
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
);
