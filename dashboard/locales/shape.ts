import type { deskZhCN } from "./desk-zh-CN.ts";
import type { zhCN } from "./zh-CN.ts";

type Shape<T> = { readonly [K in keyof T]: T[K] extends string ? string : Shape<T[K]> };
/** Every language has exactly the keys of the first one. */
export type LeanMessages = Shape<typeof zhCN>;
export type DeskMessages = Shape<typeof deskZhCN>;
export type Messages = LeanMessages & DeskMessages;
