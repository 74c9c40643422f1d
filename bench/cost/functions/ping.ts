interface MessageEvent {
  readonly requestContext: { readonly connectionId: string };
}

/** The answer tells the client which connection it has: pushes go there. */
export const handler = async ({ requestContext: { connectionId } }: MessageEvent) => ({
  statusCode: 200,
  body: JSON.stringify({ pong: connectionId }),
});
