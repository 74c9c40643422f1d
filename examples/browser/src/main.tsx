import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { isUserId, NAMES, USER_IDS } from "../shared/shop.ts";
import { connectAs } from "./connect.ts";
import { Desk } from "./desk.tsx";
import "./style/theme.css";
import "./style/desk.css";
import "./style/parts.css";

const asked = new URLSearchParams(location.search).get("user");
const userIds = isUserId(asked) ? [asked] : USER_IDS;
if (isUserId(asked)) document.title = `Order 42 – ${NAMES[asked]}`;

// Made here, once: a component may be made many times.
const desks = userIds.map((userId) => ({ userId, client: connectAs(userId) }));

const page = document.getElementById("page");
if (page)
  createRoot(page).render(
    <StrictMode>
      <header className="top">
        <h1>Order 42</h1>
        <p>Two loaves of rye bread, one lemon cake</p>
        <nav aria-label="Views">
          <a href="/" aria-current={userIds.length > 1 ? "page" : undefined}>
            Both
          </a>
          {USER_IDS.map((userId) => (
            <a key={userId} href={`/?user=${userId}`} aria-current={asked === userId ? "page" : undefined}>
              {NAMES[userId]}
            </a>
          ))}
        </nav>
      </header>
      <main className="desks">
        {desks.map((desk) => (
          <Desk key={desk.userId} {...desk} />
        ))}
      </main>
    </StrictMode>,
  );
