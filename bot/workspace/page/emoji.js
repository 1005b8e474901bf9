/**
 * Emoji shortcodes a sales team's bot uses. An unknown code stays as it was written.
 * @module
 */

/** @type {Record<string, string>} */
export const EMOJI = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", wave: "👋", clap: "👏", pray: "🙏", muscle: "💪",
  raised_hands: "🙌", handshake: "🤝", point_right: "👉", point_up: "☝️", eyes: "👀", brain: "🧠", smile: "😄",
  slightly_smiling_face: "🙂", blush: "😊", grinning: "😀", wink: "😉", thinking_face: "🤔", sweat_smile: "😅",
  cry: "😢", tada: "🎉", sparkles: "✨", fire: "🔥", rocket: "🚀", star: "⭐", star2: "🌟", trophy: "🏆", medal: "🏅",
  dart: "🎯", bulb: "💡", zap: "⚡", bell: "🔔", no_bell: "🔕", mega: "📣", loudspeaker: "📢", heart: "❤️",
  green_heart: "💚", white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌",
  no_entry: "⛔", no_entry_sign: "🚫", warning: "⚠️", rotating_light: "🚨", exclamation: "❗", question: "❓",
  information_source: "ℹ️", red_circle: "🔴", large_orange_circle: "🟠", orange_circle: "🟠",
  large_yellow_circle: "🟡", large_green_circle: "🟢", large_blue_circle: "🔵", white_circle: "⚪",
  black_circle: "⚫", hourglass: "⌛", hourglass_flowing_sand: "⏳", stopwatch: "⏱️", alarm_clock: "⏰",
  clock1: "🕐", calendar: "📅", date: "📅", spiral_calendar_pad: "🗓️", phone: "☎️", telephone: "☎️",
  telephone_receiver: "📞", calling: "📲", iphone: "📱", email: "✉️", envelope: "✉️", "e-mail": "📧",
  incoming_envelope: "📨", inbox_tray: "📥", outbox_tray: "📤", memo: "📝", pencil: "📝", pencil2: "✏️",
  clipboard: "📋", page_facing_up: "📄", book: "📖", books: "📚", bookmark: "🔖", link: "🔗", mag: "🔍",
  chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", bar_chart: "📊", moneybag: "💰", euro: "💶",
  briefcase: "💼", office: "🏢", factory: "🏭", house: "🏠", globe_with_meridians: "🌐", lock: "🔒", key: "🔑",
  shield: "🛡️", robot_face: "🤖", bust_in_silhouette: "👤", busts_in_silhouette: "👥", repeat: "🔁",
  arrows_counterclockwise: "🔄", arrow_right: "➡️", arrow_up: "⬆️", arrow_down: "⬇️", snowflake: "❄️",
  seedling: "🌱", palm_tree: "🌴", coffee: "☕", speech_balloon: "💬", thought_balloon: "💭", runner: "🏃",
  recycle: "♻️", wastebasket: "🗑️", gear: "⚙️", wrench: "🔧", construction: "🚧", pushpin: "📌", gift: "🎁",
};

/**
 * @param {string} name shortcode without colons
 * @returns {string | null}
 */
export function emoji(name) {
  return Object.hasOwn(EMOJI, name) ? EMOJI[name] : null;
}

/**
 * Replaces known shortcodes in plain text.
 * @param {string} text
 */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (all, name) => emoji(name) ?? all);
}
