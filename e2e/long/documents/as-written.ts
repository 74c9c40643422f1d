/** A command of a document that a test runs as it stands there. */
export interface Written {
  readonly document: string;
  readonly command: string;
  /** Words that are the reader's, and those in their place; `{connectionId}` is that of somebody who is connected. */
  readonly own?: Readonly<Record<string, string>>;
  /** The folder to be in, where it is not the reader's own. */
  readonly cwd?: "root";
  /** Lines to type, once it runs. */
  readonly types?: readonly string[];
  /** Text that the reader looks for. */
  readonly shows: RegExp;
}

const SUBSCRIBE = '{"action":"subscribe","entityId":"myEntityId"}';
const PUT = /"FailedEntryCount": 0/;
const INVOKED = /"StatusCode": 200/;
const SUBSCRIBED = /"type":"subscribed"/;

type Row = readonly [command: string, shows: RegExp, more?: Pick<Written, "own" | "types" | "cwd">];

const DOCUMENTS: Readonly<Record<string, readonly Row[]>> = {
  "README.md": [
    ["npx portcullis validate", /emulated: .*AWS::ApiGatewayV2::Api/],
    ["npx portcullis ws --token-function CreateTestJwt", SUBSCRIBED, { types: [SUBSCRIBE] }],
    ["npx portcullis push --user ann hello", /ann/],
    [
      "npx portcullis diagram path/to/template.yaml --format ascii",
      /WebsocketApi/,
      { own: { "path/to/template.yaml": "template.yaml" } },
    ],
    ["npx portcullis doctor", /ok +Engine +runs at/],
    ["aws lambda invoke --function-name CreateTestJwt --endpoint-url http://127.0.0.1:3001 response.json", INVOKED],
    ["npx wscat -c ws://127.0.0.1:3001/dev -s websocket", /Unexpected server response: 401/],
    [`npx wscat -c "ws://127.0.0.1:3001/dev?access_token=$TOKEN"`, SUBSCRIBED, { types: [SUBSCRIBE] }],
    [`npx wscat -c ws://127.0.0.1:3001/dev -s websocket -s "$TOKEN"`, SUBSCRIBED, { types: [SUBSCRIBE] }],
    ["aws events put-events --endpoint-url http://127.0.0.1:3001 --entries file://examples/entity-updated.json", PUT],
    [
      "aws events put-events --endpoint-url http://127.0.0.1:3001 --entries file://examples/send-user-push-notification.json",
      PUT,
    ],
  ],
  "app/README.md": [
    ["aws lambda invoke --function-name CreateTestJwt response.json", INVOKED],
    [
      `aws lambda invoke --function-name CreateTestJwt --cli-binary-format raw-in-base64-out --payload '{"userId":"ada","firstName":"Ada","lastName":"Lovelace","expiresInSeconds":600}' response.json`,
      INVOKED,
    ],
    ["aws events put-events --entries file://examples/entity-updated.json", PUT],
    ["aws events put-events --entries file://examples/send-user-push-notification.json", PUT],
    [
      `aws events put-events --entries "$(sed 's/"Source"/"EventBusName": "portcullis-ada", &/' examples/entity-updated.json)"`,
      PUT,
      { own: { "portcullis-ada": "default" } },
    ],
    [
      "aws cloudformation describe-stacks --stack-name portcullis-ada --query 'Stacks[0].Outputs'",
      /TestTokenCommand/,
      { own: { "portcullis-ada": "portcullis" } },
    ],
    [
      "npm run admin -- kick ada --stack-name portcullis-ada",
      /Closed [12] connections? of ada/,
      { own: { "portcullis-ada": "portcullis" }, cwd: "root" },
    ],
  ],
  "docs/tutorial.md": [
    [
      "aws events put-events --endpoint-url http://127.0.0.1:3001 --entries file://app/examples/entity-updated.json",
      PUT,
      { cwd: "root" },
    ],
    ["aws lambda invoke --function-name CreateTestJwt response.json", INVOKED],
    ["aws events put-events --entries file://app/examples/entity-updated.json", PUT, { cwd: "root" }],
  ],
  "docs/engine.md": [
    ["portcullis ws --token-function CreateTestJwt", SUBSCRIBED, { types: [SUBSCRIBE] }],
    [
      "portcullis ws Chat/dev --token-function CreateTestJwt",
      SUBSCRIBED,
      { own: { Chat: "WebsocketApi" }, types: [SUBSCRIBE] },
    ],
    [
      "portcullis ws wss://example.com/dev --token @token.txt --carry subprotocol",
      SUBSCRIBED,
      { own: { "wss://example.com": "ws://127.0.0.1:3001" }, types: [SUBSCRIBE] },
    ],
    [`portcullis ws --token "$TOKEN" --send '{"action":"ping"}' --wait 1 --json`, /"event":"message"/],
    [`portcullis ws --token "$TOKEN" < messages.txt`, SUBSCRIBED],
    [`portcullis push JKUz4fWsoAMCJbQ= '{"hello":"world"}'`, /ann/, { own: { "JKUz4fWsoAMCJbQ=": "{connectionId}" } }],
    ["portcullis push --user ann 'Your report is ready'", /ann/],
    ["portcullis push --event events.json", /matched EntityUpdatedRule/],
    [`portcullis push --source shop --detail-type Placed --detail '{"id":42}' --bus default`, /matched no rule/],
    [
      `curl -X POST http://127.0.0.1:3001/_portcullis/faults -d '{"kind":"dropped","user":"alice","count":1}'`,
      /fault-1/,
    ],
    ["curl http://127.0.0.1:3001/_portcullis/faults", /"kind":"dropped"/],
    ["curl -X DELETE 'http://127.0.0.1:3001/_portcullis/faults?id=fault-1'", /\{/],
  ],
  "docs/operations.md": [
    ["npm run admin -- connections ada", /opened .* until/, { cwd: "root" }],
    [`npm run admin -- kick ada --reason "Left the company"`, /Closed [12] connections? of ada/, { cwd: "root" }],
    ["npm run admin -- revoke --jti 5f0e9a1c", /5f0e9a1c/, { cwd: "root" }],
    ["npm run admin -- revoke --user ada --issued-before now", /ada/, { cwd: "root" }],
    ["npm run admin -- forget ada", /ada/, { cwd: "root" }],
    ["npm run admin -- redrive EntityUpdated", /EntityUpdated/, { cwd: "root" }],
    ["npm run admin -- help", /redrive/, { cwd: "root" }],
  ],
  "docs/production/load-test.md": [["aws events put-events --entries file://examples/entity-updated.json", PUT]],
  "docs/production/runbook.md": [
    [
      "npm run admin -- redrive EntityUpdated --stack-name STACK",
      /EntityUpdated/,
      { own: { STACK: "portcullis" }, cwd: "root" },
    ],
    ["npm run admin -- redrive all --stack-name STACK", /EntityUpdated/, { own: { STACK: "portcullis" }, cwd: "root" }],
  ],
  "docs/how-to/identity-provider.md": [
    [`node -p 'JSON.parse(Buffer.from(process.argv[1].split(".")[1], "base64url"))' "$TOKEN"`, /userId: 'myuserid'/],
  ],
};

/** The commands that `as-written.test.ts` runs, in the order of their documents. */
export const AS_WRITTEN: readonly Written[] = Object.entries(DOCUMENTS).flatMap(([document, rows]) =>
  rows.map(([command, shows, more]) => ({ document, command, shows, ...more })),
);
