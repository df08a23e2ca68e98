import type { deskZhCN } from "./desk-zh-CN.ts";
import type { phoneZhCN } from "./phone-zh-CN.ts";
import type { zhCN } from "./zh-CN.ts";

type Shape<T> = { readonly [K in keyof T]: T[K] extends string ? string : Shape<T[K]> };
/** Every language has exactly the keys of the first one. */
export type CoreMessages = Shape<typeof zhCN>;
export type PhoneMessages = Shape<typeof phoneZhCN>;
export type DeskMessages = Shape<typeof deskZhCN>;
export type Messages = CoreMessages & PhoneMessages & DeskMessages;
