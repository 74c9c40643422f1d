const format = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" });

export const Time = ({ iso }: { readonly iso: string }) => <time dateTime={iso}>{format.format(new Date(iso))}</time>;
