import { createClient } from "@portcullis/client";
import { PortcullisProvider } from "@portcullis/client/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Tea } from "./tea.tsx";

const user = new URLSearchParams(location.search).get("user") ?? "ann";

/** Calls the page's own server. Its type of content keeps pages of other sites from doing so. */
async function post(path: string): Promise<string> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`/api/${path}?user=${encodeURIComponent(user)}`, {
    method: "POST",
    headers,
    body: "{}",
  });
  if (!response.ok) throw new Error(`The server answers ${response.status}.`);
  return response.text();
}

// Made here, once: a component may be made many times.
const client = createClient({ url: import.meta.env.VITE_WEBSOCKET_URI, getToken: () => post("token") });
client.connect();

const page = document.getElementById("page");
if (page)
  createRoot(page).render(
    <StrictMode>
      <PortcullisProvider client={client}>
        <Tea onDrink={() => post("cup")} />
      </PortcullisProvider>
    </StrictMode>,
  );
