import { posix } from "node:path";
import ts from "typescript";
import { NodeTypes, parse as parseTemplate, type TemplateChildNode } from "@vue/compiler-dom";
import { parse } from "vue/compiler-sfc";

const HAN = /\p{Script=Han}/u;
/** A word for people: two letters in a row, or a Chinese character. What has no language is left out first. */
const NO_LANGUAGE = /\b(SpO2|SpO₂|NEWS2|SBAR|ECG|MQTT|QR|PIN|PDF|XLSX|CSV|JSON|HTTP|URL|IP|ID|GCJ-02|WGS-84|Anhu)\b/g;
const WORD = /\p{L}{2}|\p{Script=Han}/u;
/** Attributes that people read or hear. */
const READ = new Set(["aria-label", "aria-description", "aria-placeholder", "title", "placeholder", "alt", "label"]);

const isWord = (text: string): boolean => WORD.test(text.replace(NO_LANGUAGE, ""));

function inTemplate(nodes: readonly TemplateChildNode[]): string[] {
  return nodes.flatMap((node): string[] => {
    if (node.type === NodeTypes.TEXT) return isWord(node.content) ? [node.content.trim()] : [];
    if (node.type === NodeTypes.INTERPOLATION) {
      const { content } = node;
      return "content" in content && HAN.test(content.content) ? [content.content] : [];
    }
    if (node.type !== NodeTypes.ELEMENT) return [];
    const said = node.props.flatMap((prop) => {
      if (prop.type === NodeTypes.ATTRIBUTE)
        return READ.has(prop.name) && isWord(prop.value?.content ?? "") ? [prop.value?.content ?? ""] : [];
      return prop.exp !== undefined && "content" in prop.exp && HAN.test(prop.exp.content) ? [prop.exp.content] : [];
    });
    return [...said, ...inTemplate(node.children)];
  });
}
function inScript(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) && HAN.test(node.text))
      found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("x.ts", text, ts.ScriptTarget.Latest));
  return found;
}
/** Texts for people that stand in a component or script instead of the locales. */
export function hardCodedTexts(file: string, text: string): string[] {
  if (!file.endsWith(".vue")) return inScript(text);
  const { descriptor } = parse(text);
  const script = `${descriptor.script?.content ?? ""}\n${descriptor.scriptSetup?.content ?? ""}`;
  return [...inScript(script), ...inTemplate(parseTemplate(descriptor.template?.content ?? "").children)];
}

/** Keys that `text` asks the locales for; one that is put together ends with the dot before its first hole. */
export function keysOf(text: string): string[] {
  const whole = [...text.matchAll(/\bte?\(\s*["']([\w.]+)["']/g)].map(([, key = ""]) => key);
  const begun = [...text.matchAll(/\bte?\(\s*`([\w.]*)\.\w*\$\{/g)].map(([, key = ""]) => `${key}.`);
  return [...whole, ...begun];
}
/** Those of `keys` that `texts` has not. */
export function missingIn(texts: object, keys: readonly string[]): string[] {
  return keys.filter((key) => {
    const found = key
      .split(".")
      .filter((part) => part !== "")
      .reduce<unknown>(
        (at, part) => (typeof at === "object" && at !== null ? Object.entries(at).find(([name]) => name === part)?.[1] : undefined),
        texts,
      );
    return key.endsWith(".") ? typeof found !== "object" : typeof found !== "string";
  });
}

/** Files of the pages whose route loads the texts up to that layer only. */
export function pagesOfLayer(router: string, layer: string): string[] {
  return [...router.matchAll(/import\("\.\/(pages\/[\w/]+\.vue)"\)(?:(?!import\()[\s\S])*?texts: "(\w+)"/g)].flatMap(
    ([, page = "", texts]) => (texts === layer ? [page] : []),
  );
}
/** `file` and all of the dashboard that it imports, also lazily. */
export function reachOf(file: string, sources: ReadonlyMap<string, string>, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file) || !sources.has(file)) return seen;
  seen.add(file);
  for (const [, path = ""] of (sources.get(file) ?? "").matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+\.(?:ts|vue))"/g))
    reachOf(posix.join(posix.dirname(file), path), sources, seen);
  return seen;
}

/** How a key is put together in `text`: `a.${b}.c`, of which each hole holds one part of a key. */
function shapesOf(text: string): RegExp[] {
  return [...text.matchAll(/`(?=\w+\.[\w.]*\$\{)/g)].map(({ index }) => {
    let [shape, at] = ["^", index + 1];
    while (at < text.length && text[at] !== "`") {
      if (!text.startsWith("${", at)) {
        shape += text[at]?.replace(/\W/, "\\$&") ?? "";
        at += 1;
        continue;
      }
      let depth = 1;
      for (at += 2; at < text.length && depth > 0; at += 1) depth += text[at] === "{" ? 1 : text[at] === "}" ? -1 : 0;
      shape += "[^.]+";
    }
    return new RegExp(`${shape}(\\.|$)`);
  });
}
/** Keys of `texts` that no source names: whole, by the name of a group they stand in, or put together. */
export function unusedIn(texts: object, sources: readonly string[]): string[] {
  const all = sources.join("\n");
  const named = new Set([...all.matchAll(/["'`](\w+(?:\.\w+)+)["'`]/g), ...all.matchAll(/\bt\(["'](\w+)["']/g)].map(([, key]) => key));
  const shapes = shapesOf(all);
  const leaves = (at: object, path: string): string[] =>
    Object.entries(at).flatMap(([key, value]: [string, unknown]) =>
      typeof value === "object" && value !== null ? leaves(value, `${path}${key}.`) : [path + key],
    );
  const isNamed = (key: string): boolean => {
    const parts = key.split(".");
    return parts.some((_, n) => (n > 0 || parts.length === 1) && named.has(parts.slice(0, n + 1).join(".")));
  };
  return leaves(texts, "").filter((key) => !isNamed(key) && !shapes.some((shape) => shape.test(key)));
}
