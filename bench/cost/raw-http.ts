import { connect } from "node:net";

/** Posts the same bytes again and again over one connection; resolves when each is answered with 200. */
export interface RawPoster extends Disposable {
  post(request: Buffer): Promise<void>;
}

export function openPoster(url: string): Promise<RawPoster> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(poster));
    socket.setNoDelay(true);
    socket.once("error", reject);
    let answered: { resolve(): void; reject(error: Error): void } | undefined;
    socket.on("data", (chunk: Buffer) => {
      const head = chunk.toString("latin1");
      // Answers have no body, and fit a segment.
      if (!head.endsWith("\r\n\r\n") && !head.endsWith("\r\n0\r\n\r\n")) return;
      if (head.startsWith("HTTP/1.1 200")) answered?.resolve();
      else answered?.reject(new Error(head));
    });
    const poster: RawPoster = {
      post(request) {
        socket.write(request);
        return new Promise((resolve, reject) => {
          answered = { resolve, reject };
        });
      },
      [Symbol.dispose]: () => socket.destroy(),
    };
  });
}
