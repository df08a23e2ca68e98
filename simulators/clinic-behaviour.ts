import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * How the clinic's machine answers a webhook. Bad signatures are always refused with 401.
 * `cut`: takes the message, then breaks the connection before the answer (a lost 200); `stall`: never answers;
 * `slowLoris`: sends the answer byte by byte, `everyMs` apart.
 */
export type ClinicBehaviour =
  | { readonly type: "accept" }
  | { readonly type: "refuse"; readonly status: number; readonly retryAfterS?: number; readonly location?: string }
  | { readonly type: "stall" }
  | { readonly type: "cut" }
  | { readonly type: "slowLoris"; readonly everyMs: number };

/** Behaviours by name, as the command line gives them. */
export function behaviourNamed(name: string): ClinicBehaviour | null {
  switch (name) {
    case "accept":
    case "stall":
    case "cut":
      return { type: name };
    case "slow-loris":
      return { type: "slowLoris", everyMs: 1_000 };
    default:
      return /^[345]\d\d$/.test(name) ? { type: "refuse", status: Number(name) } : null;
  }
}
/** Answers one request. Timers end with the connection. */
export function answer(behaviour: ClinicBehaviour, request: IncomingMessage, response: ServerResponse): void {
  switch (behaviour.type) {
    case "accept":
      response.writeHead(200, { "content-type": "application/json" }).end('{"received":true}');
      return;
    case "refuse":
      if (behaviour.retryAfterS !== undefined) response.setHeader("retry-after", behaviour.retryAfterS);
      if (behaviour.location !== undefined) response.setHeader("location", behaviour.location);
      response.writeHead(behaviour.status).end();
      return;
    case "stall":
      return;
    case "cut":
      request.socket.destroy();
      return;
    case "slowLoris":
      trickle(request, behaviour.everyMs);
      return;
  }
}
function trickle(request: IncomingMessage, everyMs: number): void {
  const bytes = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  let sent = 0;
  const timer = setInterval(() => {
    if (sent < bytes.length) request.socket.write(bytes.charAt(sent++));
    else clearInterval(timer);
  }, everyMs);
  request.socket.once("close", () => clearInterval(timer));
}
