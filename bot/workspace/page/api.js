/**
 * The server's door for the page: JSON calls and one WebSocket that comes back by itself.
 * @module
 */

/** @typedef {{ok: boolean, error?: string, message?: string, [key: string]: any}} Answer */

/**
 * @param {string} name
 * @param {Record<string, any>} body
 * @returns {Promise<Answer>} never throws: an unreachable server is `{ok: false, error: "unreachable"}`
 */
export function post(name, body) {
  return ask(`/_page/${name}`, "POST", body);
}

/**
 * The control door: faults, and what an admin may do.
 * @param {string} name
 * @param {Record<string, any>} body
 */
export function control(name, body) {
  return ask(`/control/${name}`, "POST", body);
}

/** @param {string} [id] one switch; all of them when left out */
export function clearFaults(id) {
  return ask(id ? `/control/faults/${id}` : "/control/faults", "DELETE");
}

/**
 * @param {string} path
 * @param {string} method
 * @param {Record<string, any>} [body]
 * @returns {Promise<Answer>}
 */
async function ask(path, method, body) {
  const sent = body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  try {
    const response = await fetch(path, { method, ...sent });
    return await response.json();
  } catch {
    return { ok: false, error: "unreachable" };
  }
}

/**
 * @param {string} path
 * @returns {Promise<any>}
 */
export async function get(path) {
  const response = await fetch(`/_page/${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

const PAUSES = [300, 600, 1000, 2000, 3000];

/**
 * Keeps a WebSocket open until it is closed on purpose. Every time it opens, `reload` fetches the
 * state; what is pushed meanwhile waits, so that nothing is lost between the two.
 * @param {string} user
 * @param {{reload: () => Promise<void>, push: (event: any) => void, lost: () => void}} handlers
 * @returns {() => void} closes it
 */
export function listen(user, { reload, push, lost }) {
  let closed = false;
  let attempt = 0;
  /** @type {WebSocket} */
  let socket;

  function connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/_page/events?user=${encodeURIComponent(user)}`);
    /** @type {any[] | null} */
    let waiting = [];
    socket.addEventListener("message", ({ data }) => {
      const event = JSON.parse(data);
      if (waiting) waiting.push(event);
      else if (!closed) push(event);
    });
    socket.addEventListener("open", async () => {
      const own = socket;
      try {
        await reload();
      } catch {
        own.close();
        return;
      }
      if (closed || own !== socket) return;
      attempt = 0;
      const held = waiting ?? [];
      waiting = null;
      held.forEach(push);
    });
    socket.addEventListener("close", () => {
      if (closed) return;
      lost();
      setTimeout(() => closed || connect(), PAUSES[Math.min(attempt, PAUSES.length - 1)]);
      attempt += 1;
    });
  }

  connect();
  return () => {
    closed = true;
    socket.close();
  };
}
