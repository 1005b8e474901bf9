/**
 * Dates in the reader's language and time zone, and Slack's `<!date^…>` tokens.
 * @module
 */

/** @typedef {{locale: string, tz: string, now?: number}} Reader `now`: epoch seconds */

const DAY = 86400;
const HALF_YEAR = 183 * DAY;

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * @param {Reader} reader
 * @param {Intl.DateTimeFormatOptions} options
 */
function formatter(reader, options) {
  const key = `${reader.locale}|${reader.tz}|${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(reader.locale, { timeZone: reader.tz, ...options });
    formats.set(key, found);
  }
  return found;
}

/** @param {Reader} reader */
const nowOf = (reader) => reader.now ?? Date.now() / 1000;

/**
 * The calendar day in the reader's zone, as YYYY-MM-DD.
 * @param {number} epoch
 * @param {Reader} reader
 */
export function dayKey(epoch, reader) {
  const parts = formatter({ ...reader, locale: "en-CA" }, { year: "numeric", month: "2-digit", day: "2-digit" });
  return parts.format(new Date(epoch * 1000));
}

/**
 * Whole calendar days from now: 0 today, -1 yesterday.
 * @param {number} epoch
 * @param {Reader} reader
 */
export function daysFromNow(epoch, reader) {
  const day = (/** @type {number} */ moment) => Date.parse(`${dayKey(moment, reader)}T00:00:00Z`) / 1000;
  return Math.round((day(epoch) - day(nowOf(reader))) / DAY);
}

/** @param {number} day */
function ordinal(day) {
  const tail = day % 100 > 10 && day % 100 < 14 ? "th" : ["th", "st", "nd", "rd"][day % 10] ?? "th";
  return `${day}${tail}`;
}

/**
 * Slack leaves the year out within about six months.
 * @param {number} epoch
 * @param {Reader} reader
 * @param {Intl.DateTimeFormatOptions} options
 */
function written(epoch, reader, options) {
  const year = Math.abs(epoch - nowOf(reader)) < HALF_YEAR ? {} : { year: /** @type {const} */ ("numeric") };
  const format = formatter(reader, { ...options, ...year });
  if (!reader.locale.startsWith("en-US") || options.month !== "long") return format.format(new Date(epoch * 1000));
  return format
    .formatToParts(new Date(epoch * 1000))
    .map((part) => (part.type === "day" ? ordinal(Number(part.value)) : part.value))
    .join("");
}

/**
 * "today", "yesterday", "tomorrow" in the reader's language, or null.
 * @param {number} epoch
 * @param {Reader} reader
 */
export function nearDay(epoch, reader) {
  const days = daysFromNow(epoch, reader);
  if (Math.abs(days) > 1) return null;
  return new Intl.RelativeTimeFormat(reader.locale, { numeric: "auto" }).format(days, "day");
}

/**
 * @param {number} epoch
 * @param {Reader} reader
 */
export function ago(epoch, reader) {
  const seconds = epoch - nowOf(reader);
  const format = new Intl.RelativeTimeFormat(reader.locale, { numeric: "auto" });
  /** @type {[Intl.RelativeTimeFormatUnit, number][]} */
  const units = [["year", 365 * DAY], ["month", 30 * DAY], ["day", DAY], ["hour", 3600], ["minute", 60]];
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(Math.trunc(seconds), "second");
}

/**
 * @param {number} epoch
 * @param {Reader} reader
 */
export function clock(epoch, reader) {
  return formatter(reader, { timeStyle: "short" }).format(new Date(epoch * 1000));
}

/**
 * @param {number} epoch
 * @param {Reader} reader
 */
export function fullMoment(epoch, reader) {
  return formatter(reader, { dateStyle: "full", timeStyle: "medium" }).format(new Date(epoch * 1000));
}

/**
 * The words on a day divider.
 * @param {number} epoch
 * @param {Reader} reader
 */
export function dayTitle(epoch, reader) {
  const near = nearDay(epoch, reader);
  if (near) return near.charAt(0).toLocaleUpperCase(reader.locale) + near.slice(1);
  return written(epoch, reader, { weekday: "long", day: "numeric", month: "long" });
}

/** @type {Record<string, (epoch: number, reader: Reader) => string>} */
const TOKENS = {
  date_num: dayKey,
  date: (at, reader) => written(at, reader, { month: "long", day: "numeric" }),
  date_short: (at, reader) => written(at, reader, { month: "short", day: "numeric" }),
  date_long: (at, reader) => written(at, reader, { weekday: "long", month: "long", day: "numeric" }),
  date_pretty: (at, reader) => nearDay(at, reader) ?? TOKENS.date(at, reader),
  date_short_pretty: (at, reader) => nearDay(at, reader) ?? TOKENS.date_short(at, reader),
  date_long_pretty: (at, reader) => nearDay(at, reader) ?? TOKENS.date_long(at, reader),
  time: clock,
  time_secs: (at, reader) => formatter(reader, { timeStyle: "medium" }).format(new Date(at * 1000)),
  ago,
};

/**
 * @param {string | number} epoch
 * @param {string} format text with `{tokens}`; unknown tokens stay
 * @param {Reader} reader
 * @returns {string | null} null: not a moment, show the fallback
 */
export function formatDate(epoch, format, reader) {
  const at = Number(epoch);
  if (epoch === "" || !Number.isFinite(at) || Math.abs(at) > 8.64e12) return null;
  return format.replace(/\{([a-z_]+)\}/g, (all, name) => (Object.hasOwn(TOKENS, name) ? TOKENS[name](at, reader) : all));
}

/**
 * The wall clock of a zone as the value of a datetime-local input.
 * @param {number} epoch
 * @param {string} tz
 */
export function toLocalInput(epoch, tz) {
  const text = new Intl.DateTimeFormat("sv-SE", { timeZone: tz, dateStyle: "short", timeStyle: "short" });
  return text.format(new Date(epoch * 1000)).replace(" ", "T");
}

/**
 * @param {string} value of a datetime-local input
 * @param {string} tz
 * @returns {number | null} epoch seconds
 */
export function fromLocalInput(value, tz) {
  const wanted = Date.parse(`${value}:00Z`) / 1000;
  if (!Number.isFinite(wanted)) return null;
  let guess = wanted;
  // Twice, because the offset at the first guess may lie on the other side of a clock change.
  for (let round = 0; round < 2; round += 1) guess += wanted - Date.parse(`${toLocalInput(guess, tz)}:00Z`) / 1000;
  return guess;
}
