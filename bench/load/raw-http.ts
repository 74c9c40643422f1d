import { connect, type Socket } from "node:net";

/** Posts the same bytes again and again over one connection; resolves when each is answered with 200, or 204. */
export interface RawPoster extends Disposable {
  post(request: Buffer): Promise<void>;
}

/** A server closes a connection that nobody uses for some seconds: then the next post makes another. */
export function createPoster(url: string): RawPoster {
  const { hostname, port } = new URL(url);
  let open: Socket | undefined;

  function connected(): Socket {
    if (open && !open.destroyed && open.writable) return open;
    open = connect(Number(port), hostname).setNoDelay(true);
    return open;
  }

  function attempt(request: Buffer): Promise<string> {
    const socket = connected();
    return new Promise((resolve, reject) => {
      let answer = "";
      const settle = (done: () => void) => {
        socket.off("data", read).off("error", fail).off("close", closed);
        done();
      };
      const read = (chunk: Buffer) => {
        answer += chunk.toString("latin1");
        if (isWhole(answer)) settle(() => resolve(answer));
      };
      const fail = (error: Error) => settle(() => reject(error));
      const closed = () => fail(new Error("The connection was closed before the answer."));
      socket.on("data", read).on("error", fail).on("close", closed).write(request);
    });
  }

  return {
    async post(request) {
      const wasOpen = open !== undefined;
      const answer = await attempt(request).catch((error) => (wasOpen ? attempt(request) : Promise.reject(error)));
      if (!answer.startsWith("HTTP/1.1 2")) throw new Error(answer);
    },
    [Symbol.dispose]: () => void open?.destroy(),
  };
}

/** Tells whether an answer without a body has come to its end, chunked or not. */
export const isWhole = (answer: string): boolean =>
  answer.endsWith("\r\n\r\n") && (!/transfer-encoding: chunked/i.test(answer) || answer.endsWith("\r\n0\r\n\r\n"));
