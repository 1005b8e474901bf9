/**
 * The page's own line icons, drawn on a 24 grid.
 * @module
 */

const SVG = "http://www.w3.org/2000/svg";

/** @type {Record<string, string>} */
const PATHS = {
  hash: "M9 4 7.5 20M16.5 4 15 20M4.5 9h16M3.5 15h16",
  lock: "M6.5 11h11a1.5 1.5 0 0 1 1.5 1.5v6a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 18.5v-6A1.5 1.5 0 0 1 6.5 11ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  home: "M4 11.5 12 5l8 6.5M6.5 10v9h11v-9M10.5 19v-5h3v5",
  chat: "M5 5.5h14a1.5 1.5 0 0 1 1.5 1.5v8.5A1.5 1.5 0 0 1 19 17h-6.5L8 20.5V17H5a1.5 1.5 0 0 1-1.5-1.5V7A1.5 1.5 0 0 1 5 5.5Z",
  reply: "M9 7 4.5 11.5 9 16M5 11.5h8.5a6 6 0 0 1 6 6V19",
  dots: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  plus: "M12 5.5v13M5.5 12h13",
  send: "M5 12 4 4.5 20.5 12 4 19.5 5 12Zm0 0h7",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  down: "M7 10l5 5 5-5",
  right: "M10 7l5 5-5 5",
  check: "M5.5 12.5 10 17l8.5-9.5",
  eye: "M2.8 12S6.2 6 12 6s9.2 6 9.2 6-3.4 6-9.2 6-9.2-6-9.2-6Zm9.2 2.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2Z",
  globe: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM3.8 12h16.4M12 3.5c2.4 2.4 3.6 5.2 3.6 8.5s-1.2 6.1-3.6 8.5c-2.4-2.4-3.6-5.2-3.6-8.5S9.6 5.9 12 3.5Z",
  compass: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM15.5 8.5l-2 5-5 2 2-5 5-2Z",
  info: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 11v5.5M12 7.7v.1",
  warning: "M12 4.5 21 19.5H3L12 4.5ZM12 10v4.5M12 17v.1",
  error: "M8.3 3.5h7.4l4.8 4.8v7.4l-4.8 4.8H8.3l-4.8-4.8V8.3l4.8-4.8ZM12 8v5M12 16v.1",
  success: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM8.3 12.3l2.6 2.6 4.9-5.4",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.5 10.5v5.5M13.5 10.5v5.5",
  up_thumb: "M7.5 11v8.5H4.5V11h3Zm0 .5L11 4.5c1.5 0 2.3 1 2.1 2.4L12.6 10h5.6a1.8 1.8 0 0 1 1.8 2.2l-1.3 5.9a1.8 1.8 0 0 1-1.8 1.4H7.5",
  down_thumb: "M16.5 13V4.5h3V13h-3Zm0-.5L13 19.5c-1.5 0-2.3-1-2.1-2.4l.5-3.1H5.8A1.8 1.8 0 0 1 4 11.8l1.3-5.9a1.8 1.8 0 0 1 1.8-1.4h9.4",
  reload: "M19 12a7 7 0 1 1-2.2-5.1M19.5 4v4h-4",
  external: "M13.5 5H19v5.5M19 5l-8 8M10 6.5H6A1.5 1.5 0 0 0 4.5 8v10A1.5 1.5 0 0 0 6 19.5h10a1.5 1.5 0 0 0 1.5-1.5v-4",
  bolt: "M13 3.5 5.5 13.5h5.5l-1 7L17.5 10.5H12l1-7Z",
  people: "M9 11.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM3.5 19c.4-3 2.6-4.7 5.5-4.7s5.1 1.7 5.5 4.7M15.5 5.3a3.2 3.2 0 0 1 0 6M17 14.5c2 .6 3.2 2.2 3.5 4.5",
  panel: "M5 5h14a1.5 1.5 0 0 1 1.5 1.5v11A1.5 1.5 0 0 1 19 19H5a1.5 1.5 0 0 1-1.5-1.5v-11A1.5 1.5 0 0 1 5 5ZM14 5v14",
  thread: "M4.5 6.5h15M4.5 11h9M4.5 15.5h6M14 15l3 3 3-3M17 11v7",
};

/**
 * @param {string} name
 * @param {number} [size] pixels
 */
export function icon(name, size = 18) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("width", String(size));
  svg.setAttribute("height", String(size));
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", `icon-${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name] ?? PATHS.info);
  svg.append(path);
  return svg;
}
