import type { ReactNode } from "react";

export interface PanelProps {
  readonly title: string;
  readonly name: string;
  /** Stands at the right of the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** Part of a desk. Its title is a heading, by which people who see nothing find it. */
export const Panel = ({ title, name, aside, children }: PanelProps) => (
  <div className={`panel ${name}`}>
    <div className="panel-top">
      <h3>{title}</h3>
      {aside}
    </div>
    {children}
  </div>
);
