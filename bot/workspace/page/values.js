/**
 * What a person has typed and chosen in one surface (a view, a message), in Slack's shapes. It
 * lives outside the DOM, so that a redrawn view keeps it where block_id and action_id are the same.
 * @module
 */

/** The key under which each element type keeps its state, and the state of an untouched element. */
const SHAPES = {
  plain_text_input: ["value", (el) => el.initial_value ?? null],
  number_input: ["value", (el) => el.initial_value ?? null],
  email_text_input: ["value", (el) => el.initial_value ?? null],
  url_text_input: ["value", (el) => el.initial_value ?? null],
  external_select: ["selected_option", (el) => el.initial_option ?? null],
  multi_external_select: ["selected_options", (el) => el.initial_options ?? []],
  static_select: ["selected_option", (el) => el.initial_option ?? null],
  radio_buttons: ["selected_option", (el) => el.initial_option ?? null],
  multi_static_select: ["selected_options", (el) => el.initial_options ?? []],
  checkboxes: ["selected_options", (el) => el.initial_options ?? []],
  users_select: ["selected_user", (el) => el.initial_user ?? null],
  multi_users_select: ["selected_users", (el) => el.initial_users ?? []],
  channels_select: ["selected_channel", (el) => el.initial_channel ?? null],
  conversations_select: ["selected_conversation", (el) => el.initial_conversation ?? null],
  datepicker: ["selected_date", (el) => el.initial_date ?? null],
  timepicker: ["selected_time", (el) => el.initial_time ?? null],
  datetimepicker: ["selected_date_time", (el) => el.initial_date_time ?? null],
};

/**
 * @param {any} element
 * @returns {string | null} the key of its state; null: the element has none
 */
export function stateKey(element) {
  return SHAPES[element.type]?.[0] ?? null;
}

/**
 * Every element of a surface a person can work with, with its block.
 * @param {any[]} blocks
 * @returns {Generator<[any, any]>}
 */
export function* interactive(blocks) {
  for (const block of blocks ?? []) {
    if (block.type === "input") yield [block, block.element];
    else if (block.type === "section" && block.accessory) yield [block, block.accessory];
    else if (block.type === "container") yield* interactive(block.child_blocks);
    else if (block.type === "carousel") yield* interactive(block.elements);
    else if (block.type === "card") for (const element of block.actions ?? []) yield [block, element];
    else if (["actions", "context_actions"].includes(block.type)) for (const element of block.elements) yield [block, element];
  }
}

export class Values {
  constructor() {
    /** @type {Map<string, any>} */
    this.kept = new Map();
  }

  /**
   * @param {any} block
   * @param {any} element
   */
  key(block, element) {
    return `${block.block_id ?? ""}\u0001${element.action_id ?? ""}\u0001${element.type}`;
  }

  /**
   * @param {any} block
   * @param {any} element
   */
  get(block, element) {
    const key = this.key(block, element);
    return this.kept.has(key) ? this.kept.get(key) : SHAPES[element.type]?.[1](element);
  }

  /**
   * @param {any} block
   * @param {any} element
   * @param {any} value
   */
  set(block, element, value) {
    this.kept.set(this.key(block, element), value);
  }

  /**
   * `state.values` as Slack sends it.
   * @param {any[]} blocks
   */
  collect(blocks) {
    /** @type {Record<string, Record<string, any>>} */
    const values = {};
    for (const [block, element] of interactive(blocks)) {
      const name = stateKey(element);
      if (!name) continue;
      values[block.block_id] ??= {};
      values[block.block_id][element.action_id] = { type: element.type, [name]: this.get(block, element) };
    }
    return values;
  }

  /**
   * Forgets what belongs to elements that are gone.
   * @param {any[]} blocks
   */
  prune(blocks) {
    const there = new Set([...interactive(blocks)].map(([block, element]) => this.key(block, element)));
    for (const key of this.kept.keys()) if (!there.has(key)) this.kept.delete(key);
  }
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * @param {any} element
 * @param {any} value
 * @returns {[string, Record<string, any>?] | null} the key of a sentence in words.js
 */
function problem(element, value) {
  if (element.type === "number_input") {
    const number = Number(value);
    if (!Number.isFinite(number)) return ["wantsNumber"];
    if (element.is_decimal_allowed === false && !Number.isInteger(number)) return ["wantsInteger"];
    if (element.min_value !== undefined && number < Number(element.min_value)) return ["tooSmall", { n: element.min_value }];
    if (element.max_value !== undefined && number > Number(element.max_value)) return ["tooBig", { n: element.max_value }];
  }
  if (element.type === "email_text_input" && !EMAIL.test(value)) return ["wantsEmail"];
  if (element.type === "url_text_input" && !URL.canParse(value)) return ["wantsUrl"];
  if (element.type === "plain_text_input") {
    if (element.min_length && value.length < element.min_length) return ["tooShort", { n: element.min_length }];
    if (element.max_length && value.length > element.max_length) return ["tooLong", { n: element.max_length }];
  }
  return null;
}

/**
 * What Slack's own client refuses before it submits a view.
 * @param {any[]} blocks
 * @param {Values} values
 * @param {(key: string, params?: Record<string, any>) => string} say
 * @returns {Record<string, string>} sentence by block_id
 */
export function problems(blocks, values, say) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const [block, element] of interactive(blocks)) {
    if (block.type !== "input") continue;
    const value = values.get(block, element);
    const empty = value === null || value === undefined || value.length === 0 || (typeof value === "string" && !value.trim());
    if (empty && !block.optional) found[block.block_id] = say("required");
    const wrong = empty ? null : problem(element, value);
    if (wrong) found[block.block_id] = say(...wrong);
  }
  return found;
}
