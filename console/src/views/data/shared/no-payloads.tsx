/** Stands where a message's body or an item would be, when the engine keeps them to itself. */
export function NoPayloads() {
  return (
    <p class="quiet-text">
      The engine shows no payloads: it was started with <code>--no-payloads</code>, or other machines can reach it.
      Start it with <code>--payloads</code> to see what this holds.
    </p>
  );
}
