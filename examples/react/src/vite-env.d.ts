/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** The stack's output WebsocketUri. */
  readonly VITE_WEBSOCKET_URI: string;
}
