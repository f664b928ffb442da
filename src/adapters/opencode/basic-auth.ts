// How our server lets us in: the name is always the same, the password is new for each server.

/** Where a server is and how to be let in. */
export interface ServerAccess {
  url: string;
  password: string;
}

export const basicAuth = (access: ServerAccess): string =>
  `Basic ${Buffer.from(`opencode:${access.password}`).toString("base64")}`;
