interface MessageEvent {
  readonly requestContext: { readonly connectionId: string };
}

export const handler = async ({ requestContext: { connectionId } }: MessageEvent) => ({
  statusCode: 200,
  body: JSON.stringify({ pong: connectionId }),
});
