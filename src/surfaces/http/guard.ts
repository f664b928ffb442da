// Who is let in: programs of this user that hold the token, and no page of a browser.
import type { MiddlewareHandler } from "hono";

export interface GuardParts {
  /** Our own `host:port`. */
  address(): string;
  authorized(token: string): boolean;
}

export function guard({ address, authorized }: GuardParts): MiddlewareHandler {
  return async (context, next) => {
    const { req } = context;
    // A page that found the port has an Origin, or another Host if it was led here by a forged name.
    if (req.header("origin") !== undefined || req.header("host") !== address()) return context.text("forbidden", 403);
    const [, token = ""] = /^Bearer (\S+)$/.exec(req.header("authorization") ?? "") ?? [];
    if (!authorized(token)) return context.text("unauthorized", 401);
    return next();
  };
}
