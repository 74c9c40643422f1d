import { signal } from "@preact/signals";
import { Component, type ComponentChildren, type ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { Empty, Failure } from "../ui/messages.tsx";
import type { ViewProps, ViewRow } from "../views/view.ts";
import { VIEWS } from "../views/views.ts";

const loaded = signal<ReadonlyMap<string, ComponentType<ViewProps>>>(new Map());
const failed = signal<string | undefined>(undefined);

/** The view that the place leads to, loaded when it is opened for the first time. */
export function ViewFrame({ view, place }: { readonly view: ViewRow | undefined; readonly place: ViewProps }) {
  useEffect(() => {
    if (view) void load(view);
  }, [view]);
  if (!view) return <Unknown place={place} />;
  if (!view.load) return <NotBuilt view={view} />;
  const View = loaded.value.get(view.id);
  if (!View && failed.value !== undefined)
    return <Failure message={failed.value} onRetry={() => load(view)} onReload={reload} />;
  return (
    <div class="view" data-view={view.id} aria-busy={!View}>
      {View && (
        <Guarded key={view.id} name={view.title}>
          <View {...place} />
        </Guarded>
      )}
    </div>
  );
}

const reload = () => location.reload();

async function load({ id, load }: ViewRow): Promise<void> {
  if (!load || loaded.value.has(id)) return;
  failed.value = undefined;
  try {
    const View = await load();
    loaded.value = new Map(loaded.value).set(id, View);
  } catch {
    failed.value =
      "This part of the page could not be loaded: the engine does not answer, or it is a newer one, with a page of its own.";
  }
}

interface GuardedOptions {
  readonly name: string;
  readonly children: ComponentChildren;
}

/** Keeps a defect of one view from taking the page with it. */
class Guarded extends Component<GuardedOptions, { readonly error?: Error }> {
  static override getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render({ name, children }: GuardedOptions, { error }: { readonly error?: Error }) {
    if (!error) return children;
    return (
      <Failure message={`${name} has a defect: ${error.message}`} onRetry={() => this.setState({})} onReload={reload}>
        <p>The other views go on.</p>
      </Failure>
    );
  }
}

function NotBuilt({ view }: { readonly view: ViewRow }) {
  return (
    <Empty title={`${view.title} is not built yet`} icon={view.icon}>
      <p>{`${view.about}: this will come here.`}</p>
    </Empty>
  );
}

function Unknown({ place }: { readonly place: ViewProps }) {
  return (
    <Empty title={`There is nothing at ${place.segments.join("/")}`}>
      <p>
        Go to <a href={`#/${VIEWS[0]?.id}`}>{VIEWS[0]?.title}</a>, or press <kbd>Ctrl</kbd> <kbd>K</kbd> and type what
        you look for.
      </p>
    </Empty>
  );
}
