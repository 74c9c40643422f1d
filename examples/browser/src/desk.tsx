import type { Client } from "@portcullis/client";
import { PortcullisProvider } from "@portcullis/client/react";
import { useState } from "react";
import { type Doing, NAMES, type Shop, type UserId } from "../shared/shop.ts";
import { useOrder } from "./hooks/use-order.ts";
import { Answers } from "./parts/answers.tsx";
import { Avatar } from "./parts/avatar.tsx";
import { Connection } from "./parts/connection.tsx";
import { History } from "./parts/history.tsx";
import { Notes } from "./parts/notes.tsx";
import { People } from "./parts/people.tsx";
import { Steps } from "./parts/steps.tsx";

export interface DeskProps {
  readonly userId: UserId;
  readonly client: Client<Shop>;
}

/** All that one user sees, over a connection of their own. */
export function Desk({ userId, client }: DeskProps) {
  return (
    <PortcullisProvider client={client}>
      <section className="desk" aria-label={`${NAMES[userId]}’s desk`}>
        <header className="desk-top">
          <Avatar userId={userId} />
          <h2>{NAMES[userId]}</h2>
          <Connection />
        </header>
        <Parts userId={userId} />
      </section>
    </PortcullisProvider>
  );
}

function Parts({ userId }: Pick<DeskProps, "userId">) {
  const [doing, setDoing] = useState<Doing | null>(null);
  const order = useOrder(doing);
  return (
    <div className="parts">
      <Steps userId={userId} step={order.step} />
      <People userId={userId} presence={order.presence} />
      <Answers userId={userId} onDoing={setDoing} streams={order.streams} />
      <Notes userId={userId} onDoing={setDoing} />
      <History happenings={order.happenings} hasGap={order.hasGap} />
    </div>
  );
}
