import { useSignal } from "@preact/signals";
import { aws } from "../../../engine/aws.ts";
import type { Named } from "../../../engine/stack-parts.ts";
import { Button } from "../../../ui/controls/button.tsx";
import { CopyButton } from "../../../ui/controls/copy-button.tsx";
import { Facts } from "../../../ui/facts.tsx";
import { formatJson, messageOf, visible } from "../../../ui/format.ts";
import { Failure } from "../../../ui/messages.tsx";
import { Head } from "../shared/head.tsx";
import { useLive } from "../shared/live.ts";
import { Moment } from "../shared/times.tsx";

interface Description {
  readonly Description?: string;
  /** Epoch seconds, as are all times here. */
  readonly LastChangedDate?: number;
  readonly LastRotatedDate?: number;
  readonly NextRotationDate?: number;
  readonly RotationEnabled?: boolean;
  readonly VersionIdsToStages?: Readonly<Record<string, readonly string[]>>;
}

interface Value {
  readonly SecretString?: string;
  readonly SecretBinary?: string;
}

const call = <Answer,>(operation: string, { arn }: Named) =>
  aws<Answer>("secretsmanager", `secretsmanager.${operation}`, { SecretId: arn });

/** A secret, whose value is asked for on a click alone and forgotten when it is hidden. */
export function SecretView({ secret }: { readonly secret: Named }) {
  const {
    value: description,
    failure,
    refresh,
  } = useLive({
    key: secret.arn,
    read: () => call<Description>("DescribeSecret", secret),
    changes: ({ service, type }) => service === "secretsmanager" && type !== "get",
  });
  return (
    <div class="data-page">
      <Head resource={secret} />
      <div class="data-detail">
        {failure !== undefined && <Failure message={failure} onRetry={refresh} />}
        <h3>Value</h3>
        <SecretValue secret={secret} />
        {description && <h3>About</h3>}
        {description && <Facts facts={factsOf(description)} />}
      </div>
    </div>
  );
}

const moment = (seconds: number | undefined) => (seconds === undefined ? undefined : <Moment at={seconds * 1000} />);

const factsOf = (description: Description): Parameters<typeof Facts>[0]["facts"] => [
  ["Description", description.Description],
  ["Changed", moment(description.LastChangedDate) ?? "never"],
  ["Rotation", description.RotationEnabled ? "on" : "off"],
  ["Rotated", moment(description.LastRotatedDate)],
  ["Next rotation", moment(description.NextRotationDate)],
  [
    "Versions",
    Object.entries(description.VersionIdsToStages ?? {}).map(([id, stages]) => (
      <div key={id}>
        <code>{id}</code>
        <span class="quiet-text">{` ${stages.join(", ")}`}</span>
      </div>
    )),
  ],
];

function SecretValue({ secret }: { readonly secret: Named }) {
  const value = useSignal<string | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  const reveal = async () => {
    try {
      const { SecretString, SecretBinary = "" } = await call<Value>("GetSecretValue", secret);
      value.value = SecretString ?? SecretBinary;
      failure.value = undefined;
    } catch (error) {
      failure.value = messageOf(error);
    }
  };
  if (failure.value !== undefined) return <Failure message={failure.value} onRetry={reveal} />;
  if (value.value === undefined)
    return (
      <div class="data-actions">
        <code>••••••••••••</code>
        <Button icon="eye" onClick={reveal}>
          Reveal
        </Button>
      </div>
    );
  return (
    <>
      <pre class="data-text">{visible(formatJson(value.value))}</pre>
      <div class="data-actions">
        <Button
          icon="eye"
          onClick={() => {
            value.value = undefined;
          }}
        >
          Hide
        </Button>
        <CopyButton text={value.value} label="Copy value">
          Copy value
        </CopyButton>
      </div>
    </>
  );
}
