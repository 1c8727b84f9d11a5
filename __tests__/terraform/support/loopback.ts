import { createServer, type IncomingMessage } from "node:http";

export interface LoopbackRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface LoopbackAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Break the connection after the body, which is announced as longer than it is. */
  readonly isCutOff?: boolean;
}

/** Runs a server on loopback for as long as a test needs it. */
export async function withLoopback<T>(
  answer: (request: LoopbackRequest) => LoopbackAnswer,
  use: (origin: string) => Promise<T>,
): Promise<T> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const {
        status = 200,
        headers = {},
        body = "",
        isCutOff = false,
      } = answer({
        method: request.method ?? "",
        url: new URL(request.url ?? "/", "http://loopback"),
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      if (!isCutOff) return void response.writeHead(status, headers).end(body);
      response.writeHead(status, { "content-length": String(body.length + 1000) });
      response.write(body, () => response.destroy());
    });
  });
  const listening = Promise.withResolvers<undefined>();
  server.listen(0, "127.0.0.1", () => {
    listening.resolve(undefined);
  });
  await listening.promise;
  try {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The server has no port");
    return await use(`http://127.0.0.1:${address.port}`);
  } finally {
    const closed = Promise.withResolvers<undefined>();
    server.close(() => {
      closed.resolve(undefined);
    });
    server.closeAllConnections();
    await closed.promise;
  }
}
