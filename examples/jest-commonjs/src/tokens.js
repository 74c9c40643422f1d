const { GetSecretValueCommand, SecretsManagerClient } = require("@aws-sdk/client-secrets-manager");
const { jwtVerify, SignJWT } = require("jose");

const RULES = { algorithms: ["HS256"], audience: "poll", requiredClaims: ["sub", "exp"] };

const readSecret = async () => {
  const command = new GetSecretValueCommand({ SecretId: process.env.SECRET_ARN });
  const { SecretString } = await new SecretsManagerClient().send(command);
  return new TextEncoder().encode(SecretString);
};
/** Read once in the life of an environment. */
const secret = readSecret();

/** Lets those in who offer the subprotocols `poll` and a valid token; all else is answered with 401. */
exports.authorize = async ({ headers, methodArn }) => {
  const [, token = ""] = headers["Sec-WebSocket-Protocol"]?.split(",").map((protocol) => protocol.trim()) ?? [];
  const { payload } = await jwtVerify(token, await secret, RULES).catch(() => {
    throw new Error("Unauthorized"); // API Gateway makes 401 of this very word.
  });
  const Statement = [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }];
  return { principalId: payload.sub, policyDocument: { Version: "2012-10-17", Statement } };
};

/** `{user}` gets a token for an hour. */
exports.create = async ({ user }) =>
  new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(user)
    .setAudience(RULES.audience)
    .setExpirationTime("1h")
    .sign(await secret);
