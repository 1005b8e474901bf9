// What Staffel sends, held against Slack's own types: the generated file beside this one calls
// these three with every payload as a literal, so that a wrong or unknown key does not compile.
import type { HomeView, KnownBlock, ModalView } from "@slack/types";

export interface Message {
  text: string;
  blocks: KnownBlock[];
}

export function message(_: Message): void {}
export function modal(_: ModalView): void {}
export function home(_: HomeView): void {}
