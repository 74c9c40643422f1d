export const handler = async ({ body }: { readonly body: string }) => ({ statusCode: 200, body });
