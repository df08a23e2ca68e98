import { basename, dirname, join, normalize, sep } from "node:path";
import ts from "typescript";

/** Who may import whom (docs/architecture.md); `*` = everybody. Tests, benches and files of the root are not restricted. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[] | "*">> = {
  domain: [],
  broker: ["domain"],
  ingest: ["domain"],
  alerts: ["domain"],
  care: ["domain"],
  store: ["domain"],
  api: ["domain"],
  dashboard: ["domain"],
  simulators: ["domain"],
  app: "*",
};
export const FOLDERS = Object.keys(MAY_IMPORT);
/** Libraries that live in the named folders only, so that each can be exchanged in one place. */
const HOME_OF: readonly (readonly [library: RegExp, folders: readonly string[]])[] = [
  [/^aedes/, ["broker"]],
  [/^(node:sqlite|kysely|pg|@influxdata\/.*)$/, ["store"]],
  [/^(fastify|@fastify\/.*|socket\.io|@node-rs\/argon2)$/, ["api"]],
  [/^(vue|vue-.*|pinia|@pinia\/.*|element-plus.*|uplot.*|echarts.*|leaflet.*|gcoord)$/, ["dashboard"]],
  [/^mqtt$/, ["broker", "simulators"]],
  [/^commander$/, ["app"]],
];
/** `domain/` does no I/O: hashing is the only thing of Node that it may use. */
const DOMAIN_LIBRARIES = /^(typebox(\/.*)?|node:crypto)$/;

export const LIMITS = { median: 80, p90: 200, file: 300, vue: 200, test: 400 } as const;
const EXEMPT = /(\.json$|\/locales\/|\/migrations\/)/;
const TEST_FILE = /^tests\//;

interface Source {
  /** Relative to the repository, with `/`. */
  readonly file: string;
  readonly text: string;
}

/** Relative or bare names that the file imports: static, dynamic, `import type`, re-exports, and paths written as text (`new URL("…")`). */
export function specifiersOf({ file, text }: Source): { readonly imports: readonly string[]; readonly paths: readonly string[] } {
  const root = parse({ file, text });
  const imports = new Set<string>();
  const paths = new Set<string>();
  walk(root, (node) => {
    if (isTextLike(node) && /^\.{1,2}\//.test(node.text)) paths.add(node.text);
    const named = importedBy(node);
    if (named !== undefined) imports.add(named);
  });
  return { imports: [...imports], paths: [...paths] };
}
/** Arrows that the table does not know, `#` and absolute imports, libraries away from their home. */
export function wrongArrows(source: Source): string[] {
  const folder = source.file.split("/")[0] ?? "";
  const allowed = MAY_IMPORT[folder];
  if (allowed === undefined) return [];
  const { imports, paths } = specifiersOf(source);
  const folders = [...new Set([...imports.filter((name) => name.startsWith(".")), ...paths])].flatMap((path) => {
    const other = normalize(join(dirname(source.file), path)).split(sep)[0] ?? "";
    const isForeign = other !== folder && other !== "node_modules" && (other === ".." || (allowed !== "*" && !allowed.includes(other)));
    return isForeign ? [`${source.file} -> ${path}`] : [];
  });
  const hidden = imports.filter((name) => /^(#|\/|file:|@\/|~|anhu\b)/.test(name)).map((name) => `${source.file} hides an arrow: ${name}`);
  const strangers = imports.filter((name) => !name.startsWith(".") && !mayUse(folder, name)).map((name) => `${source.file} -> ${name}`);
  return [...folders, ...hidden, ...strangers];
}
/** Reading the environment is app/config.ts's alone. */
export function readsEnvironment(source: Source): string[] {
  if (source.file === "app/config.ts" || !(source.file.split("/")[0]! in MAY_IMPORT)) return [];
  const wrong: string[] = [];
  walk(parse(source), (node) => {
    if (ts.isPropertyAccessExpression(node) && node.getText() === "process.env") wrong.push(`${source.file} reads process.env`);
    if (ts.isElementAccessExpression(node) && /^process\[["'`]env/.test(node.getText())) wrong.push(`${source.file} reads process.env`);
    if (ts.isImportSpecifier(node) && node.getText() === "env") wrong.push(`${source.file} imports env`);
    if (ts.isBindingElement(node) && node.getText() === "env" && /=\s*process$/.test(node.parent.parent.getText()))
      wrong.push(`${source.file} reads process.env`);
  });
  return wrong;
}
/** A test left out by hand; only tests/support/platform.ts may leave one out, and it lists it. */
export function leftOutTests(source: Source): string[] {
  if (!TEST_FILE.test(source.file) || source.file === "tests/support/platform.ts") return [];
  const wrong: string[] = [];
  walk(parse(source), (node) => {
    if (ts.isPropertyAccessExpression(node) && /^(skip|only|todo|skipIf|runIf|fails)$/.test(node.name.text) && isTestCall(node.expression))
      wrong.push(`${source.file}: ${node.getText()}`);
    if (ts.isIdentifier(node) && /^(xit|xdescribe|fit|fdescribe)$/.test(node.text)) wrong.push(`${source.file}: ${node.text}`);
    if (ts.isPropertyAssignment(node) && /^(skip|only|todo)$/.test(node.name.getText()) && isTestOption(node))
      wrong.push(`${source.file}: option ${node.getText()}`);
  });
  return wrong;
}
export function wrongNames(file: string): string[] {
  const name = basename(file);
  // A locale is named by its language tag (BCP 47), after the part of the words that it holds.
  if (/\/locales\/([a-z]+-)*[a-z]{2}(-[A-Z]{2})?\.ts$/.test(file)) return [];
  if (name.endsWith(".vue")) return /^[A-Z][A-Za-z0-9]*\.vue$/.test(name) ? [] : [`${file} is not PascalCase.vue`];
  return /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|d))?\.ts$/.test(name) ? [] : [`${file} is not kebab-case.ts`];
}
export function linesOf(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}
/** Files longer than their hard limit. */
export function tooLong({ file, text }: Source): string[] {
  if (EXEMPT.test(`/${file}`)) return [];
  const limit = TEST_FILE.test(file) ? LIMITS.test : file.endsWith(".vue") ? LIMITS.vue : LIMITS.file;
  const lines = linesOf(text);
  return lines > limit ? [`${file}: ${lines} lines, at most ${limit}`] : [];
}
/** Median and 90th percentile of the lines of the product's files (tests and exempt files do not count). */
export function sizes(sources: readonly Source[]): { readonly median: number; readonly p90: number } {
  const lines = sources
    .filter(({ file }) => !TEST_FILE.test(file) && !EXEMPT.test(`/${file}`))
    .map(({ text }) => linesOf(text))
    .sort((a, b) => a - b);
  const at = (share: number) => lines[Math.min(lines.length - 1, Math.ceil(share * lines.length) - 1)] ?? 0;
  return { median: at(0.5), p90: at(0.9) };
}

function mayUse(folder: string, library: string): boolean {
  if (folder === "domain") return DOMAIN_LIBRARIES.test(library);
  return HOME_OF.every(([pattern, homes]) => !pattern.test(library) || homes.includes(folder));
}
function importedBy(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
    return node.moduleSpecifier && isTextLike(node.moduleSpecifier) ? node.moduleSpecifier.text : undefined;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal.getText().slice(1, -1) : undefined;
  const isLoad = ts.isCallExpression(node) && /^(import|require|import\.meta\.resolve)$/.test(node.expression.getText());
  const [first] = isLoad ? node.arguments : [];
  return first !== undefined && isTextLike(first) ? first.text : undefined;
}
function isTestCall(expression: ts.Expression): boolean {
  return /^(it|test|describe|suite|bench)\b/.test(expression.getText());
}
function isTestOption(node: ts.PropertyAssignment): boolean {
  const call = node.parent.parent;
  return ts.isCallExpression(call) && isTestCall(call.expression);
}
function isTextLike(node: ts.Node): node is ts.StringLiteralLike | ts.TemplateHead {
  return ts.isStringLiteralLike(node) || ts.isTemplateHead(node);
}
/** The file as a syntax tree; of a `.vue` file its scripts. */
function parse({ file, text }: Source): ts.SourceFile {
  const code = file.endsWith(".vue")
    ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script).join("\n")
    : text;
  return ts.createSourceFile(`${file}.ts`, code, ts.ScriptTarget.ESNext, true);
}
function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}
